import type { Queryable } from "trellis/sdk";
import type { StockDocument } from "./document.ts";
import type { Movement } from "./ledger.ts";
import { outside } from "./places.ts";

/**
 * What comes back costs what it had cost when it left, wherever it comes back to: the last time that it went to this deal, or
 * without one to this company. What a line says itself holds; what nobody knows, or only believed when it left before it came, is
 * worth what those are that are there.
 */
export async function atOriginalCost(
  db: Queryable,
  { type, deal, company }: StockDocument,
  movements: readonly Movement[],
): Promise<readonly Movement[]> {
  if (type !== "return" || (deal === null && company === null)) return movements;
  const text = `select w.line, (
      select case when not v.provisional then round(v.value / m.quantity, 6)::text end from plugin_warehouse.moves m
      join plugin_warehouse.move_values v on v.move_id = m.id
      join plugin_warehouse.stock_documents d on d.id = m.document_id
      where m.product_id = w.product and m.to_id = '${outside.customer}' and m.reverses is null and (w.lot is null or m.lot_id = w.lot)
        and case when $2::uuid is null then d.company_id = $3::uuid else d.deal_id = $2::uuid end
      order by m.done_at desc, m.id desc limit 1) as cost
    from jsonb_to_recordset($1::jsonb) as w(line uuid, product uuid, lot uuid)`;
  const asked = JSON.stringify(movements.map(({ line, product, lot }) => ({ line, product, lot })));
  const rows = await db.query<{ line: string; cost: string | null }>({ text, values: [asked, deal, company] });
  const costs = new Map(rows.map(({ line, cost }) => [line, cost]));
  return movements.map((move) => ({ ...move, cost: move.cost ?? costs.get(move.line ?? "") ?? null }));
}
