-- The life of a field: versions, former keys, indexes, changes of its type and of its options.

alter table fields
  add column version integer not null default 1,
  -- Which columns hold the values now: `cf_<storage>`, after the first change of type `cf_<storage>_2`, and so on.
  add column generation integer not null default 1,
  -- What the field was before each change of its type, the oldest first: the history still speaks of it.
  add column past jsonb not null default '[]',
  add column archived_at timestamptz;
update fields set archived_at = now() where state = 'archived';

-- Keys a field had before: programs may go on using them, and no other field of the kind may take them.
create table field_aliases (
  kind text not null,
  key text not null,
  field_id uuid not null references fields on delete cascade,
  since timestamptz not null default now(),
  primary key (kind, key)
);
create index field_aliases_field on field_aliases (field_id);

-- The index of a field's column: what is wished for, and how far it is.
create table field_indexes (
  field_id uuid primary key references fields on delete cascade,
  is_unique boolean not null default false,
  state text not null check (state in ('building', 'ready', 'failed', 'dropping')),
  done bigint not null default 0,
  total bigint,
  -- Why it failed: code and values.
  failure jsonb,
  changed_at timestamptz not null default now()
);

-- A change of a field's type or of an option: tried, carried out, and taken back for 30 days.
create table field_changes (
  id uuid primary key,
  field_id uuid not null references fields on delete cascade,
  sort text not null check (sort in ('type', 'option')),
  state text not null default 'checking' check (state in
    ('checking', 'checked', 'copying', 'done', 'undoing', 'undone', 'failed', 'cancelled', 'settled')),
  -- What it is to become, and how values are to be read.
  plan jsonb not null,
  -- The schema as it was.
  before jsonb not null,
  from_generation integer not null,
  to_generation integer not null,
  -- The last record that was looked at.
  position uuid,
  done integer not null default 0,
  total integer not null default 0,
  misfits integer not null default 0,
  -- What the look at all values found: examples of how they are read, options that were collected.
  found jsonb not null default '{}',
  operation_id uuid,
  failure jsonb,
  actor_id text not null,
  created_at timestamptz not null default now(),
  switched_at timestamptz,
  ended_at timestamptz
);
create index field_changes_field on field_changes (field_id, created_at desc);
create unique index field_changes_one_at_once on field_changes (field_id) where state in ('checking', 'copying', 'undoing');

-- Values that have no place in the new type (`to`), or on the way back in the old one (`back`).
create table field_misfits (
  change_id uuid not null references field_changes on delete cascade,
  way text not null check (way in ('to', 'back')),
  record_id uuid not null,
  value jsonb not null,
  problem jsonb not null,
  primary key (change_id, way, record_id)
);

-- Records whose value was written while it is being carried to another column. One line per write, never updated: a line
-- that appears after a value was read says that it has to be read again.
create table field_touched (
  seq bigint generated always as identity primary key,
  change_id uuid not null,
  record_id uuid not null
);
create index field_touched_change on field_touched (change_id, seq);

-- Hangs on the columns that values are carried from; its argument is the change.
create function field_touched() returns trigger language plpgsql as $$
begin
  insert into field_touched (change_id, record_id) values (tg_argv[0]::uuid, new.id);
  return null;
end $$;

-- Hangs on the columns that values have left: a process that does not know yet must not write where nobody reads.
create function field_moved() returns trigger language plpgsql as $$
begin
  if current_setting('trellis.carrying', true) = tg_argv[0] then
    return new;
  end if;
  raise exception 'The values of this field stand in another column now' using errcode = 'TR001';
end $$;
