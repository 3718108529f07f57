-- A kind that is being erased: gone for everybody, while its records go slice by slice.
alter table own_kinds add column erasing boolean not null default false;

-- What is forgotten already is not written again: the last step of erasing a kind goes over all its lines.
create or replace function forget_history(of_kind text, of_records uuid[] default null) returns void
  language sql security definer set search_path = public, pg_temp as $$
  update changes set before = null, after = null
  where kind = of_kind and (of_records is null or record_id = any(of_records)) and (before is not null or after is not null)
$$;
