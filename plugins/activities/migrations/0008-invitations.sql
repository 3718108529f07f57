-- Who was asked by mail to come, at which address, and how often they were told since: calendars go by the highest number.
create table invitations (
  activity uuid not null references activities (id) on delete cascade,
  contact uuid not null,
  name text not null,
  address text not null,
  language text not null,
  sequence integer not null default 0,
  sent_at timestamptz not null default now(),
  primary key (activity, contact)
);
