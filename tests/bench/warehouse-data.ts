// A warehouse with a past: so many products, each received and shipped again and again, written as the ledger would have left it.
import type { Database } from "../../core/db/database.ts";
import { systemActor } from "../../core/kernel/actor.ts";
import type { Get } from "../../core/plugins/plugin.ts";
import { services } from "../../core/sdk/services.ts";
import { outside } from "../../plugins/warehouse/places.ts";

export interface Past {
  readonly moves: number;
  readonly products: number;
}

const bench = systemActor("bench");
/** Each receipt and each shipment; one receipt more than shipments, so that this much is left of everything. */
const LOT = 1_000;

/** Switches both modules on and fills them; answers nothing, as everything is found by its name. */
export async function fillWarehouse(get: Get, { moves, products }: Past): Promise<void> {
  const [records, db, plugins] = [get(services.records), get(services.db), get(services.plugins)];
  for (const id of ["products", "warehouse"]) await plugins.enable(bench, id, { agreed: "everything" });
  await db.query({
    text: `insert into settings (path, value) values ('company.currency', '"EUR"') on conflict do nothing`,
  });
  const { id: unit } = await records.create(bench, "unit", { name: "piece" });
  const { id: location } = await records.create(bench, "stock_location", { name: "Main" });
  const goods = `insert into plugin_products.products (id, created_by, updated_by, name, sku, type, unit_id, sold, search)
    select gen_random_uuid(), 'bench', 'bench', 'Product ' || lpad(n::text, 6, '0'), 'P-' || n, 'goods', $1, true, ' product ' || lpad(n::text, 6, '0')
    from generate_series(1, $2::int) n`;
  await db.query({ text: goods, values: [unit, products] });
  await fillMoves(db, { location, each: Math.max(1, Math.trunc(moves / products)) });
}

/** Odd moves receive, even ones ship; an even number of each product gets one more. */
async function fillMoves(
  db: Database,
  { location, each }: { readonly location: string; readonly each: number },
): Promise<void> {
  const count = each % 2 === 0 ? each + 1 : each;
  const places = [outside.supplier, outside.customer, location];
  const moves = `insert into plugin_warehouse.moves (document_id, position, product_id, from_id, to_id, goes, quantity, given_cost, done_at, posted_by)
    select gen_random_uuid(), 0, p.id, case when n % 2 = 1 then $1::uuid else $3 end, case when n % 2 = 1 then $3::uuid else $2 end,
      case when n % 2 = 1 then 'in' else 'out' end, ${LOT}, case when n % 2 = 1 then 5 end, now() - (${count} - n + 1) * interval '1 hour', 'bench'
    from generate_series(1, ${count}) n, plugin_products.products p order by n, p.id`;
  await db.query({ text: moves, values: places });
  await db.query({
    text: `insert into plugin_warehouse.move_values (move_id, value) select id, ${LOT} * 5 from plugin_warehouse.moves`,
  });
  const last = `select distinct on (product_id) id, product_id, done_at from plugin_warehouse.moves where goes = 'in' order by product_id, done_at desc`;
  const layers = `insert into plugin_warehouse.layers (move_id, product_id, remaining, value, done_at) select id, product_id, ${LOT}, ${LOT} * 5, done_at from (${last}) l`;
  await db.query({ text: layers });
  const values = `insert into plugin_warehouse.stock_values (product_id, quantity, value, last_cost, last_done_at)
    select product_id, ${LOT}, ${LOT} * 5, 5, done_at from (${last}) l`;
  await db.query({ text: values });
  const balances = `insert into plugin_warehouse.balances (product_id, location_id, on_hand)
    select product_id, place, sum(change) from (
      select product_id, from_id as place, -quantity as change from plugin_warehouse.moves
      union all select product_id, to_id, quantity from plugin_warehouse.moves) x group by 1, 2`;
  await db.query({ text: balances });
  await db.query({ text: "analyze" });
}
