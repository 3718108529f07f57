-- When the owner of the deal was told that it is about to end.
alter table reservations add column told_at timestamptz;
