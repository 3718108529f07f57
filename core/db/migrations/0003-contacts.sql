-- People and companies. Columns follow the fields of core/contacts/contact.ts and company.ts.
create table companies (
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
  name text not null,
  legal_name text,
  former_names text[],
  parent_id uuid references companies deferrable initially deferred,
  industry text,
  website text,
  domain text,
  email text,
  phone text,
  channels jsonb,
  country text,
  region text,
  city text,
  postal_code text,
  address text,
  tax_id text,
  employees bigint,
  annual_revenue numeric(19,4),
  annual_revenue_currency text,
  founded bigint,
  owner_id uuid,
  lifecycle text not null default 'new',
  lifecycle_since timestamptz,
  lifecycle_reason text,
  source text,
  rating bigint,
  classifiers uuid[],
  tags text[],
  note text,
  duplicate_reason text
);
create index companies_newest on companies (created_at desc, id desc) where deleted_at is null;
create index companies_search on companies using gin (search gin_trgm_ops);
-- Looked up with every write: a pending list would have to be read through each time.
create index companies_keys on companies using gin (keys) with (fastupdate = off);
create index companies_parent on companies (parent_id) where parent_id is not null;
create index companies_owner on companies (owner_id);
-- Lists are sorted by name; files name their references in any case.
create index companies_by_name on companies (name, id) where deleted_at is null;
create index companies_name on companies (lower(name) text_pattern_ops);
create index companies_lifecycle on companies (lifecycle, lifecycle_since);

create table contacts (
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
  name text not null,
  first_name text,
  last_name text,
  company_id uuid references companies deferrable initially deferred,
  job_title text,
  email text,
  phone text,
  channels jsonb,
  country text,
  region text,
  city text,
  postal_code text,
  address text,
  language text,
  birthday date,
  owner_id uuid,
  lifecycle text not null default 'new',
  lifecycle_since timestamptz,
  lifecycle_reason text,
  source text,
  rating bigint,
  classifiers uuid[],
  tags text[],
  note text,
  duplicate_reason text
);
create index contacts_newest on contacts (created_at desc, id desc) where deleted_at is null;
create index contacts_search on contacts using gin (search gin_trgm_ops);
create index contacts_keys on contacts using gin (keys) with (fastupdate = off);
create index contacts_company on contacts (company_id);
create index contacts_owner on contacts (owner_id);
-- Lists are sorted by name; files name their references in any case.
create index contacts_by_name on contacts (name, id) where deleted_at is null;
create index contacts_name on contacts (lower(name) text_pattern_ops);
create index contacts_lifecycle on contacts (lifecycle, lifecycle_since);

-- Where a person worked before, or works besides. The current employer is contacts.company_id, never a row here.
create table contact_links (
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
  title text not null default '',
  contact_id uuid not null references contacts on delete cascade deferrable initially deferred,
  company_id uuid not null references companies on delete cascade deferrable initially deferred,
  role text,
  from_date date,
  to_date date,
  check (from_date <= to_date)
);
create index contact_links_newest on contact_links (created_at desc, id desc) where deleted_at is null;
create index contact_links_search on contact_links using gin (search gin_trgm_ops);
create index contact_links_keys on contact_links using gin (keys);
create index contact_links_contact on contact_links (contact_id);
create index contact_links_company on contact_links (company_id);

-- What a person allowed or forbade, one row per statement: the newest per channel and purpose holds.
create table consents (
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
  title text not null,
  contact_id uuid not null references contacts on delete cascade deferrable initially deferred,
  channel text not null,
  purpose text not null,
  state text not null,
  source text,
  at timestamptz not null default now()
);
create index consents_newest on consents (created_at desc, id desc) where deleted_at is null;
create index consents_search on consents using gin (search gin_trgm_ops);
create index consents_keys on consents using gin (keys);
create index consents_contact on consents (contact_id, at desc);

-- A tree of words that records are sorted by: region, segment, product group.
create table classifier_nodes (
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
  name text not null,
  parent_id uuid references classifier_nodes deferrable initially deferred,
  position bigint not null default 0
);
create index classifier_nodes_newest on classifier_nodes (created_at desc, id desc) where deleted_at is null;
create index classifier_nodes_search on classifier_nodes using gin (search gin_trgm_ops);
create index classifier_nodes_keys on classifier_nodes using gin (keys);
create index classifier_nodes_parent on classifier_nodes (parent_id, position);

-- Addresses and numbers that asked to be left alone. Outlives the record, so that importing one again changes nothing.
create table opted_out_channels (
  key text primary key,
  reason text,
  at timestamptz not null default now()
);

-- Two records that turned out to be one. `snapshot` is what undo needs, `alias` sends old ids to the winner.
create table merges (
  id uuid primary key,
  kind text not null,
  winner_id uuid not null,
  loser_id uuid not null,
  snapshot jsonb not null,
  merged_by text not null,
  merged_at timestamptz not null default now(),
  undone_at timestamptz
);
create unique index merges_alias on merges (loser_id) where undone_at is null;
create index merges_winner on merges (winner_id) where undone_at is null;
