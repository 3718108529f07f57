-- Since when somebody is about to leave: until then they take nothing out and delete nothing.
alter table users add column notice_since timestamptz;

-- While one stands, less is left to everybody but administrators, or to a team and those below it.
create table lockdowns (
  id uuid primary key,
  -- Null: everybody.
  team_id uuid references teams (id) on delete cascade,
  mode text not null check (mode in ('read_only', 'no_exits', 'masked')),
  started_at timestamptz not null default now(),
  started_by text not null,
  ended_at timestamptz
);
create unique index lockdowns_standing on lockdowns (mode, team_id) nulls not distinct where ended_at is null;
