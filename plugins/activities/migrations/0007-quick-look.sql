-- Most new activities remind of nothing; a file of a million of them is not to look for old reminders a million times.
create or replace function follow_activity() returns trigger language plpgsql as $$
declare
  wanted boolean := new.status = 'planned' and new.deleted_at is null and new.start_at is not null and new.remind is not null
    and new.owner_id is not null;
begin
  if tg_op = 'INSERT' and not wanted then
    return null;
  end if;
  if tg_op = 'UPDATE' and (old.status, old.start_at, old.remind, old.owner_id, old.deleted_at)
      is not distinct from (new.status, new.start_at, new.remind, new.owner_id, new.deleted_at) then
    return null;
  end if;
  if tg_op = 'UPDATE' then
    delete from plugin_activities.reminders r where r.activity = new.id and (not wanted or r.person is distinct from new.owner_id
      or (new.start_at <= now() and new.start_at is distinct from old.start_at));
  end if;
  if wanted and new.start_at > now() then
    insert into plugin_activities.reminders (activity, person, fire_at)
      values (new.id, new.owner_id, new.start_at - new.remind * interval '1 minute')
      on conflict (activity, person) do update set fire_at = excluded.fire_at, state = 'pending', tries = 0, wait_until = null, claim = null
        where reminders.fire_at <> excluded.fire_at;
  end if;
  return null;
end $$;
