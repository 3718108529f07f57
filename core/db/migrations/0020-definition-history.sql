-- Who defined what, from what to what, and when: one line per row of a definition that was made, changed or taken away. The tables
-- write it themselves, so that no way of changing a definition can forget to. Only ever added to.
create table definition_changes (
  seq bigint generated always as identity primary key,
  at timestamptz not null default now(),
  actor_id text not null,
  source text not null,
  sort text not null check (sort in ('field', 'kind', 'rule', 'layout', 'access', 'word')),
  -- Name of the kind of record it shapes; null for words.
  kind text,
  -- Id of a field or rule, name of a kind, role of a layout, field and role of an access, language and key of a word.
  subject text not null,
  -- What people call it: it may be gone when they read this.
  title text not null,
  -- Only what changed; null before it was made, and after it was taken away.
  before jsonb,
  after jsonb
);
create index definition_changes_actor on definition_changes (actor_id, seq);
create index definition_changes_kind on definition_changes (kind, seq);

create trigger definition_changes_only_grow before update or delete on definition_changes
  for each row execute function changes_only_grow();
create trigger definition_changes_are_not_emptied before truncate on definition_changes
  for each statement execute function changes_only_grow();

create function tell_definition() returns trigger language plpgsql as $$
declare
  -- What is counted, kept aside or put in order says nothing about what was defined.
  aside constant text[] := array['id', 'version', 'generation', 'storage', 'past', 'tier', 'position', 'created_at',
    'changed_at', 'changed_by', 'archived_at'];
  whole constant jsonb := coalesce(to_jsonb(new), to_jsonb(old));
  was jsonb := to_jsonb(old) - aside;
  is_now jsonb := to_jsonb(new) - aside;
begin
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

create trigger told after insert or update or delete on fields for each row execute function tell_definition('field');
create trigger told after insert or update or delete on own_kinds for each row execute function tell_definition('kind');
create trigger told after insert or update or delete on rules for each row execute function tell_definition('rule');
create trigger told after insert or update or delete on layouts for each row execute function tell_definition('layout');
create trigger told after insert or update or delete on field_access for each row execute function tell_definition('access');
create trigger told after insert or update or delete on own_words for each row execute function tell_definition('word');
