-- Servers that know who somebody is (OpenID Connect), and who of ours is who of theirs.
create table identity_providers (
  id uuid primary key,
  created_at timestamptz not null default now(),
  -- As the button says it.
  name text not null,
  issuer text not null,
  client_id text not null,
  -- Bound to the row: it opens nowhere else.
  secret_sealed bytea not null,
  -- What stands behind the @ of whoever may come in.
  domains text[] not null,
  -- Whether somebody who is here already is recognised by an e-mail address that the other side has checked.
  recognises boolean not null,
  -- What somebody nobody knows becomes; without it they are refused.
  newcomer_role text references roles (id) on delete set null
);

create table external_identities (
  provider_id uuid not null references identity_providers (id) on delete cascade,
  subject text not null,
  user_id uuid not null references users (id) on delete cascade,
  created_at timestamptz not null default now(),
  used_at timestamptz,
  primary key (provider_id, subject),
  -- An address that was given to somebody else does not open the account of whoever had it before.
  unique (provider_id, user_id)
);
create index external_identities_user on external_identities (user_id);
