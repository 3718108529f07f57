-- Lists that were taken out have a number, which stands in the file: from a file that turns up somewhere to who took it out.
create table export_numbers (
  number bigint generated always as identity primary key,
  -- Whoever took it out, as in `operations.actor_id`.
  actor_id text not null,
  kind text not null,
  at timestamptz not null default now()
);
