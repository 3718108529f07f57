-- What people set of plugins: for the company (neither team nor person), for a team, or for oneself. It is kept while a plugin is
-- off. Secrets stand in `sealed`, bound to their place, so that one cannot be moved to another.
create table plugin_settings (
  plugin text not null,
  key text not null,
  team_id uuid references teams (id) on delete cascade,
  user_id uuid references users (id) on delete cascade,
  value jsonb,
  sealed bytea,
  changed_at timestamptz not null default now(),
  changed_by text not null,
  check (num_nonnulls(team_id, user_id) <= 1),
  check (num_nonnulls(value, sealed) = 1),
  unique nulls not distinct (plugin, key, team_id, user_id)
);
create index plugin_settings_team on plugin_settings (team_id) where team_id is not null;
create index plugin_settings_user on plugin_settings (user_id) where user_id is not null;

-- What an administrator sets is told like every other definition; of a secret only that it changed. What people set for
-- themselves is their own.
alter table definition_changes drop constraint definition_changes_sort_check,
  add constraint definition_changes_sort_check
    check (sort in ('field', 'kind', 'rule', 'layout', 'access', 'word', 'setting'));

create function tell_setting() returns trigger language plpgsql as $$
declare
  whole constant plugin_settings := coalesce(new, old);
  shown_old jsonb := case when old is null then null else jsonb_build_object('value', coalesce(old.value, '"•••"')) end;
  shown_new jsonb := case when new is null then null else jsonb_build_object('value', coalesce(new.value, '"•••"')) end;
begin
  if whole.user_id is not null or (shown_old = shown_new and whole.sealed is null) then return null; end if;
  insert into definition_changes (actor_id, source, sort, kind, subject, title, before, after) values (
    coalesce(nullif(current_setting('trellis.actor', true), ''), 'system:plugins'),
    coalesce(nullif(current_setting('trellis.source', true), ''), 'job'),
    'setting', null, whole.plugin || '/' || whole.key, whole.plugin || ': ' || whole.key, shown_old, shown_new
  );
  return null;
end $$;

create trigger told after insert or update or delete on plugin_settings for each row execute function tell_setting();
