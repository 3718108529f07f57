-- Who is to be told of what, and when. Rows follow the activities by a trigger, in the same transaction and on every way in: what
-- is cancelled, done or moved has no old reminder left for an instant.
create table reminders (
  activity uuid not null references activities (id) on delete cascade,
  person uuid not null,
  -- When it is said; another time is another saying.
  fire_at timestamptz not null,
  state text not null default 'pending' check (state in ('pending', 'claimed', 'sent', 'failed')),
  tries integer not null default 0,
  -- Until when a claim holds, or when it is tried again.
  wait_until timestamptz,
  claim uuid,
  problem text,
  primary key (activity, person)
);
create index reminders_due on reminders (fire_at) where state in ('pending', 'claimed');

-- What was said in the application. The key makes it said once, however often somebody tries.
create table notices (
  activity uuid not null references activities (id) on delete cascade,
  person uuid not null,
  fire_at timestamptz not null,
  sent_at timestamptz not null default now(),
  -- Shared by those that came too late to be said one by one.
  digest uuid,
  seen_at timestamptz,
  primary key (activity, person, fire_at)
);
create index notices_unseen on notices (person, sent_at desc) where seen_at is null;

create function follow_activity() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and (old.status, old.start_at, old.remind, old.owner_id, old.deleted_at)
      is not distinct from (new.status, new.start_at, new.remind, new.owner_id, new.deleted_at) then
    return null;
  end if;
  delete from plugin_activities.reminders r where r.activity = new.id and (new.status <> 'planned' or new.deleted_at is not null
    or new.start_at is null or new.remind is null
    or (tg_op = 'UPDATE' and new.start_at <= now() and new.start_at is distinct from old.start_at) or r.person is distinct from new.owner_id);
  if new.status = 'planned' and new.deleted_at is null and new.start_at > now() and new.remind is not null and new.owner_id is not null then
    insert into plugin_activities.reminders (activity, person, fire_at)
      values (new.id, new.owner_id, new.start_at - new.remind * interval '1 minute')
      on conflict (activity, person) do update set fire_at = excluded.fire_at, state = 'pending', tries = 0, wait_until = null, claim = null
        where reminders.fire_at <> excluded.fire_at;
  end if;
  return null;
end $$;

create trigger activities_remind after insert or update of status, start_at, remind, owner_id, deleted_at on activities
  for each row execute function follow_activity();
