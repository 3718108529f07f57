-- Up to where the history was read for records that went from one person to another; both are told by mail.
create table given_away_place (
  one boolean primary key default true check (one),
  xid xid8 not null,
  seq bigint not null
);
insert into given_away_place (xid, seq) values (pg_snapshot_xmin(pg_current_snapshot()), 0);
