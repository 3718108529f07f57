// Goods and places are not thrown away while there is something: nobody would find it, and its documents could not be carried out.
import { type Host, Invalid, type Transaction, type Written } from "trellis/sdk";
import { lockProducts } from "./ledger-sql.ts";
import { outside } from "./places.ts";
import { problem } from "./problem.ts";

const kept = { critical: true, wants: (values: ReadonlyMap<string, unknown>) => values.size === 0 };

export function addStillThere(host: Host): void {
  host.along("product", keepProducts, kept);
  host.along("stock_location", keepLocations, kept);
}

const isWaiting = "d.state in ('confirmed', 'counting', 'sent') and d.deleted_at is null";

const productsSql = `select from plugin_warehouse.balances where product_id = any($1::uuid[]) and on_hand <> 0
    and location_id not in ('${outside.supplier}', '${outside.customer}', '${outside.loss}')
  union all select from plugin_warehouse.stock_lines l join plugin_warehouse.stock_documents d on d.id = l.document_id
    where l.product_id = any($1::uuid[]) and l.deleted_at is null and ${isWaiting} limit 1`;

const locationsSql = `select from plugin_warehouse.balances where location_id = any($1::uuid[]) and on_hand <> 0
  union all select from plugin_warehouse.stock_documents d
    where (d.location_id = any($1::uuid[]) or d.to_location_id = any($1::uuid[])) and ${isWaiting} limit 1`;

async function keepProducts(trx: Transaction, written: readonly Written[]): Promise<void> {
  const gone = removedIn(written);
  await lockProducts(trx, gone);
  await refuse(trx, productsSql, gone);
}

async function keepLocations(trx: Transaction, written: readonly Written[]): Promise<void> {
  await refuse(trx, locationsSql, removedIn(written));
}

const removedIn = (written: readonly Written[]): readonly string[] =>
  written.filter(({ action }) => action === "removed").map(({ record }) => record.id);

async function refuse(trx: Transaction, text: string, gone: readonly string[]): Promise<void> {
  if (gone.length === 0) return;
  if ((await trx.query({ text, values: [gone] })).length > 0) throw new Invalid([problem("name", "still_there")]);
}
