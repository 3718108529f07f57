-- Deeds that write no record: signing in, looking behind a mask, taking a list out, changing a right. What was written of records
-- stands in `changes`, and is not written a second time. Only ever added to.
create table audit_events (
  seq bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  at timestamptz not null default now(),
  actor_id text not null,
  -- Whom somebody acted for, when not for themselves.
  acting_for text,
  -- The door: page, api, import, job, cli, setup.
  source text not null,
  address text,
  -- What was done, as `area.thing`.
  action text not null,
  -- What it was done to: a kind of record, or a thing of the office such as `role` or `token`.
  kind text,
  record_id text,
  -- The bulk operation it belongs to.
  cause uuid,
  request_id uuid,
  detail jsonb
);
create index audit_events_order on audit_events (xid, seq);
create index audit_events_actor on audit_events (actor_id, seq);
create index audit_events_record on audit_events (record_id, seq) where record_id is not null;
create index audit_events_action on audit_events (action, seq);

-- Lines of the history are found by their number, whoever wrote them.
create unique index changes_seq on changes (seq);

create function audit_only_grows() returns trigger language plpgsql as $$
begin
  raise exception 'the audit trail only grows: its lines are neither changed nor removed'
    using errcode = 'insufficient_privilege';
end $$;
create trigger audit_only_grows before update or delete on audit_events for each row execute function audit_only_grows();
create trigger audit_is_not_emptied before truncate on audit_events for each statement execute function audit_only_grows();

-- Whoever looked behind a mask stands in the trail with everything else.
insert into audit_events (at, actor_id, source, action, kind, record_id, detail)
  select at, actor_id, source, 'field.revealed', kind, record_id::text, jsonb_build_object('field', field)
  from field_reveals order by at;
drop table field_reveals;

-- A change of what is defined leaves a line here that points to what it was.
create function audit_definition() returns trigger language plpgsql as $$
begin
  insert into audit_events (actor_id, source, action, kind, record_id, detail) values (new.actor_id, new.source,
    'definition.changed', new.kind, new.subject, jsonb_build_object('sort', new.sort, 'title', new.title, 'line', new.seq));
  return null;
end $$;
create trigger audited after insert on definition_changes for each row execute function audit_definition();

-- Whatever is done to a module.
create function audit_module() returns trigger language plpgsql as $$
begin
  insert into audit_events (actor_id, source, action, kind, record_id, detail) values (new.actor_id,
    coalesce(nullif(current_setting('trellis.source', true), ''), 'page'), 'module.changed', 'module', new.plugin,
    jsonb_build_object('action', new.action, 'version', new.version, 'operation', new.id));
  return null;
end $$;
create trigger audited after insert on plugin_operations for each row execute function audit_module();

-- What a line held may be forgotten; that it was forgotten, and on whose behalf, is not.
create or replace function forget_history(of_kind text, of_records uuid[] default null) returns void
language sql security definer set search_path = public, pg_temp as $$
  insert into audit_events (actor_id, source, action, kind, detail)
    select coalesce(nullif(current_setting('trellis.actor', true), ''), 'system:erasing'),
      coalesce(nullif(current_setting('trellis.source', true), ''), 'job'), 'history.forgotten', of_kind,
      case when of_records is not null then jsonb_build_object('records', to_jsonb(of_records)) end
    where of_records is null or cardinality(of_records) > 0;
  update changes set before = null, after = null
  where kind = of_kind and (of_records is null or record_id = any(of_records))
$$;
create or replace function forget_history_some(of_kind text, most integer) returns integer
language sql security definer set search_path = public, pg_temp as $$
  with left_over as (
    select seq from changes where kind = of_kind and (before is not null or after is not null) limit most
  ), gone as (
    update changes set before = null, after = null where seq in (select seq from left_over) returning 1
  ), told as (
    insert into audit_events (actor_id, source, action, kind)
      select 'system:erasing', 'job', 'history.forgotten', of_kind where exists (select from left_over)
  ) select count(*)::integer from gone
$$;
