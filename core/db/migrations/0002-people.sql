-- People, their teams and rights, and how they prove who they are.

-- A team is a record. Its manager sees the team and every team below it.
create table teams (
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
  parent_id uuid references teams (id),
  manager_id uuid
);
create index teams_newest on teams (created_at desc, id desc) where deleted_at is null;
create index teams_search on teams using gin (search gin_trgm_ops);
create index teams_keys on teams using gin (keys);
create index teams_parent on teams (parent_id);
create index teams_manager on teams (manager_id);

-- A user is a record. Preferences stand beside the record's own fields: nobody else reads them, no history keeps them.
create table users (
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
  email text,
  team_id uuid references teams (id),
  job_title text,
  phone text,
  state text not null default 'invited' check (state in ('invited', 'active', 'inactive')),
  language text,
  time_zone text,
  theme text not null default 'auto' check (theme in ('auto', 'light', 'dark')),
  density text not null default 'comfortable' check (density in ('comfortable', 'compact')),
  shortcuts boolean not null default true,
  last_seen_at timestamptz
);
create unique index users_email on users (lower(email)) where deleted_at is null;
create index users_newest on users (created_at desc, id desc) where deleted_at is null;
create index users_search on users using gin (search gin_trgm_ops);
create index users_keys on users using gin (keys);
create index users_team on users (team_id);
alter table teams add foreign key (manager_id) references users (id);

-- Kept away from the record, so that no list, history, export or event can ever carry it.
create table passwords (
  user_id uuid primary key references users (id) on delete cascade,
  hash text not null,
  changed_at timestamptz not null default now()
);

-- Names of the three built-in roles are words of the interface; a role of one's own has a name.
create table roles (
  id text primary key,
  name text,
  position integer not null
);
insert into roles values ('admin', null, 0), ('manager', null, 10), ('sales', null, 20);

-- Only what an administrator has changed; whatever is not here has the reach its area gave the role from the start.
create table role_grants (
  role text not null references roles (id) on delete cascade,
  permission text not null,
  scope text not null check (scope in ('none', 'own', 'team', 'all')),
  primary key (role, permission)
);

create table user_roles (
  user_id uuid not null references users (id) on delete cascade,
  role text not null references roles (id),
  primary key (user_id, role)
);
create index user_roles_role on user_roles (role);

-- The cookie's value is stored as its SHA-256 only: a copy of this table lets nobody in.
create table sessions (
  hash bytea primary key,
  id uuid not null unique,
  user_id uuid not null references users (id) on delete cascade,
  kept boolean not null,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  address text not null default '',
  device text not null default ''
);
create index sessions_user on sessions (user_id, seen_at);

create table api_tokens (
  id uuid primary key,
  hash bytea not null unique,
  hint text not null,
  name text not null,
  user_id uuid not null references users (id) on delete cascade,
  scopes text[] not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  last_used_at timestamptz
);
create index api_tokens_user on api_tokens (user_id, created_at);

-- Links that work once: the first set-up, an invitation, a new password.
create table one_time_links (
  hash bytea primary key,
  purpose text not null check (purpose in ('setup', 'password')),
  user_id uuid references users (id) on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  check ((purpose = 'password') = (user_id is not null))
);
create index one_time_links_user on one_time_links (user_id);

-- Counters of attempts, shared by all processes; losing them in a crash costs nothing.
create unlogged table attempts (
  key text primary key,
  count integer not null,
  ends_at timestamptz not null
);
create index attempts_ends on attempts (ends_at);
