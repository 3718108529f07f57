import { type Actor, actorOf, type Database, type Pages, type Records, Router, say } from "trellis/sdk";
import { namesOf } from "./names.ts";
import { askedIn, askedOrUsual } from "./period.ts";
import { warehouseTabs } from "./tabs.ts";
import { type Totals, totalsOf, type Variance, variancesOf } from "./variances.ts";
import type { Period } from "./turnover.ts";

export interface VarianceNeeds {
  readonly db: Database;
  readonly records: Records;
  readonly pages: Pages;
  readonly sales: { setup(): Promise<{ readonly currency: string }> };
}

const SHOWN = 50;

/** What goods cost more or less than their standard, as a page and for programs. */
export function varianceRoutes({ db, records, pages, sales }: VarianceNeeds): Router {
  const router = new Router();

  // Totals are of what this person sees, on all pages together.
  const found = async (actor: Actor, period: Period, page: number) => {
    const all = await variancesOf(db, period);
    const names = await namesOf(records, actor, all);
    const seen = all.filter(({ product }) => names.has(product));
    const lines = seen.slice((page - 1) * SHOWN, page * SHOWN);
    return { lines, names, totals: totalsOf(seen), hasMore: seen.length > page * SHOWN };
  };

  router.get("/api/v1/warehouse/variances", async (ctx) => {
    const { period, page } = askedIn(ctx);
    const { lines, totals, hasMore } = await found(actorOf(ctx), period, page);
    ctx.body = { data: lines, totals, page: { next: hasMore ? page + 1 : null }, ...period };
  });

  router.get("/warehouse/variances", async (ctx) => {
    const { currency } = await sales.setup();
    const { period, page, problem } = askedOrUsual(ctx);
    const { lines, names, totals, hasMore } = await found(actorOf(ctx), period, page);
    const view = {
      title: say(ctx, "warehouse.variances"),
      where: say(ctx, "warehouse.menu"),
      tabs: warehouseTabs(ctx),
      ...period,
      problem,
      lines: lines.map((one) => row(one, names, currency)),
      totals: inMoney(totals, currency),
      next: hasMore ? `/warehouse/variances?${new URLSearchParams({ ...period, page: String(page + 1) })}` : null,
    };
    pages.show(ctx, "warehouse/variances", view);
  });

  return router;
}

const inMoney = ({ standard, actual, difference }: Totals, currency: string) => ({
  standard: { amount: standard, currency },
  actual: { amount: actual, currency },
  difference: { amount: difference, currency },
});

const row = (one: Variance, names: ReadonlyMap<string, string>, currency: string) => ({
  ...one,
  ...inMoney(one, currency),
  name: names.get(one.product),
  ofStandard: one.ofStandard === null ? null : Number(one.ofStandard) * 100,
});
