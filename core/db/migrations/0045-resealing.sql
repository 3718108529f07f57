-- A value that is only sealed anew, with a newer key, was set by nobody: the history of definitions does not tell it.
create or replace function tell_setting() returns trigger language plpgsql as $$
declare
  whole constant plugin_settings := coalesce(new, old);
  shown_old jsonb := case when old is null then null else jsonb_build_object('value', coalesce(old.value, '"•••"')) end;
  shown_new jsonb := case when new is null then null else jsonb_build_object('value', coalesce(new.value, '"•••"')) end;
begin
  if current_setting('trellis.resealing', true) = 'on' then return null; end if;
  if whole.user_id is not null or (shown_old = shown_new and whole.sealed is null) then return null; end if;
  insert into definition_changes (actor_id, source, sort, kind, subject, title, before, after) values (
    coalesce(nullif(current_setting('trellis.actor', true), ''), 'system:plugins'),
    coalesce(nullif(current_setting('trellis.source', true), ''), 'job'),
    'setting', null, whole.plugin || '/' || whole.key, whole.plugin || ': ' || whole.key, shown_old, shown_new
  );
  return null;
end $$;
