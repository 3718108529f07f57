-- Whose page somebody opened, and when: what is usual for them is told from it. Kept for sixty days, read by nobody but the rules.
create table readings (
  seq bigint generated always as identity primary key,
  at timestamptz not null,
  user_id uuid not null references users (id) on delete cascade,
  kind text not null,
  record_id uuid not null,
  -- Where the record stood in the list it was opened from.
  place integer
);
create index readings_person on readings (user_id, at);

-- Records that nobody has a reason to open or take out.
create table honey_records (
  kind text not null,
  record_id uuid not null,
  marked_by uuid references users (id) on delete set null,
  marked_at timestamptz not null default now(),
  primary key (kind, record_id)
);

-- Something was unusual. Which rule, whose doing, and the figures.
create table alerts (
  id uuid primary key,
  at timestamptz not null default now(),
  rule text not null,
  severity text not null check (severity in ('low', 'medium', 'high')),
  user_id uuid not null references users (id) on delete cascade,
  -- What it is about besides the person, such as a record; the same is not told twice within the pause of its rule.
  subject text,
  detail jsonb not null default '{}',
  seen_at timestamptz,
  seen_by uuid references users (id) on delete set null
);
create index alerts_newest on alerts (at desc);
create index alerts_open on alerts (at desc) where seen_at is null;
create index alerts_person on alerts (user_id, rule, at desc);
