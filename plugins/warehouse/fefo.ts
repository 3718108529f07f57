// Which lots leave first: the one that ends first, of those without an end the one that came first. Serials go one by one.
import type { Queryable } from "trellis/sdk";
import { exact } from "../products/api.ts";

/** So much of a lot is free at a place; given in the order in which lots are to leave. */
export interface FreeLot {
  readonly product: string;
  readonly lot: string;
  readonly number: string;
  readonly free: string;
}

export interface Allotted {
  /** Null: there is no lot for this much. */
  readonly lot: FreeLot | null;
  readonly quantity: string;
}

/** Divides a quantity among free lots, and takes it off them. */
export function allot(quantity: string, lots: FreeLot[]): readonly Allotted[] {
  let left = exact(quantity);
  const parts: Allotted[] = [];
  for (const [at, lot] of lots.entries()) {
    const some = left.lt(lot.free) ? left : exact(lot.free);
    if (some.lte(0)) continue;
    parts.push({ lot, quantity: some.toFixed() });
    lots[at] = { ...lot, free: exact(lot.free).minus(some).toFixed() };
    left = left.minus(some);
  }
  return left.gt(0) ? [...parts, { lot: null, quantity: left.toFixed() }] : parts;
}

/** What is free at a place of lots that are still good, in the order in which they leave. */
export async function freeLots(db: Queryable, products: readonly string[], location: string): Promise<FreeLot[]> {
  const text = `select b.product_id as product, t.id as lot, t.name as number, (b.on_hand - b.reserved)::text as free
    from plugin_warehouse.lot_balances b join plugin_warehouse.stock_lots t on t.id = b.lot_id
    where b.product_id = any($1::uuid[]) and b.location_id = $2 and b.on_hand > b.reserved
      and (t.expires is null or t.expires >= current_date) order by t.expires nulls last, t.created_at, t.id`;
  return [...(await db.query<FreeLot & object>({ text, values: [products, location] }))];
}
