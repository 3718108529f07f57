// How much there is of each lot, and what should always hold for lots.
import type { Queryable } from "trellis/sdk";
import { outside } from "./places.ts";

export interface LotAt {
  readonly lot: string;
  readonly name: string;
  readonly expires: string | null;
  readonly location: string;
  readonly onHand: string;
  readonly reserved: string;
}

const ours = `b.location_id not in ('${outside.supplier}', '${outside.customer}', '${outside.loss}')`;

/** The lots of a product in each of our locations, the first to end first; the first 200. */
export async function lotsOf(db: Queryable, product: string): Promise<readonly LotAt[]> {
  const text = `select b.lot_id as lot, t.name, t.expires, b.location_id as location,
      trim_scale(b.on_hand)::text as "onHand", trim_scale(b.reserved)::text as reserved
    from plugin_warehouse.lot_balances b join plugin_warehouse.stock_lots t on t.id = b.lot_id
    where b.product_id = $1 and b.on_hand <> 0 and ${ours} order by t.expires nulls last, t.name, t.id, b.on_hand limit 200`;
  return await db.query<LotAt & object>({ text, values: [product] });
}

/** What nobody would be sold or keep: free of lots of `o.product_id` whose day is over. */
export const overSql = `select sum(o.on_hand - o.reserved) from plugin_warehouse.lot_balances o
  join plugin_warehouse.stock_lots t on t.id = o.lot_id and t.expires < current_date
  join plugin_warehouse.stock_locations place on place.id = o.location_id`;

export interface LotInStock {
  readonly lot: string;
  readonly name: string;
  readonly product: string;
  readonly expires: string | null;
  readonly isOver: boolean;
  readonly onHand: string;
  readonly free: string;
}

interface Page {
  readonly limit: number;
  readonly offset: number;
}

/** Lots of which we have some, the first to end first. */
export async function lotsInStock(db: Queryable, { limit, offset }: Page): Promise<readonly LotInStock[]> {
  const text = `select t.id as lot, t.name, t.product_id as product, t.expires, coalesce(t.expires < current_date, false) as "isOver",
      trim_scale(sum(b.on_hand))::text as "onHand", trim_scale(sum(b.on_hand - b.reserved))::text as free
    from plugin_warehouse.lot_balances b join plugin_warehouse.stock_lots t on t.id = b.lot_id
    where ${ours} and b.on_hand <> 0 group by t.id, t.name, t.product_id, t.expires
    order by t.expires nulls last, t.name, t.id limit $1 offset $2`;
  return await db.query<LotInStock & object>({ text, values: [limit, offset] });
}

/** By the name of the rule, which products it is broken for. */
export const lotRules: Readonly<Record<string, string>> = {
  lots_not_stock: `select v.product_id from plugin_warehouse.stock_values v,
      lateral (select b.location_id, b.on_hand from plugin_warehouse.balances b where b.product_id = v.product_id and ${ours}) p
    where v.tracking <> 'none' and p.on_hand <> coalesce((select sum(x.on_hand) from plugin_warehouse.lot_balances x
      where x.product_id = v.product_id and x.location_id = p.location_id), 0)`,
  lots_not_moves: `select product_id from (
      select product_id, lot_id, from_id as location, -quantity as change from plugin_warehouse.moves where lot_id is not null
      union all select product_id, lot_id, to_id, quantity from plugin_warehouse.moves where lot_id is not null
      union all select product_id, lot_id, location_id, -on_hand from plugin_warehouse.lot_balances) x
    group by product_id, lot_id, location having sum(change) <> 0`,
  lots_below_zero: `select b.product_id from plugin_warehouse.lot_balances b where ${ours} and b.on_hand < b.reserved`,
  lots_not_kept: `select product_id from (
      select product_id, lot_id, location_id, reserved as change from plugin_warehouse.lot_balances
      union all select product_id, lot_id, location_id, -quantity from plugin_warehouse.reservations where lot_id is not null) x
    group by product_id, lot_id, location_id having sum(change) <> 0`,
  serial_twice: `select b.product_id from plugin_warehouse.lot_balances b
    join plugin_warehouse.stock_values v on v.product_id = b.product_id and v.tracking = 'serial'
    where b.location_id not in ('${outside.supplier}', '${outside.loss}')
    group by b.product_id, b.lot_id having sum(b.on_hand) > 1 or min(b.on_hand) < 0`,
};
