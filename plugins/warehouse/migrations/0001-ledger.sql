-- What moved is written once and never changed; what it was worth is worked out from it, and can be worked out anew.
create table moves (
  id bigint generated always as identity primary key,
  document_id uuid not null,
  line_id uuid,
  position integer not null,
  product_id uuid not null,
  from_id uuid not null,
  to_id uuid not null check (to_id <> from_id),
  -- Into our stock, out of it, or within it.
  goes text not null check (goes in ('in', 'out', 'within')),
  quantity numeric(19,6) not null check (quantity > 0),
  -- What one cost, as the document says; null: what stands there is worth.
  given_cost numeric(19,6) check (given_cost >= 0),
  done_at timestamptz not null,
  posted_at timestamptz not null default now(),
  posted_by text not null,
  reverses bigint references moves
);
create index moves_by_product on moves (product_id, done_at, id);
create index moves_by_document on moves (document_id, position);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'what moved is never changed: reverse the document instead';
end $$;
create trigger moves_stay before update or delete on moves for each row execute function refuse_change();
create trigger moves_all_stay before truncate on moves for each statement execute function refuse_change();

create table move_values (
  move_id bigint primary key references moves,
  value numeric(19,4) not null,
  -- What a receipt corrects of goods that had left before they came.
  adjustment numeric(19,4) not null default 0,
  provisional boolean not null default false
);

-- One row per product: whoever posts or reserves locks it first, in the order of products, so that nobody waits in a circle.
create table stock_values (
  product_id uuid primary key,
  quantity numeric(19,6) not null default 0,
  value numeric(19,4) not null default 0,
  last_cost numeric(19,6) not null default 0,
  last_done_at timestamptz
);

create table layers (
  move_id bigint primary key references moves,
  product_id uuid not null,
  remaining numeric(19,6) not null check (remaining > 0),
  value numeric(19,4) not null,
  done_at timestamptz not null
);
create index layers_by_age on layers (product_id, done_at, move_id);

create table balances (
  product_id uuid not null,
  location_id uuid not null,
  on_hand numeric(19,6) not null default 0,
  reserved numeric(19,6) not null default 0 check (reserved >= 0),
  primary key (product_id, location_id)
);
create index balances_by_location on balances (location_id);

create table reservations (
  id uuid primary key,
  product_id uuid not null,
  location_id uuid not null,
  deal_id uuid,
  document_id uuid,
  quantity numeric(19,6) not null check (quantity > 0),
  until timestamptz,
  made_by text not null,
  made_at timestamptz not null default now()
);
create index reservations_by_deal on reservations (deal_id);
create index reservations_by_document on reservations (document_id);
create index reservations_by_end on reservations (until);

-- Nothing is posted on or before this day any more.
create table closing (one boolean primary key default true check (one), until date);
insert into closing (until) values (null);
