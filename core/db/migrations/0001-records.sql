-- What every kind of record needs: text search, its history, bulk operations, definitions, views.
create extension if not exists pg_trgm;
create extension if not exists unaccent;

-- One append-only line per written record: history, undo data, audit of writes and outbox at once.
create table changes (
  xid xid8 not null default pg_current_xact_id(),
  seq bigint generated always as identity,
  kind text not null,
  record_id uuid not null,
  version integer not null,
  action text not null check (action in ('created', 'changed', 'removed', 'restored', 'erased')),
  before jsonb,
  after jsonb,
  actor_id text not null,
  source text not null,
  operation_id uuid,
  cause jsonb,
  at timestamptz not null default now(),
  primary key (xid, seq)
);
create index changes_record on changes (record_id, version);
create index changes_actor on changes (actor_id, seq);
create index changes_operation on changes (operation_id, seq) where operation_id is not null;

-- Where each consumer of events has read up to; `xid` first, because a sequence number can become visible late.
create table event_cursors (
  consumer text primary key,
  xid xid8 not null,
  seq bigint not null,
  moved_at timestamptz not null default now()
);

-- A bulk change, an import, a merge: what can be undone as one.
create table operations (
  id uuid primary key,
  type text not null,
  kind text,
  actor_id text not null,
  summary jsonb not null default '{}',
  state text not null default 'running' check (state in ('running', 'applied', 'failed', 'undoing', 'undone', 'partly_undone')),
  started_at timestamptz not null default now(),
  ended_at timestamptz
);
create index operations_actor on operations (actor_id, started_at);

-- Fields that administrators and plugins add. `storage` never changes; key and label may.
create table fields (
  id uuid primary key,
  kind text not null,
  storage text not null unique,
  key text not null,
  owner text not null default 'admin',
  schema jsonb not null,
  position integer not null,
  state text not null default 'active' check (state in ('active', 'archived')),
  created_at timestamptz not null default now(),
  unique (kind, key)
);
create table definition_versions (
  name text primary key,
  version integer not null
);
insert into definition_versions values ('fields', 1), ('rights', 1), ('settings', 1);

create table views (
  id uuid primary key,
  kind text not null,
  name text not null,
  query jsonb not null,
  columns jsonb,
  owner_id uuid,
  shared_with text not null default 'me' check (shared_with in ('me', 'team', 'all')),
  position integer not null default 0,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index views_kind on views (kind, owner_id);

create table external_ids (
  kind text not null,
  source text not null,
  external_id text not null,
  record_id uuid not null,
  primary key (kind, source, external_id)
);
create index external_ids_record on external_ids (record_id);

-- Answers of POST requests, so that a lost answer can be asked for again.
create table idempotency_keys (
  owner text not null,
  key text not null,
  fingerprint text not null,
  status integer,
  answer jsonb,
  started_at timestamptz not null default now(),
  primary key (owner, key)
);
create index idempotency_keys_age on idempotency_keys (started_at);

-- Plain settings that administrators change in the application (company, formats, words).
create table settings (
  path text primary key,
  value jsonb not null,
  version integer not null default 1,
  changed_at timestamptz not null default now()
);
