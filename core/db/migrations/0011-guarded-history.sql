-- The history only grows. What a line held may be forgotten (a person's or a kind's erasure); that it was stays.
create function changes_only_grow() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.before is null and new.after is null
    and to_jsonb(new) - 'before' - 'after' = to_jsonb(old) - 'before' - 'after' then
    return new;
  end if;
  raise exception 'the history only grows: its lines are neither changed nor removed'
    using errcode = 'insufficient_privilege';
end $$;

create trigger changes_only_grow before update or delete on changes for each row execute function changes_only_grow();
create trigger changes_are_not_emptied before truncate on changes for each statement execute function changes_only_grow();

-- Runs as the owner of the table, so that a role that may only add lines can forget what they held.
create function forget_history(of_kind text, of_records uuid[] default null) returns void
language sql security definer set search_path = public, pg_temp as $$
  update changes set before = null, after = null
  where kind = of_kind and (of_records is null or record_id = any(of_records))
$$;
