// What proposals for orders are made of: how much sells a day, what is free, on its way and promised.
import type { Queryable } from "trellis/sdk";
import { outside } from "./places.ts";

export interface ReorderFacts {
  readonly product: string;
  readonly daily: number;
  readonly deviation: number;
  readonly expected: string;
}

// Days on which nothing was sold count, too: the deviation is that of all days.
const text = `with asked as (select unnest($1::uuid[]) as product),
  days as (
    select product_id as product, done_at::date as day,
      sum(case when to_id = '${outside.customer}' then quantity else -quantity end) as sold
    from plugin_warehouse.moves
    where product_id = any($1::uuid[]) and done_at >= $2::date - $3::int and done_at < $2::date
      and (to_id = '${outside.customer}' or from_id = '${outside.customer}')
    group by 1, 2),
  demand as (select product, sum(sold) / $3 as daily, sum(sold * sold) as squares, sum(sold) as total from days group by 1),
  free as (
    select product_id as product, sum(on_hand - reserved) as free from plugin_warehouse.balances
    where product_id = any($1::uuid[]) and location_id not in ('${outside.supplier}', '${outside.customer}', '${outside.loss}')
    group by 1),
  binding as (
    select d.id, d.type, l.product_id as product, sum(l.quantity) as quantity
    from plugin_warehouse.stock_documents d join plugin_warehouse.stock_lines l on l.document_id = d.id and l.deleted_at is null
    where d.state = 'confirmed' and d.deleted_at is null and l.product_id = any($1::uuid[])
      and d.type in ('receipt', 'return', 'shipment', 'write_off')
    group by 1, 2, 3),
  promised as (
    select b.product, sum(case when b.type in ('receipt', 'return') then b.quantity
      else -greatest(0, b.quantity - coalesce((select sum(r.quantity) from plugin_warehouse.reservations r
        where r.document_id = b.id and r.product_id = b.product), 0)) end) as coming
    from binding b group by 1)
select a.product, greatest(0, coalesce(daily, 0))::float8 as daily,
  sqrt(greatest(0, coalesce((squares - total * total / $3) / greatest(1, $3 - 1), 0)))::float8 as deviation,
  trim_scale(coalesce(free, 0) + coalesce(coming, 0))::text as expected
from asked a left join demand using (product) left join free using (product) left join promised using (product)`;

/** For each product, with the demand of so many days before `day`. */
export async function reorderFacts(
  db: Queryable,
  products: readonly string[],
  { day, days }: { readonly day: string; readonly days: number },
): Promise<readonly ReorderFacts[]> {
  return await db.query<ReorderFacts & object>({ text, values: [products, day, days] });
}
