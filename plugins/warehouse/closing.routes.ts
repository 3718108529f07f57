import { type Context, type Database, formIn, messageTo, type Pages, Router, say } from "trellis/sdk";
import { closedUntil, closeUntil } from "./closing.ts";
import { dayIn } from "./days.ts";
import { warehouseTabs } from "./tabs.ts";

/** The day up to which nothing is posted any more, as a page. */
export function closingRoutes({ db, pages }: { readonly db: Database; readonly pages: Pages }): Router {
  const router = new Router({ prefix: "/warehouse/closing" });

  router.get("/", async (ctx) => show(ctx, await closedUntil(db)));

  router.post("/", async (ctx) => {
    const typed = formIn(ctx).text("until");
    const until = typed === "" ? null : dayIn(typed);
    if (until === undefined) {
      ctx.status = 422;
      return show(
        ctx,
        await closedUntil(db),
        say(ctx, "problem.not_a_date", { field: say(ctx, "warehouse.closing.until") }),
      );
    }
    await closeUntil(db, until);
    messageTo(ctx, say(ctx, until === null ? "warehouse.closing.opened" : "warehouse.closing.closed"));
    pages.go(ctx, "/warehouse/closing");
  });

  function show(ctx: Context, until: string | null, problem?: string): void {
    const title = say(ctx, "warehouse.closing");
    const view = { title, where: say(ctx, "warehouse.menu"), tabs: warehouseTabs(ctx), until, problem };
    pages.show(ctx, "warehouse/closing", view);
  }

  return router;
}
