-- Mail of the system, from when it is written until it has left. What it says is sealed while it waits, for it can hold a link that
-- lets somebody in, and forgotten when it has left.
create table mails (
  id uuid primary key,
  created_at timestamptz not null default now(),
  owner text not null,
  recipient text not null,
  subject text not null,
  letter bytea,
  state text not null default 'waiting' check (state in ('waiting', 'sending', 'sent', 'failed', 'unclear', 'expired')),
  tries integer not null default 0,
  -- Tries of which nobody knows how they ended: the process died, or the line was cut before the mail server answered.
  dark integer not null default 0,
  useful_until timestamptz,
  ended_at timestamptz,
  error text
);
create index mails_newest on mails (created_at desc, id desc);
