-- What repeats. Its activities are made half a year ahead, each a record of its own; which day of the series it is stays known when
-- it is moved.
create table series (
  id uuid primary key,
  rule text not null,
  first_day date not null,
  -- On the wall in `zone`; null for something without a time.
  clock text,
  zone text not null,
  until date,
  -- What each of them begins with: fields of an activity.
  fields jsonb not null,
  made_until date not null,
  ended boolean not null default false
);

create table occurrences (
  activity uuid primary key references activities (id) on delete cascade,
  series uuid not null references series (id) on delete cascade,
  day date not null,
  unique (series, day)
);
