-- Why a module is on although it was made for another plugin API stands in the trail.
create or replace function audit_module() returns trigger language plpgsql as $$
begin
  insert into audit_events (actor_id, source, action, kind, record_id, detail) values (new.actor_id,
    coalesce(nullif(current_setting('trellis.source', true), ''), 'page'), 'module.changed', 'module', new.plugin,
    jsonb_strip_nulls(jsonb_build_object('action', new.action, 'version', new.version, 'operation', new.id,
      'despiteEngine', new.about -> 'despiteEngine')));
  return null;
end $$;
