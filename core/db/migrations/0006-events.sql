-- Events that a consumer could not digest after several tries: kept aside, so that the ones behind them go on.
create table event_failures (
  id bigint generated always as identity primary key,
  consumer text not null,
  xid xid8 not null,
  seq bigint not null,
  topic text not null,
  error text not null,
  state text not null default 'failed' check (state in ('failed', 'again')),
  failed_at timestamptz not null default now(),
  unique (consumer, xid, seq)
);
create index event_failures_again on event_failures (consumer) where state = 'again';
