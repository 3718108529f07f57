import {
  actorOf,
  type Context,
  type Database,
  idIn,
  Invalid,
  isId,
  jsonIn,
  may,
  NotFound,
  problemAt,
  queryIn,
  type Records,
  Router,
} from "trellis/sdk";
import { closedUntil, closeUntil } from "./closing.ts";
import { dayIn } from "./days.ts";
import type { DealStock } from "./deal-stock.ts";
import { kitStockOf } from "./kits.ts";
import { lotsOf } from "./lot-stock.ts";
import { stockOf, worthOf } from "./stock.ts";
import { movesOfProduct } from "./trace.ts";

const MOST = 1000;

export interface StockNeeds {
  readonly db: Database;
  readonly records: Records;
  readonly dealStock: DealStock;
}

/** How much is where, keeping some for a deal, and the day up to which nothing is posted any more. */
export function stockApi({ db, records, dealStock }: StockNeeds): Router {
  const router = new Router({ prefix: "/api/v1/warehouse" });

  router.get("/stock/:id", async (ctx) => {
    const [actor, id] = [actorOf(ctx), idIn(ctx)];
    await records.get(actor, "product", id, { fields: [] });
    const worth = may(actor, "warehouse.costs") ? ((await worthOf(db, id)) ?? null) : undefined;
    const lots = await lotsOf(db, id);
    const kit = await kitStockOf(db, id);
    ctx.body = {
      locations: await stockOf(db, id),
      ...(lots.length > 0 && { lots }),
      ...(worth !== undefined && { worth }),
      ...(kit && { kit }),
    };
  });

  router.get("/stock/:id/moves", async (ctx) => {
    await records.get(actorOf(ctx), "product", idIn(ctx), { fields: [] });
    ctx.body = { data: await movesOfProduct(db, idIn(ctx), MOST) };
  });

  router.post("/reservations", async (ctx) => {
    refuseUnlessKeeper(ctx);
    ctx.status = 201;
    ctx.body = { short: await dealStock.keep(actorOf(ctx), dealIn(ctx)) };
  });

  router.delete("/reservations/:id", async (ctx) => {
    refuseUnlessKeeper(ctx);
    await dealStock.release(actorOf(ctx), idIn(ctx), queryIn(ctx).find("product"));
    ctx.status = 204;
  });

  router.get("/closing", async (ctx) => {
    ctx.body = { until: await closedUntil(db) };
  });

  router.put("/closing", async (ctx) => {
    const until = (jsonIn(ctx) as { until?: unknown } | null)?.until;
    // Nobody opens all days by leaving it out.
    if (until === undefined) throw new Invalid([problemAt("until", "required", { field: "until" })]);
    if (until !== null && dayIn(until) === undefined)
      throw new Invalid([problemAt("until", "not_a_date", { field: "until" })]);
    await closeUntil(db, until as string | null);
    ctx.body = { until };
  });

  return router;
}

/** Everybody who sees stock may read what is kept; keeping some and letting go of it is a right of its own. */
function refuseUnlessKeeper(ctx: Context): void {
  if (!may(actorOf(ctx), "warehouse.reserve")) throw new NotFound("web.not_found");
}

function dealIn(ctx: Context): string {
  const deal = (jsonIn(ctx) as { deal?: unknown } | null)?.deal;
  if (isId(deal)) return deal;
  throw new Invalid([problemAt("deal", deal === undefined ? "required" : "no_such_record", { field: "deal" })]);
}
