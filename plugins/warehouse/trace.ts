// Where a lot or a product came from and where it went.
import type { Queryable } from "trellis/sdk";

export interface TraceStep {
  readonly at: string;
  readonly document: string;
  readonly from: string;
  readonly to: string;
  readonly quantity: string;
}

export interface ProductMove extends TraceStep {
  readonly lot: string | null;
}

export interface LotPlace {
  readonly location: string;
  readonly onHand: string;
  readonly reserved: string;
}

/** The moves of a lot, the newest first. */
export async function traceOf(db: Queryable, lot: string, limit: number): Promise<readonly TraceStep[]> {
  const text = `select done_at as at, document_id as document, from_id as "from", to_id as "to", trim_scale(quantity)::text as quantity
    from plugin_warehouse.moves where lot_id = $1 order by done_at desc, id desc limit $2`;
  return await db.query<TraceStep & object>({ text, values: [lot, limit] });
}

/** The moves of a product, the newest first, each with its lot where there is one. What only became worth more or less did not move. */
export async function movesOfProduct(db: Queryable, product: string, limit: number): Promise<readonly ProductMove[]> {
  const text = `select m.done_at as at, m.document_id as document, m.from_id as "from", m.to_id as "to",
      trim_scale(m.quantity)::text as quantity, m.lot_id as lot
    from plugin_warehouse.moves m where m.product_id = $1 and m.goes <> 'worth'
    order by m.done_at desc, m.id desc limit $2`;
  return await db.query<ProductMove & object>({ text, values: [product, limit] });
}

/** Where how much of it is: with us, on the way, and with customers. */
export async function placesOf(db: Queryable, lot: string): Promise<readonly LotPlace[]> {
  const text = `select location_id as location, trim_scale(on_hand)::text as "onHand", trim_scale(reserved)::text as reserved
    from plugin_warehouse.lot_balances where lot_id = $1 and on_hand > 0 order by on_hand desc, location_id`;
  return await db.query<LotPlace & object>({ text, values: [lot] });
}

/** What our locations are called, and the world outside by the key of its word. */
export async function placeNames(
  db: Queryable,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { readonly name: string }>> {
  const text = "select id, name from plugin_warehouse.stock_locations where id = any($1::uuid[])";
  const rows = await db.query<{ id: string; name: string }>({ text, values: [[...new Set(ids)]] });
  return new Map(rows.map(({ id, name }) => [id, { name }]));
}
