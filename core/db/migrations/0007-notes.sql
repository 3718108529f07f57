-- What people write down about a record of any kind. Columns follow the fields of core/records/notes/note.ts.
create table notes (
  id uuid primary key,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by text not null,
  updated_at timestamptz not null default now(),
  updated_by text not null,
  deleted_at timestamptz,
  search text not null default '',
  keys text[] not null default '{}',
  ext jsonb,
  body text not null,
  record_kind text not null,
  record_id text not null,
  pinned boolean not null default false,
  owner_id uuid
);
create index notes_newest on notes (created_at desc, id desc) where deleted_at is null;
create index notes_search on notes using gin (search gin_trgm_ops);
create index notes_keys on notes using gin (keys);
create index notes_owner on notes (owner_id);
create index notes_record on notes (record_id, created_at desc) where deleted_at is null;
