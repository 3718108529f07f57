-- Lots and serials. How a product is tracked stands beside its stock, so that whoever locks the one knows the other.
alter table stock_values add column tracking text not null default 'none' check (tracking in ('none', 'lot', 'serial'));
alter table moves add column lot_id uuid;
create index moves_by_lot on moves (lot_id, done_at desc, id desc) where lot_id is not null;
alter table reservations add column lot_id uuid;
create index stock_lots_by_number on stock_lots (product_id, lower(name));

-- The same as `balances`, lot by lot, of products that are tracked.
create table lot_balances (
  lot_id uuid not null,
  product_id uuid not null,
  location_id uuid not null,
  on_hand numeric(19,6) not null default 0,
  reserved numeric(19,6) not null default 0 check (reserved >= 0),
  primary key (lot_id, location_id)
);
create index lot_balances_by_product on lot_balances (product_id, location_id);
