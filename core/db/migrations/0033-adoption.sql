-- Who used what of a module, by day: how often, and nothing of what it was about.
create table adoption_days (
  plugin text not null,
  action text not null,
  user_id uuid not null references users (id) on delete cascade,
  day date not null default (now() at time zone 'UTC')::date,
  times integer not null default 1,
  primary key (plugin, user_id, action, day)
);
create index adoption_days_user on adoption_days (user_id);
create index adoption_days_day on adoption_days (day);
