import { actorOf, formIn, idIn, messageTo, type Pages, Router, say } from "trellis/sdk";
import type { DealStock } from "./deal-stock.ts";

/** Keeping goods for a deal, from its page. */
export function dealStockRoutes(dealStock: DealStock, pages: Pages): Router {
  const router = new Router({ prefix: "/warehouse/deals/:id" });

  router.post("/keeping", async (ctx) => {
    const short = await dealStock.keep(actorOf(ctx), idIn(ctx));
    messageTo(
      ctx,
      say(ctx, short.length === 0 ? "warehouse.all_kept" : "warehouse.some_kept", { count: short.length }),
    );
    pages.go(ctx, `/deals/${idIn(ctx)}`);
  });

  // All of it from the page of the deal, one product from the page of everything that is kept.
  router.post("/release", async (ctx) => {
    const product = formIn(ctx).text("product");
    const isOne = product !== "";
    await dealStock.release(actorOf(ctx), idIn(ctx), isOne ? product : undefined);
    messageTo(ctx, say(ctx, "warehouse.released"));
    pages.go(ctx, isOne ? "/warehouse/reservations" : `/deals/${idIn(ctx)}`);
  });

  return router;
}
