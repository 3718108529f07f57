// How much is where. What one costs is told apart, to those who may know it.
import type { Queryable } from "trellis/sdk";
import { lotRules, overSql } from "./lot-stock.ts";
import { outside } from "./places.ts";

export interface StockAt {
  readonly location: string;
  readonly name: string;
  readonly onHand: string;
  readonly reserved: string;
  readonly available: string;
}

/** The stock of a product in each of our locations that has some. */
export async function stockOf(db: Queryable, product: string): Promise<readonly StockAt[]> {
  const text = `select l.id as location, l.name, trim_scale(b.on_hand)::text as "onHand", trim_scale(b.reserved)::text as reserved,
      trim_scale(b.on_hand - b.reserved)::text as available
    from plugin_warehouse.balances b join plugin_warehouse.stock_locations l on l.id = b.location_id
    where b.product_id = $1 and (b.on_hand <> 0 or b.reserved <> 0) order by l.name, l.id`;
  return await db.query<StockAt & object>({ text, values: [product] });
}

/** How much of each product is free in all of our locations together, lots that are over left aside, and how much is kept for a deal. */
export async function freeFor(
  db: Queryable,
  products: readonly string[],
  deal: string,
): Promise<ReadonlyMap<string, { readonly free: string; readonly kept: string }>> {
  const text = `select p.product, trim_scale(coalesce((select sum(b.on_hand - b.reserved) from plugin_warehouse.balances b
        join plugin_warehouse.stock_locations l on l.id = b.location_id where b.product_id = p.product), 0)
        - coalesce((${overSql} where o.product_id = p.product), 0))::text as free,
      trim_scale(coalesce((select sum(r.quantity) from plugin_warehouse.reservations r
        where r.product_id = p.product and r.deal_id = $2), 0))::text as kept
    from unnest($1::uuid[]) as p(product)`;
  const rows = await db.query<{ product: string; free: string; kept: string }>({ text, values: [products, deal] });
  return new Map(rows.map(({ product, ...rest }) => [product, rest]));
}

export interface StockOn {
  readonly onHand: string;
  readonly reserved: string;
  readonly free: string;
}

/** What is ours of products now, goods on the way included, or what was at the end of a day. */
export async function stockOn(
  db: Queryable,
  products: readonly string[],
  day: string | null,
): Promise<ReadonlyMap<string, StockOn>> {
  const now = `select product_id as product, sum(on_hand) as on_hand, sum(reserved) as reserved from plugin_warehouse.balances
    where product_id = any($1::uuid[]) and location_id not in ('${outside.supplier}', '${outside.customer}', '${outside.loss}')
      and $2::date is null group by 1`;
  const then = `select product_id, sum(case goes when 'in' then quantity when 'out' then -quantity else 0 end), 0
    from plugin_warehouse.moves where product_id = any($1::uuid[]) and done_at < $2::date + 1 group by 1`;
  const text = `select product, trim_scale(on_hand)::text as "onHand", trim_scale(reserved)::text as reserved,
    trim_scale(on_hand - reserved)::text as free from (${now} union all ${then}) x`;
  const rows = await db.query<StockOn & { product: string }>({ text, values: [products, day] });
  return new Map(rows.map(({ product, ...rest }) => [product, rest]));
}

/** What the stock of products is worth. */
export async function valuesOf(db: Queryable, products: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const text = `select product_id as product, round(value, 2)::text as value from plugin_warehouse.stock_values
    where product_id = any($1::uuid[])`;
  const rows = await db.query<{ product: string; value: string }>({ text, values: [products] });
  return new Map(rows.map(({ product, value }) => [product, value]));
}

export interface Worth {
  readonly quantity: string;
  readonly value: string;
}

/** What is ours of a product, goods on the way included, and what it is worth. */
export async function worthOf(db: Queryable, product: string): Promise<Worth | undefined> {
  const text = `select trim_scale(quantity)::text as quantity, round(value, 2)::text as value
    from plugin_warehouse.stock_values where product_id = $1`;
  const [row] = await db.query<Worth & object>({ text, values: [product] });
  return row;
}

/** What should always hold, and does not: by the name of the rule, with the products it is broken for. */
export async function broken(db: Queryable): Promise<Readonly<Record<string, readonly string[]>>> {
  const rules: Readonly<Record<string, string>> = {
    sum_not_zero: "select product_id from plugin_warehouse.balances group by 1 having sum(on_hand) <> 0",
    balance_not_moves: `select product_id from (
        select product_id, from_id as location, -quantity as change from plugin_warehouse.moves
        union all select product_id, to_id, quantity from plugin_warehouse.moves
        union all select product_id, location_id, -on_hand from plugin_warehouse.balances) x
      group by product_id, location having sum(change) <> 0`,
    stock_not_value: `select v.product_id from plugin_warehouse.stock_values v where v.quantity <> coalesce((
        select sum(b.on_hand) from plugin_warehouse.balances b where b.product_id = v.product_id
          and b.location_id not in ('${outside.supplier}', '${outside.customer}', '${outside.loss}')), 0)`,
    layers_not_stock: `select v.product_id from plugin_warehouse.stock_values v where greatest(v.quantity, 0) <> coalesce((
        select sum(l.remaining) from plugin_warehouse.layers l where l.product_id = v.product_id), 0)`,
    value_not_moves: `select v.product_id from plugin_warehouse.stock_values v where v.value <> coalesce((
        select sum(case m.goes when 'in' then x.value when 'out' then -x.value else 0 end + x.adjustment)
        from plugin_warehouse.moves m join plugin_warehouse.move_values x on x.move_id = m.id
        where m.product_id = v.product_id), 0)`,
    reserved_not_kept: `select product_id from (
        select product_id, location_id, reserved as change from plugin_warehouse.balances
        union all select product_id, location_id, -quantity from plugin_warehouse.reservations) x
      group by product_id, location_id having sum(change) <> 0`,
    layers_not_value: `select v.product_id from plugin_warehouse.stock_values v
      where v.method in ('fifo', 'standard') and v.quantity > 0 and v.value <> coalesce((
        select sum(l.value) from plugin_warehouse.layers l where l.product_id = v.product_id), 0)`,
    reserved_not_there: `select b.product_id from plugin_warehouse.balances b
      join plugin_warehouse.stock_values v on v.product_id = b.product_id and v.negative = 'forbid'
      where b.reserved > 0 and b.reserved > b.on_hand`,
    ...lotRules,
  };
  const found = await Promise.all(
    Object.entries(rules).map(async ([rule, text]) => {
      const rows = await db.query<{ product_id: string }>({ text });
      return [rule, [...new Set(rows.map((row) => row.product_id))]] as const;
    }),
  );
  return Object.fromEntries(found.filter(([, products]) => products.length > 0));
}
