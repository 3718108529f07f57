-- Colleagues who were asked to come, or to help, and what each of them says.
create table participants (
  activity uuid not null references activities (id) on delete cascade,
  person uuid not null,
  state text not null default 'invited' check (state in ('invited', 'accepted', 'declined', 'tentative')),
  asked_at timestamptz not null default now(),
  answered_at timestamptz,
  primary key (activity, person)
);
create index participants_asked on participants (person) where state = 'invited';
create index activities_colleagues on activities using gin (colleagues) where deleted_at is null and colleagues is not null;

-- What the bell says beside reminders: that somebody was asked, that it moved, what somebody answered.
alter table notices add column what text not null default 'reminder';
-- The name of whoever did it.
alter table notices add column who text;

-- What guests answer. `replied` is the number of the letter they answered, `replied_at` when their calendar says they did; of the
-- link in the newest letter only the hash is kept.
alter table invitations add column state text not null default 'invited' check (state in ('invited', 'accepted', 'declined', 'tentative'));
alter table invitations add column answered_at timestamptz;
alter table invitations add column replied integer;
alter table invitations add column replied_at timestamptz;
alter table invitations add column answer_hash bytea;
create unique index invitations_answer on invitations (answer_hash) where answer_hash is not null;

-- Whoever has it, and whoever did not say that they will not come.
create function reminded_of(activity uuid, owner uuid) returns setof uuid language sql stable as $$
  select $2 where $2 is not null
  union select p.person from plugin_activities.participants p where p.activity = $1 and p.state <> 'declined'
$$;

create or replace function follow_activity() returns trigger language plpgsql as $$
declare
  wanted boolean := new.status = 'planned' and new.deleted_at is null and new.start_at is not null and new.remind is not null;
begin
  if tg_op = 'INSERT' and not wanted then
    return null;
  end if;
  if tg_op = 'UPDATE' and (old.status, old.start_at, old.remind, old.owner_id, old.deleted_at)
      is not distinct from (new.status, new.start_at, new.remind, new.owner_id, new.deleted_at) then
    return null;
  end if;
  if tg_op = 'UPDATE' then
    delete from plugin_activities.reminders r where r.activity = new.id and (not wanted
      or r.person not in (select plugin_activities.reminded_of(new.id, new.owner_id))
      or (new.start_at <= now() and new.start_at is distinct from old.start_at));
  end if;
  if wanted and new.start_at > now() then
    insert into plugin_activities.reminders (activity, person, fire_at)
      select new.id, person, new.start_at - new.remind * interval '1 minute'
      from plugin_activities.reminded_of(new.id, new.owner_id) person
      on conflict (activity, person) do update set fire_at = excluded.fire_at, state = 'pending', tries = 0, wait_until = null, claim = null
        where reminders.fire_at <> excluded.fire_at;
  end if;
  return null;
end $$;

-- Who declines, or is not asked any more, is not reminded; who comes after all is.
create function follow_participant() returns trigger language plpgsql as $$
declare
  gone boolean := tg_op = 'DELETE';
  whom plugin_activities.participants := case when tg_op = 'DELETE' then old else new end;
begin
  if not gone then
    gone := new.state = 'declined';
  end if;
  if gone then
    delete from plugin_activities.reminders r using plugin_activities.activities a
      where r.activity = whom.activity and r.person = whom.person and a.id = r.activity and a.owner_id is distinct from whom.person;
    return null;
  end if;
  insert into plugin_activities.reminders (activity, person, fire_at)
    select a.id, whom.person, a.start_at - a.remind * interval '1 minute' from plugin_activities.activities a
    where a.id = whom.activity and a.status = 'planned' and a.deleted_at is null and a.start_at > now() and a.remind is not null
    on conflict do nothing;
  return null;
end $$;

create trigger participants_remind after insert or delete or update of state on participants
  for each row execute function follow_participant();
