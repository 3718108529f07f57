import { actorOf, type Database, idIn, type Pages, queryIn, type Records, Router, say } from "trellis/sdk";
import { lotsInStock } from "./lot-stock.ts";
import { namesOf } from "./names.ts";
import { warehouseTabs } from "./tabs.ts";
import { placesOf, traceOf } from "./trace.ts";

const SHOWN = 50;
const MOST = 1000;

export interface LotNeeds {
  readonly db: Database;
  readonly records: Records;
  readonly pages: Pages;
}

/** Lots that we have, the first to end first; and for programs where one came from and went. */
export function lotRoutes({ db, records, pages }: LotNeeds): Router {
  const router = new Router();

  router.get("/api/v1/warehouse/lots/:id/trace", async (ctx) => {
    await records.get(actorOf(ctx), "stock_lot", idIn(ctx), { fields: [] });
    ctx.body = { places: await placesOf(db, idIn(ctx)), data: await traceOf(db, idIn(ctx), MOST) };
  });

  router.get("/warehouse/lots", async (ctx) => {
    const page = Math.min(Math.max(1, Math.trunc(Number(queryIn(ctx).text("page")) || 1)), 10_000);
    const found = await lotsInStock(db, { limit: SHOWN + 1, offset: (page - 1) * SHOWN });
    const shown = found.slice(0, SHOWN);
    const names = await namesOf(records, actorOf(ctx), shown);
    const view = {
      title: say(ctx, "stock-lots.many"),
      where: say(ctx, "warehouse.menu"),
      tabs: warehouseTabs(ctx),
      lines: shown.flatMap((one) => (names.has(one.product) ? [{ ...one, goods: names.get(one.product) }] : [])),
      next: found.length > SHOWN ? `/warehouse/lots?page=${page + 1}` : null,
    };
    pages.show(ctx, "warehouse/lots", view);
  });

  return router;
}
