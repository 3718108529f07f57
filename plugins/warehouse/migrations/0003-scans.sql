-- What was scanned for a document: the last scan can be taken back, and one that is sent twice is one.
create table scans (
  id bigint generated always as identity primary key,
  document_id uuid not null,
  line_id uuid not null,
  quantity numeric(19,6) not null check (quantity > 0),
  before numeric(19,6),
  key text not null,
  made_by text not null,
  made_at timestamptz not null default now(),
  undone_at timestamptz,
  unique (document_id, key)
);
