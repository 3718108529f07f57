-- What administrators set for a rule about unusual doings; a rule without a row is as it was from the start.
create table risk_rules (
  rule text primary key,
  threshold integer check (threshold between 1 and 100000),
  -- Hours in which the same is not told again.
  pause integer not null check (pause between 1 and 1000000),
  action text not null check (action in ('none', 'alert', 'again', 'limit', 'lock', 'block'))
);

-- Somebody of whom something unusual was told is held back for a while: nothing is taken out, nothing deleted.
create table restraints (
  id uuid primary key,
  user_id uuid not null references users (id) on delete cascade,
  rule text not null,
  began_at timestamptz not null default now(),
  until timestamptz not null,
  ended_at timestamptz,
  -- Null: by itself.
  ended_by uuid references users (id) on delete set null
);
create index restraints_standing on restraints (user_id) where ended_at is null;
