-- Calls that a provider of telephone lines told of: each once, and proof that they took place.
create table calls (
  call_id text primary key,
  activity uuid references activities (id) on delete set null,
  seconds integer not null,
  told_at timestamptz not null default now()
);
