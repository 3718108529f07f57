-- The second step of signing in. A secret is sealed for its row's owner: neither this table nor the master key alone lets anybody in.
create table second_factors (
  id uuid primary key,
  user_id uuid not null references users (id) on delete cascade,
  kind text not null,
  name text not null,
  sealed bytea not null,
  -- Of a code by time: the last step that was used, so that a code works once.
  counter bigint not null default 0,
  created_at timestamptz not null default now(),
  used_at timestamptz
);
create index second_factors_user on second_factors (user_id, created_at);

create table recovery_codes (
  user_id uuid not null references users (id) on delete cascade,
  hash bytea not null,
  primary key (user_id, hash)
);

-- The password was right and the second step is still to come: such a session opens nothing.
alter table sessions add half boolean not null default false;
