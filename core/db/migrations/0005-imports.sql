-- Files under import: the file itself, its rows while they are worked on, and what became of them.

create table imports (
  id uuid primary key,
  kind text not null,
  file_name text not null,
  file_hash text not null,
  file_bytes bigint not null,
  state text not null default 'reading' check (state in ('reading', 'ready', 'checked', 'running', 'done', 'failed', 'undoing', 'undone', 'partly_undone')),
  -- Encoding, delimiter, header row, sheet; what was found out, as corrected by a person.
  layout jsonb not null default '{}',
  headers text[] not null default '{}',
  -- Files with the same columns are mapped the same way.
  fingerprint text not null default '',
  typed boolean not null default false,
  profile jsonb not null default '[]',
  notes jsonb not null default '[]',
  -- Columns to fields, match key, conflicts, overrides with their reasons.
  plan jsonb not null default '{}',
  -- What the dry run found.
  checked jsonb,
  row_count integer not null default 0,
  -- Rows up to this one are done; moved on in the transaction that wrote them.
  position integer not null default 0,
  created_count integer not null default 0,
  updated_count integer not null default 0,
  skipped_count integer not null default 0,
  error_count integer not null default 0,
  -- Companies and the like that were made because rows named them.
  made_count integer not null default 0,
  -- Custom fields this import added.
  made_fields text[] not null default '{}',
  undone_count integer not null default 0,
  kept_count integer not null default 0,
  operation_id uuid,
  undo_operation_id uuid,
  actor_id text not null,
  -- Why it failed: an error's code and values.
  failure jsonb,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz
);
create index imports_recent on imports (created_at desc, id desc);
create index imports_file on imports (file_hash, kind);
create index imports_fingerprint on imports (fingerprint, kind);
create index imports_operation on imports (operation_id);

-- The bytes as they were uploaded, so that any process can read them again.
create table import_files (
  import_id uuid not null references imports on delete cascade,
  part integer not null,
  bytes bytea not null,
  primary key (import_id, part)
);

-- One line per row of the file. Not logged: after a crash of the database it is filled from the file again.
create unlogged table import_rows (
  import_id uuid not null,
  row_no integer not null,
  line integer not null,
  -- JSON array of texts.
  cells text not null,
  primary key (import_id, row_no)
);

-- Rows that a person corrected before the import ran.
create table import_edits (
  import_id uuid not null references imports on delete cascade,
  row_no integer not null,
  cells text not null,
  primary key (import_id, row_no)
);

-- Rows that were not written, and why.
create table import_leftovers (
  import_id uuid not null references imports on delete cascade,
  row_no integer not null,
  outcome text not null check (outcome in ('skipped', 'error')),
  problems jsonb not null,
  primary key (import_id, row_no)
);

-- How files with these columns were mapped the last time.
create table import_mappings (
  kind text not null,
  fingerprint text not null,
  plan jsonb not null,
  saved_by text not null,
  saved_at timestamptz not null default now(),
  primary key (kind, fingerprint)
);
