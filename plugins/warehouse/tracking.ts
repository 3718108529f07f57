// How a product is tracked is said on the product and kept beside its stock, in the same transaction. What it is counted and valued
// in stays, on every way in: taking a line of the history back is one that no look before a write sees.
import { Invalid, type Queryable, type Transaction, type Written } from "trellis/sdk";
import { exact } from "../products/api.ts";
import { lockProducts, type Tracking } from "./ledger-sql.ts";
import { outside } from "./places.ts";
import { problem } from "./problem.ts";

export async function trackingOf(db: Queryable, product: unknown): Promise<Tracking> {
  const text = "select tracking from plugin_warehouse.stock_values where product_id = $1";
  const [row] = await db.query<{ tracking: Tracking }>({ text, values: [product] });
  return row?.tracking ?? "none";
}

/** True when anything at all is tracked: before, nobody is asked for lots. */
export async function tracksAnything(db: Queryable): Promise<boolean> {
  const text = "select exists (select from plugin_warehouse.stock_values where tracking <> 'none') as any";
  const [row] = await db.query<{ any: boolean }>({ text });
  return row?.any === true;
}

const said = ({ record }: Written): Tracking => (record.custom["tracking"] as Tracking | null | undefined) ?? "none";

/** Takes over what products say. While some of a product is there it stays as it is: nobody would know of which lot those are. */
export async function keepTracking(trx: Transaction, written: readonly Written[]): Promise<void> {
  const wanted = written.map((one) => ({ product: one.record.id, tracking: said(one) }));
  const standing = await lockProducts(
    trx,
    wanted.map(({ product }) => product),
  );
  const now = new Map(standing.map(({ product, tracking }) => [product, tracking]));
  const changed = wanted.filter(({ product, tracking }) => now.get(product) !== tracking);
  if (changed.length === 0) return;
  const values = [JSON.stringify(changed)];
  const there = `select from plugin_warehouse.balances b join jsonb_to_recordset($1::jsonb) as c(product uuid) on c.product = b.product_id
    where b.on_hand <> 0 and b.location_id not in ('${outside.supplier}', '${outside.customer}', '${outside.loss}') limit 1`;
  if ((await trx.query({ text: there, values })).length > 0)
    throw new Invalid([{ ...problem("tracking", "tracking_stays"), pointer: "/custom/tracking" }]);
  const text = `update plugin_warehouse.stock_values v set tracking = c.tracking
    from jsonb_to_recordset($1::jsonb) as c(product uuid, tracking text) where v.product_id = c.product`;
  await trx.query({ text, values });
}

/** What is there is valued in one way: another one begins when nothing is left. */
export async function keepMethod(trx: Transaction, written: readonly Written[]): Promise<void> {
  const method = (custom: Readonly<Record<string, unknown>> | undefined): unknown =>
    custom?.["cost_method"] ?? "average";
  const changed = written.filter(({ before, record }) => before && method(before.custom) !== method(record.custom));
  const standing = await lockProducts(trx, idsOf(changed));
  if (standing.every(({ quantity }) => exact(quantity).eq(0))) return;
  throw new Invalid([{ ...problem("cost_method", "method_stays"), pointer: "/custom/cost_method" }]);
}

/** What moved was counted in its unit, and as goods: another one would make other quantities of it. */
export async function keepUnit(trx: Transaction, written: readonly Written[]): Promise<void> {
  const differs = ({ before, record }: Written) =>
    ["unit", "type"].filter((path) => before && before[path] !== record[path]);
  const changed = written.filter((one) => differs(one).length > 0);
  await lockProducts(trx, idsOf(changed));
  const text = "select distinct product_id as product from plugin_warehouse.moves where product_id = any($1::uuid[])";
  const moved = new Set(
    (await trx.query<{ product: string }>({ text, values: [idsOf(changed)] })).map((row) => row.product),
  );
  const paths = new Set(changed.filter(({ record }) => moved.has(record.id)).flatMap(differs));
  if (paths.size > 0) throw new Invalid([...paths].map((path) => problem(path, `${path}_stays`)));
}

const idsOf = (written: readonly Written[]): readonly string[] => written.map(({ record }) => record.id);
