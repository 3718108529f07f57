-- Records of one kind that look alike, as the search for them found them: a derived table, which may be thrown away.
create table duplicate_pairs (
  kind text not null,
  one_id uuid not null,
  other_id uuid not null,
  reasons text[] not null,
  score numeric(3,2) not null,
  primary key (kind, one_id, other_id),
  check (one_id < other_id)
);
create index duplicate_pairs_likeliest on duplicate_pairs (kind, score desc, one_id desc, other_id desc);
create index duplicate_pairs_other on duplicate_pairs (kind, other_id);

-- What people said: these two are not the same. Nothing finds that out again, so it is kept apart from what was found.
create table distinct_pairs (
  kind text not null,
  one_id uuid not null,
  other_id uuid not null,
  said_by text not null,
  said_at timestamptz not null default now(),
  primary key (kind, one_id, other_id),
  check (one_id < other_id)
);
create index distinct_pairs_newest on distinct_pairs (kind, said_at desc, one_id, other_id);
create index distinct_pairs_other on distinct_pairs (kind, other_id);

-- The search reads the history from its beginning, so that what is here already is looked through first.
insert into event_cursors (consumer, xid, seq) values ('contacts.pairs', '0', 0);
