-- What plugins tell beside what is written: read by consumers together with `changes`, in the order of transactions. Numbers begin
-- so high that within one transaction they stand behind its changes, and no number is there twice.
create table emitted_events (
  xid xid8 not null default pg_current_xact_id(),
  seq bigint not null generated always as identity (start with 4611686018427387904),
  plugin text not null,
  -- Last part of the topic.
  name text not null,
  record_id uuid not null,
  payload jsonb not null,
  actor_id text not null,
  at timestamptz not null default now(),
  primary key (xid, seq)
);
create index emitted_events_at on emitted_events (at);
