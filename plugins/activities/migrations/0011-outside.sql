-- Calendars elsewhere that people have, too: read again and again, and what stands there wins.
create table outside (
  person uuid primary key,
  read_at timestamptz not null default now(),
  -- Why it could not be read; null where it could.
  problem text
);

create table outside_events (
  person uuid not null,
  uid text not null,
  -- The day of a series; '' for something alone.
  recurrence text not null default '',
  -- Null for what is private there.
  subject text,
  place text,
  first_day date not null,
  last_day date not null,
  start_at timestamptz,
  end_at timestamptz,
  busy boolean not null,
  primary key (person, uid, recurrence)
);
create index outside_events_days on outside_events (person, first_day, last_day);

-- Events that became activities here: times and words come from there, what they are about is only known here.
create table outside_links (
  person uuid not null,
  uid text not null,
  recurrence text not null default '',
  activity uuid not null references activities (id) on delete cascade,
  primary key (person, uid, recurrence)
);
