-- One record given to one person or team, to read or to change, for a while. It holds as long as whoever gave it may do as much themselves.
create table shares (
  id uuid primary key,
  kind text not null,
  record_id uuid not null,
  user_id uuid references users (id) on delete cascade,
  team_id uuid references teams (id) on delete cascade,
  edits boolean not null,
  -- Null: until somebody ends it.
  ends_at timestamptz,
  given_by uuid not null references users (id) on delete cascade,
  given_at timestamptz not null default now(),
  ended_at timestamptz,
  ended_by text,
  check ((user_id is null) <> (team_id is null))
);
create index shares_user on shares (user_id) where ended_at is null;
create index shares_team on shares (team_id) where ended_at is null;
create index shares_record on shares (record_id, given_at desc);
