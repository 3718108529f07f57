-- The order of fields is told, too: of the one that somebody moved.
create or replace function tell_definition() returns trigger language plpgsql as $$
declare
  -- What is counted, kept aside or put in order says nothing about what was defined.
  aside text[] := array['id', 'version', 'generation', 'storage', 'past', 'tier', 'position', 'created_at',
    'changed_at', 'changed_by', 'archived_at'];
  whole constant jsonb := coalesce(to_jsonb(new), to_jsonb(old));
  was jsonb := to_jsonb(old);
  is_now jsonb := to_jsonb(new);
begin
  -- Only the field that somebody moved has another version; those that made room for it were not changed.
  if tg_argv[0] = 'field' and was ->> 'version' <> is_now ->> 'version' then
    aside := array_remove(aside, 'position');
  end if;
  was := was - aside;
  is_now := is_now - aside;
  if was = is_now then return null; end if;
  if tg_op = 'UPDATE' then
    select jsonb_object_agg(key, was -> key), jsonb_object_agg(key, is_now -> key) into was, is_now
      from jsonb_object_keys(was) as key where was -> key is distinct from is_now -> key;
  end if;
  insert into definition_changes (actor_id, source, sort, kind, subject, title, before, after) values (
    coalesce(nullif(current_setting('trellis.actor', true), ''), 'system:definitions'),
    coalesce(nullif(current_setting('trellis.source', true), ''), 'job'),
    tg_argv[0],
    case tg_argv[0] when 'kind' then whole ->> 'name' when 'word' then null else whole ->> 'kind' end,
    case tg_argv[0]
      when 'kind' then whole ->> 'name'
      when 'layout' then whole ->> 'role'
      when 'access' then (whole ->> 'field') || '/' || (whole ->> 'role')
      when 'word' then (whole ->> 'language') || '/' || (whole ->> 'key')
      else whole ->> 'id'
    end,
    case tg_argv[0]
      when 'layout' then whole ->> 'role'
      when 'access' then whole ->> 'field'
      when 'rule' then whole ->> 'name'
      when 'kind' then whole ->> 'name'
      else whole ->> 'key'
    end,
    was, is_now
  );
  return null;
end $$;
