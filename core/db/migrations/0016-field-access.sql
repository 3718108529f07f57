-- Who may see and edit which field. A field without a row may be edited by every role that may edit the record.
-- `field` is the key of a base field, or cf_<storage> of an added one, which stays the same when its key changes.
create table field_access (
  kind text not null,
  field text not null,
  role text not null references roles (id) on delete cascade check (role <> 'admin'),
  mode text not null check (mode in ('hidden', 'masked', 'read')),
  primary key (kind, field, role)
);

-- Who opened or closed which field, and when; `edit` took a restriction away. Only ever added to.
create table field_access_changes (
  seq bigint generated always as identity primary key,
  at timestamptz not null default now(),
  actor_id text not null,
  source text not null,
  kind text not null,
  field text not null,
  role text not null,
  mode text not null
);

-- Kinds whose search texts still hold values of a field that was closed (or miss those of one that was opened) meanwhile.
create table search_rewrites (
  kind text primary key,
  asked_at timestamptz not null default now()
);

-- Whoever looked behind a mask: at what, when, through which door. Written before the value is answered, never changed.
create table field_reveals (
  id uuid primary key,
  at timestamptz not null default now(),
  actor_id text not null,
  source text not null,
  kind text not null,
  record_id uuid not null,
  field text not null
);
create index field_reveals_newest on field_reveals (at desc);
create index field_reveals_record on field_reveals (record_id, at desc);
