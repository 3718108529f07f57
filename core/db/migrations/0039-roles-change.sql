-- Roles are changed at the version they were read at.
alter table roles add column version integer not null default 1;

-- Who made, changed or took away which role, and when: how it was and how it is, with the reach of every right that is not the
-- one the role has from the start, and with whom it was taken from. Only ever added to.
create table role_changes (
  seq bigint generated always as identity primary key,
  at timestamptz not null default now(),
  actor_id text not null,
  source text not null,
  role text not null,
  before jsonb,
  after jsonb
);
create index role_changes_role on role_changes (role, seq desc);
create trigger role_changes_only_grow before update or delete on role_changes
  for each row execute function changes_only_grow();
create trigger role_changes_are_not_emptied before truncate on role_changes
  for each statement execute function changes_only_grow();
