import { type Actor, actorOf, type Database, type Pages, type Records, Router, say } from "trellis/sdk";
import { namesOf } from "./names.ts";
import { askedIn, askedOrUsual } from "./period.ts";
import { type Period, type Turnover, turnoverOf } from "./turnover.ts";
import { warehouseTabs } from "./tabs.ts";

export interface TurnoverNeeds {
  readonly db: Database;
  readonly records: Records;
  readonly pages: Pages;
  readonly sales: { setup(): Promise<{ readonly currency: string }> };
}

const SHOWN = 50;

/** How fast stock turns, as a page and for programs. */
export function turnoverRoutes({ db, records, pages, sales }: TurnoverNeeds): Router {
  const router = new Router();

  const found = async (actor: Actor, period: Period, page: number) => {
    const lines = await turnoverOf(db, period, { limit: SHOWN + 1, offset: (page - 1) * SHOWN });
    const shown = lines.slice(0, SHOWN);
    const names = await namesOf(records, actor, shown);
    return { lines: shown.filter(({ product }) => names.has(product)), names, hasMore: lines.length > SHOWN };
  };

  router.get("/api/v1/warehouse/turnover", async (ctx) => {
    const { period, page } = askedIn(ctx);
    const { lines, hasMore } = await found(actorOf(ctx), period, page);
    ctx.body = { data: lines, page: { next: hasMore ? page + 1 : null }, ...period };
  });

  router.get("/warehouse/turnover", async (ctx) => {
    const [actor, { currency }] = [actorOf(ctx), await sales.setup()];
    const { period, page, problem } = askedOrUsual(ctx);
    const { lines, names, hasMore } = await found(actor, period, page);
    const money = (amount: string) => ({ amount, currency });
    const row = (one: Turnover) => ({
      ...one,
      name: names.get(one.product),
      costOfGoods: money(one.costOfGoods),
      averageValue: money(one.averageValue),
      sellThrough: one.sellThrough === null ? null : Number(one.sellThrough) * 100,
    });
    const view = {
      title: say(ctx, "warehouse.turnover"),
      where: say(ctx, "warehouse.menu"),
      tabs: warehouseTabs(ctx),
      ...period,
      problem,
      lines: lines.map(row),
      next: hasMore ? `/warehouse/turnover?${new URLSearchParams({ ...period, page: String(page + 1) })}` : null,
    };
    pages.show(ctx, "warehouse/turnover", view);
  });

  return router;
}
