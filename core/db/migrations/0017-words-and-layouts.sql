-- What the company calls things in its own words: one line per word and language that differs from the product's.
create table own_words (
  language text not null,
  key text not null,
  message text not null,
  changed_by text not null,
  changed_at timestamptz not null default now(),
  primary key (language, key)
);

-- How the fields of a kind are arranged: for everybody (`role` empty), or for one role.
create table layouts (
  kind text not null,
  role text not null default '',
  layout jsonb not null,
  version integer not null default 1,
  changed_by text not null,
  changed_at timestamptz not null default now(),
  primary key (kind, role)
);
