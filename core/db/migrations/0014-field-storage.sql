-- Where fields keep what columns cannot: `ext` for integrations and for very many fields, and files of records.
alter table fields add column tier text not null default 'column' check (tier in ('column', 'ext'));

-- A plain default costs nothing; rows of before have null, which reads as empty.
alter table companies alter column ext set default '{}';
alter table contacts alter column ext set default '{}';
alter table deals alter column ext set default '{}';

-- What people uploaded. The bytes lie in the data folder under the file's id; a file belongs to the first record that names it.
create table files (
  id uuid primary key,
  name text not null,
  type text not null,
  bytes bigint not null,
  sha256 text not null,
  kind text not null,
  record_id uuid,
  uploaded_by text not null,
  uploaded_at timestamptz not null default now()
);
create index files_record on files (record_id) where record_id is not null;
create index files_loose on files (uploaded_at) where record_id is null;
