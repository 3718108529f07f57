-- Kinds of record that an administrator defines. `storage` names the table (k_<storage>) and never changes; a table is
-- dropped only by an explicit act, 30 days after its kind was archived.
create table own_kinds (
  id uuid primary key,
  name text not null unique,
  plural text not null unique,
  storage text not null unique,
  definition jsonb not null,
  version integer not null default 1,
  state text not null default 'active' check (state in ('active', 'archived')),
  archived_at timestamptz,
  created_at timestamptz not null default now(),
  check ((state = 'archived') = (archived_at is not null))
);
