// The statements of the ledger, each for all lines of a document at once. They expect the rows of `stock_values` to be locked.
import type { Queryable } from "trellis/sdk";
import { exact } from "../products/api.ts";
import type { Goes, Layer, Valued } from "./costing.ts";

export interface StandingRow {
  readonly product: string;
  readonly quantity: string;
  readonly value: string;
  readonly cost: string;
  readonly last: string | null;
  readonly tracking: Tracking;
}

/** Whether it is known of a product how many there are, of which lots, or each by itself. */
export type Tracking = "none" | "lot" | "serial";

/** Locks products in their order, those without a row as well; whoever has them is alone with their stock. */
export async function lockProducts(trx: Queryable, products: readonly string[]): Promise<readonly StandingRow[]> {
  const sorted = products.toSorted();
  const add = `insert into plugin_warehouse.stock_values (product_id) select unnest($1::uuid[]) on conflict do nothing`;
  await trx.query({ text: add, values: [sorted] });
  const text = `select product_id as product, quantity::text, value::text, last_cost::text as cost, last_done_at as last, tracking
    from plugin_warehouse.stock_values where product_id = any($1::uuid[]) order by product_id for update`;
  return await trx.query<StandingRow & object>({ text, values: [sorted] });
}

export interface MoveRow {
  readonly document: string;
  readonly line: string | null;
  readonly position: number;
  readonly product: string;
  readonly from: string;
  readonly to: string;
  readonly goes: Goes;
  readonly quantity: string;
  readonly cost: string | null;
  readonly lot: string | null;
  readonly reverses: string | null;
}

/** Writes moves and answers their ids in the same order. */
export async function insertMoves(
  trx: Queryable,
  moves: readonly MoveRow[],
  { at, by }: { readonly at: string; readonly by: string },
): Promise<readonly string[]> {
  const text = `insert into plugin_warehouse.moves
      (document_id, line_id, position, product_id, from_id, to_id, goes, quantity, given_cost, lot_id, reverses, done_at, posted_by)
    select m.document, m.line, m.position, m.product, m."from", m."to", m.goes, m.quantity, m.cost, m.lot, m.reverses, $2, $3
    from jsonb_to_recordset($1::jsonb) as m(document uuid, line uuid, position int, product uuid, "from" uuid, "to" uuid,
      goes text, quantity numeric, cost numeric, lot uuid, reverses bigint) order by m.position
    returning id::text, position`;
  const rows = await trx.query<{ id: string; position: number }>({ text, values: [JSON.stringify(moves), at, by] });
  const ids = new Map(rows.map(({ id, position }) => [position, id]));
  return moves.map(({ position }) => ids.get(position) as string);
}

/** The open layers of products that so many will be taken from, the oldest first, and no more of them than that takes; and those of what is taken back. */
export async function layersFor(
  trx: Queryable,
  wanted: ReadonlyMap<string, string>,
  takenBack: readonly string[],
): Promise<ReadonlyMap<string, Layer[]>> {
  const text = `select * from (
      select l.product_id as product, l.move_id::text as move, l.done_at as at, l.remaining, l.value,
        sum(l.remaining) over (partition by l.product_id order by l.done_at, l.move_id) - l.remaining as before, w.quantity as wanted
      from plugin_warehouse.layers l join jsonb_to_recordset($1::jsonb) as w(product uuid, quantity numeric) on w.product = l.product_id) x
    where before < wanted or move = any($2::text[]) order by product, at, move::bigint`;
  const asked = JSON.stringify([...wanted].map(([product, quantity]) => ({ product, quantity })));
  const rows = await trx.query<{ product: string; move: string; at: string; remaining: string; value: string }>({
    text,
    values: [asked, takenBack],
  });
  const layers = rows.map(({ product, move, at, remaining, value }) => ({
    product,
    layer: { move, at, quantity: exact(remaining), value: exact(value) },
  }));
  return new Map(
    [...Map.groupBy(layers, ({ product }) => product)].map(([product, all]) => [
      product,
      all.map(({ layer }) => layer),
    ]),
  );
}

/** Every move of a product with what it was worth until now, in the order in which its value is counted up. */
export async function movesOf(trx: Queryable, product: string) {
  const text = `select m.id::text, m.done_at as at, m.goes, m.quantity::text, m.given_cost::text as cost, m.reverses::text, v.value::text, v.adjustment::text
    from plugin_warehouse.moves m left join plugin_warehouse.move_values v on v.move_id = m.id
    where m.product_id = $1 order by m.done_at, m.id`;
  const rows = await trx.query<{
    id: string;
    at: string;
    goes: Goes;
    quantity: string;
    cost: string | null;
    reverses: string | null;
    value: string | null;
    adjustment: string | null;
  }>({
    text,
    values: [product],
  });
  return rows.map(({ quantity, cost, value, adjustment, ...row }) => ({
    ...row,
    quantity: exact(quantity),
    cost: cost === null ? undefined : exact(cost),
    value: value === null ? undefined : exact(value),
    adjustment: exact(adjustment ?? 0),
  }));
}

export async function writeValues(trx: Queryable, values: readonly Valued[]): Promise<void> {
  const text = `insert into plugin_warehouse.move_values (move_id, value, adjustment, provisional)
    select id, value, adjustment, provisional
    from jsonb_to_recordset($1::jsonb) as v(id bigint, value numeric, adjustment numeric, provisional boolean)
    on conflict (move_id) do update set value = excluded.value, adjustment = excluded.adjustment, provisional = excluded.provisional
    where (move_values.value, move_values.adjustment, move_values.provisional)
      is distinct from (excluded.value, excluded.adjustment, excluded.provisional)`;
  await trx.query({ text, values: [JSON.stringify(values)] });
}

/** Replaces some layers by what is left of them, and adds new ones. */
export async function writeLayers(
  trx: Queryable,
  gone: readonly string[],
  left: readonly (Layer & { readonly product: string })[],
): Promise<void> {
  await trx.query({ text: "delete from plugin_warehouse.layers where move_id = any($1::bigint[])", values: [gone] });
  const text = `insert into plugin_warehouse.layers (move_id, product_id, remaining, value, done_at)
    select move, product, quantity, value, at
    from jsonb_to_recordset($1::jsonb) as l(move bigint, product uuid, quantity numeric, value numeric, at timestamptz)`;
  if (left.length > 0) await trx.query({ text, values: [JSON.stringify(left)] });
}

export interface StandingToWrite {
  readonly product: string;
  readonly quantity: string;
  readonly value: string;
  readonly cost: string;
  readonly last: string;
  readonly method: string;
  readonly negative: string;
}

export async function writeStandings(trx: Queryable, standings: readonly StandingToWrite[]): Promise<void> {
  const text = `update plugin_warehouse.stock_values v set quantity = s.quantity, value = s.value, last_cost = s.cost,
      last_done_at = greatest(v.last_done_at, s.last), method = s.method, negative = s.negative
    from jsonb_to_recordset($1::jsonb) as s(product uuid, quantity numeric, value numeric, cost numeric, last timestamptz,
      method text, negative text)
    where v.product_id = s.product`;
  await trx.query({ text, values: [JSON.stringify(standings)] });
}

export interface BalanceRow {
  readonly product: string;
  readonly location: string;
  readonly onHand: string;
  readonly reserved: string;
}

/** Takes from each place and gives to the other; answers how much is where afterwards. */
export async function shift(
  trx: Queryable,
  moves: readonly Pick<MoveRow, "product" | "from" | "to" | "quantity">[],
): Promise<readonly BalanceRow[]> {
  const text = `with m as (select * from jsonb_to_recordset($1::jsonb) as m(product uuid, "from" uuid, "to" uuid, quantity numeric)),
      d as (select product, location, sum(change) as change from (
        select product, "from" as location, -quantity as change from m
        union all select product, "to", quantity from m) x group by 1, 2)
    insert into plugin_warehouse.balances as b (product_id, location_id, on_hand)
    select product, location, change from d order by product, location
    on conflict (product_id, location_id) do update set on_hand = b.on_hand + excluded.on_hand
    returning product_id as product, location_id as location, on_hand::text as "onHand", reserved::text`;
  return await trx.query<BalanceRow & object>({ text, values: [JSON.stringify(moves)] });
}
