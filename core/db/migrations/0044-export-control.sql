-- How many different contacts and companies people of a role may take out of the house a day, over all ways out. A role without a
-- row has no limit, and whoever has several roles has the widest.
create table export_limits (
  role text primary key references roles (id) on delete cascade check (role <> 'admin'),
  records integer not null check (records between 0 and 1000000)
);
insert into export_limits select id, 200 from roles where id = 'sales';

-- Whoever took which record out on which day (UTC); once, however often and by whichever way.
create table taken_out (
  day date not null default (now() at time zone 'UTC')::date,
  user_id uuid not null references users (id) on delete cascade,
  record_id uuid not null,
  primary key (day, user_id, record_id)
);

-- A list that somebody else has to agree to first: bound to the rows, order and columns that were asked for.
create table export_requests (
  id uuid primary key,
  user_id uuid not null references users (id) on delete cascade,
  kind text not null,
  query jsonb not null,
  purpose text not null,
  -- How many rows it was when it was asked for.
  rows integer not null,
  asked_at timestamptz not null default now(),
  state text not null default 'requested' check (state in ('requested', 'approved', 'refused')),
  decided_by uuid references users (id) on delete set null,
  decided_at timestamptz,
  downloads integer not null default 0
);
create index export_requests_newest on export_requests (asked_at desc);
create index export_requests_person on export_requests (user_id, asked_at desc);
