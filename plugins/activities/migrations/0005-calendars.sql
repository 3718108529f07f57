-- The secret address of a person's calendar: only its hash is kept. Another one, or none, and the old one is nobody's.
create table feeds (
  person uuid primary key,
  hash bytea not null unique,
  created_at timestamptz not null default now(),
  read_at timestamptz
);

-- What came out of calendar files, so that the same file again changes instead of doubling.
create table imported (
  person uuid not null,
  uid text not null,
  -- Which one of a series; '' for something alone, or for the series itself.
  recurrence text not null default '',
  activity uuid not null references activities (id) on delete cascade,
  primary key (person, uid, recurrence)
);
