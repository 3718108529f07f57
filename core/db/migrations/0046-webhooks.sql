-- Addresses of other systems that are told what happens here, and what became of each telling. A delivery holds no values of a
-- record: they are read from the history when it is sent, as far as its owner may see them then.
create table webhooks (
  id uuid primary key,
  created_at timestamptz not null default now(),
  -- Whose rights limit what is told: whoever made it or changed it last.
  owner_id uuid not null references users (id) on delete cascade,
  url text not null,
  topics text[] not null,
  state text not null default 'on' check (state in ('on', 'paused', 'off')),
  off_reason text check (off_reason in ('failing', 'gone', 'owner')),
  -- Bound to the row: it opens nowhere else.
  secret_sealed bytea not null,
  -- Signs as well until then, so that receivers can change over.
  previous_sealed bytea,
  previous_until timestamptz,
  -- Number of the last delivery.
  sequence bigint not null default 0,
  -- The run that sends now; after `working_until` another may.
  worker uuid,
  working_until timestamptz
);

create table webhook_deliveries (
  id uuid primary key,
  webhook_id uuid not null references webhooks (id) on delete cascade,
  -- In this order they are sent; a test has none.
  sequence bigint,
  -- Place in the history, as `xid.seq`.
  event_id text not null,
  topic text not null,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed', 'skipped')),
  tries integer not null default 0,
  due_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  status integer,
  -- A code, never what the other side wrote.
  error text,
  milliseconds integer,
  unique (webhook_id, event_id),
  unique (webhook_id, sequence)
);
create index webhook_deliveries_waiting on webhook_deliveries (webhook_id, sequence) where state = 'waiting';
create index webhook_deliveries_newest on webhook_deliveries (webhook_id, created_at desc, id desc);
create index webhook_deliveries_old on webhook_deliveries (created_at);
