// What of a deal's goods is on its way already: nobody keeps it a second time.
import type { Queryable } from "trellis/sdk";
import { outside } from "./places.ts";

const text = `select product, trim_scale(sum(quantity))::text as quantity from (
    select m.product_id as product, case when m.to_id = '${outside.customer}' then m.quantity else -m.quantity end as quantity
    from plugin_warehouse.moves m join plugin_warehouse.stock_documents d on d.id = m.document_id
    where d.deal_id = $1 and ((m.to_id = '${outside.customer}' and m.reverses is null)
      or (m.from_id = '${outside.customer}' and m.reverses is not null))
    union all
    select l.product_id, l.quantity
    from plugin_warehouse.stock_lines l join plugin_warehouse.stock_documents d on d.id = l.document_id
    where d.deal_id = $1 and d.type = 'shipment' and d.state = 'confirmed' and d.deleted_at is null and l.deleted_at is null) x
  group by 1`;

/** By product how much went out for a deal, what was taken back of that left aside, or stands on a confirmed shipment for it. */
export async function sentFor(db: Queryable, deal: string): Promise<ReadonlyMap<string, string>> {
  const rows = await db.query<{ product: string; quantity: string }>({ text, values: [deal] });
  return new Map(rows.map(({ product, quantity }) => [product, quantity]));
}
