// How long goods have been lying there: how many of them came in the last month, the last quarter, or long ago.
import type { Queryable } from "trellis/sdk";

/** Quantities in the product's unit by days since they came, and the share of its worth in each. */
export interface StockAge {
  readonly product: string;
  /** 0–30, 31–90, 91–180 and more than 180 days. */
  readonly quantities: readonly [string, string, string, string];
  readonly values: readonly [string, string, string, string];
}

const bounds = [
  [0, 30],
  [31, 90],
  [91, 180],
  [181, null],
] as const;

const quantities = bounds.map(([from, to]) => {
  const until = to === null ? "" : ` and days <= ${to}`;
  return `coalesce(sum(remaining) filter (where days >= ${from}${until}), 0)`;
});

// By average, all pieces are worth the same; first in, first out, each layer knows what it cost.
const worth = bounds.map(([from, to]) => {
  const until = to === null ? "" : ` and days <= ${to}`;
  return `round(coalesce(sum(remaining * one) filter (where days >= ${from}${until}), 0), 2)`;
});

const text = `select product, array[${quantities.map((sum) => `trim_scale(${sum})::text`).join(", ")}] as quantities,
    array[${worth.map((sum) => `${sum}::text`).join(", ")}] as values
  from (
    select l.product_id as product, l.remaining, greatest(0, $2::date - l.done_at::date) as days,
      case when l.product_id = any($3::uuid[]) then l.value / l.remaining else v.value / nullif(v.quantity, 0) end as one
    from plugin_warehouse.layers l join plugin_warehouse.stock_values v using (product_id)
    where l.product_id = any($1::uuid[])) x
  group by product`;

/** The age of what is there of each product on a day; `fifo` names those that are valued first in, first out. */
export async function agesOf(
  db: Queryable,
  products: readonly string[],
  { day, fifo }: { readonly day: string; readonly fifo: readonly string[] },
): Promise<ReadonlyMap<string, StockAge>> {
  const rows = await db.query<StockAge & object>({ text, values: [products, day, fifo] });
  return new Map(rows.map((row) => [row.product, row]));
}
