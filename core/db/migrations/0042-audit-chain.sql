-- Seals over the audit trail: each names the lines that came since the one before, holds their digests, and is hashed together
-- with the hash of the one before. Made within a second or two of the lines (core/security/audit/sealer.ts). Only ever added to.
create table audit_seals (
  number bigint primary key,
  -- By UTC; the last seal of a day is that day's anchor.
  day date not null,
  trail text not null check (trail in ('change', 'event')),
  -- Numbers of the lines in the order of their transactions.
  seqs bigint[] not null,
  -- For each line 64 bytes: the SHA-256 of what it says, and that of what of it may be forgotten.
  digests bytea not null,
  first_seq bigint not null,
  last_seq bigint not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  previous bytea not null,
  hash bytea not null,
  sealed_at timestamptz not null
);
-- From a time to the lines that were written around it.
create index audit_seals_from on audit_seals (trail, last_at);
create index audit_seals_until on audit_seals (trail, first_at);
create index audit_seals_day on audit_seals (day, number);
create trigger audit_only_grows before update or delete on audit_seals for each row execute function audit_only_grows();
create trigger audit_is_not_emptied before truncate on audit_seals for each statement execute function audit_only_grows();

-- The end of the chain, and up to where each part of the trail is sealed. One row.
create table audit_tip (
  one boolean primary key default true check (one),
  number bigint not null default 0,
  hash bytea not null default '\x0000000000000000000000000000000000000000000000000000000000000000',
  change_xid xid8 not null default '0',
  change_seq bigint not null default 0,
  event_xid xid8 not null default '0',
  event_seq bigint not null default 0
);
insert into audit_tip default values;
