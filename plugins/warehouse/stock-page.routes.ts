import {
  type Actor,
  actorOf,
  type Database,
  may,
  type Pages,
  queryIn,
  type Rec,
  type Records,
  Router,
  say,
} from "trellis/sdk";
import { dayIn } from "./days.ts";
import { stockOn, valuesOf } from "./stock.ts";
import { warehouseTabs } from "./tabs.ts";

const SHOWN = 50;

export interface StockPageNeeds {
  readonly db: Database;
  readonly records: Records;
  readonly pages: Pages;
  readonly sales: { setup(): Promise<{ readonly currency: string }> };
}

/** How much there is of everything, today or at the end of another day. */
export function stockPage({ db, records, pages, sales }: StockPageNeeds): Router {
  const router = new Router();
  router.get("/warehouse", async (ctx) => {
    const [actor, query] = [actorOf(ctx), queryIn(ctx)];
    const asked = { q: query.text("q"), on: dayIn(query.text("on")) ?? null, after: query.find("after") };
    const { data, next } = await goods(records, actor, asked);
    const ids = data.map(({ id }) => id);
    const stock = await stockOn(db, ids, asked.on);
    const worth = may(actor, "warehouse.costs") && asked.on === null ? await valuesOf(db, ids) : undefined;
    const { currency } = await sales.setup();
    const view = {
      title: say(ctx, "warehouse.stock"),
      tabs: warehouseTabs(ctx),
      ...asked,
      hasWorth: worth !== undefined,
      lines: data.map((product) => ({
        id: product.id,
        name: product["name"],
        sku: product["sku"],
        ...(stock.get(product.id) ?? { onHand: "0", reserved: "0", free: "0" }),
        worth: worth ? { amount: worth.get(product.id) ?? "0", currency } : null,
      })),
      next: next === null ? null : `/warehouse?${new URLSearchParams({ ...filled(asked), after: next })}`,
    };
    pages.show(ctx, "warehouse/stock", view);
  });
  return router;
}

interface Asked {
  readonly q: string;
  readonly on: string | null;
  readonly after: string | undefined;
}

const filled = ({ q, on }: Asked): Record<string, string> => ({ ...(q !== "" && { q }), ...(on !== null && { on }) });

/** A page of goods as this person may see them. */
async function goods(
  records: Records,
  actor: Actor,
  { q, after }: Asked,
): Promise<{ data: readonly Rec[]; next: string | null }> {
  const filter = { field: "type", op: "eq", value: "goods" } as const;
  const sort = [{ field: "name", direction: "asc" }] as const;
  const fields = ["name", "sku"];
  return await records.list(actor, "product", { filter, sort, fields, limit: SHOWN, after, ...(q !== "" && { q }) });
}
