-- Activities that somebody gives to somebody else together: first chosen, then given, and for a while taken back.
create table handings (
  id uuid primary key,
  by_person uuid not null,
  made_at timestamptz not null default now(),
  activities uuid[] not null,
  given_to uuid,
  undone_at timestamptz
);

-- What was really given, and whose it was.
create table handed (
  handing uuid not null references handings (id) on delete cascade,
  activity uuid not null references activities (id) on delete cascade,
  before_person uuid,
  primary key (handing, activity)
);
create index handed_activity on handed (activity);
