-- Passkeys as a second step. What is kept of one is its public half: nobody signs in with it.
alter table second_factors
  alter column sealed drop not null,
  add column credential bytea,
  add column public_key bytea,
  add column transports text[] not null default '{}';
alter table second_factors add constraint second_factors_whole check (
  (kind = 'totp' and sealed is not null) or (kind = 'passkey' and credential is not null and public_key is not null)
) not valid;
create unique index second_factors_credential on second_factors (credential);

-- Questions a passkey has to answer: each is good once, for a few minutes, for one person and one purpose.
create table passkey_challenges (
  hash bytea primary key,
  user_id uuid not null references users (id) on delete cascade,
  purpose text not null check (purpose in ('add', 'enter')),
  expires_at timestamptz not null
);
create index passkey_challenges_user on passkey_challenges (user_id);
