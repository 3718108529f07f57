-- Which plugins are on, what is being done to one, what each has brought, and what every process has loaded.
-- `state` says what is wanted; `enabling`, `disabling` and the like are read from the operation that runs.
create table plugins (
  id text primary key,
  version text not null,
  state text not null check (state in ('installed', 'enabled', 'failed', 'quarantined', 'archived')),
  -- Who has it: {"everyone": true}, or {"teams": [...], "people": [...]}.
  audience jsonb not null default '{"everyone": true}',
  -- The manifest of this version: what is known of the plugin when its files have gone.
  manifest jsonb not null,
  -- Why it is failed or quarantined: code and values of the sentence.
  failure jsonb,
  changed_at timestamptz not null default now(),
  changed_by text not null,
  archived_at timestamptz,
  check ((state = 'archived') = (archived_at is not null))
);

-- One line for each thing done to a plugin; `done` grows step by step, so that whoever finds a dead one can end or undo it.
create table plugin_operations (
  id uuid primary key,
  plugin text not null,
  action text not null check (action in ('enable', 'disable', 'upgrade', 'remove', 'purge')),
  version text not null,
  -- What was decided at the start, and what steps note for their undoing.
  about jsonb not null default '{}',
  done text[] not null default '{}',
  state text not null default 'running' check (state in ('running', 'done', 'undone', 'failed')),
  failure jsonb,
  actor_id text not null,
  -- The process that works at it, and its last sign of life.
  node uuid not null,
  beat_at timestamptz not null default now(),
  started_at timestamptz not null default now(),
  ended_at timestamptz
);
-- One at a time, in all processes together.
create unique index plugin_operations_running on plugin_operations ((true)) where state = 'running';
create index plugin_operations_of on plugin_operations (plugin, started_at desc);

-- The ledger: everything a plugin brought that outlives its being switched off.
create table plugin_objects (
  plugin text not null,
  kind text not null,
  key text not null,
  -- What it belongs to, the id of its row, or the checksum of a migration.
  target text,
  -- What the plugin wrote, word by word, to tell what somebody edited since.
  marks jsonb,
  primary key (plugin, kind, key)
);

-- What each process has loaded; whoever is silent for a minute is gone.
create table plugin_nodes (
  node uuid primary key,
  name text not null,
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  -- Version of the decisions it has followed.
  generation integer not null,
  loaded jsonb not null default '[]'
);

insert into definition_versions (name, version) values ('plugins', 1);
