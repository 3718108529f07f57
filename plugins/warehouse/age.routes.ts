import { type Actor, actorOf, type Database, type Pages, queryIn, type Records, Router, say } from "trellis/sdk";
import { todayIn } from "./days.ts";
import { agesOf } from "./stock-age.ts";
import { warehouseTabs } from "./tabs.ts";

export interface AgeNeeds {
  readonly db: Database;
  readonly records: Records;
  readonly pages: Pages;
  readonly sales: { setup(): Promise<{ readonly currency: string }> };
}

const SHOWN = 50;
const goods = {
  filter: { field: "type", op: "eq", value: "goods" },
  sort: [{ field: "name", direction: "asc" }],
  fields: ["name", "sku", "custom.cost_method"],
  limit: SHOWN,
} as const;

/** How long goods have been lying there, as a page and for programs. */
export function ageRoutes({ db, records, pages, sales }: AgeNeeds): Router {
  const router = new Router();

  const found = async (actor: Actor, after: string | undefined) => {
    const { data, next } = await records.list(actor, "product", { ...goods, after });
    const fifo = data.filter(({ custom }) => custom["cost_method"] === "fifo").map(({ id }) => id);
    const ids = data.map(({ id }) => id);
    const ages = await agesOf(db, ids, { day: todayIn(actor.timeZone), fifo });
    const lines = data.flatMap(({ id, name, sku }) => {
      const age = ages.get(id);
      return age ? [{ ...age, name, sku }] : [];
    });
    return { lines, next };
  };

  router.get("/api/v1/warehouse/age", async (ctx) => {
    const { lines, next } = await found(actorOf(ctx), queryIn(ctx).find("after"));
    ctx.body = { data: lines.map(({ name: _, sku: __, ...age }) => age), page: { next } };
  });

  router.get("/warehouse/age", async (ctx) => {
    const { lines, next } = await found(actorOf(ctx), queryIn(ctx).find("after"));
    const { currency } = await sales.setup();
    const view = {
      title: say(ctx, "warehouse.age"),
      where: say(ctx, "warehouse.menu"),
      tabs: warehouseTabs(ctx),
      spans: ["0_30", "31_90", "91_180", "181"].map((span) => say(ctx, `warehouse.age.${span}`)),
      lines: lines.map(({ quantities, values, ...line }) => ({
        ...line,
        spans: quantities.map((quantity, at) => ({
          quantity,
          label: say(ctx, `warehouse.age.${["0_30", "31_90", "91_180", "181"][at]}`),
          worth: quantity === "0" ? null : { amount: values[at], currency },
        })),
      })),
      next: next === null ? null : `/warehouse/age?${new URLSearchParams({ after: next })}`,
    };
    pages.show(ctx, "warehouse/age", view);
  });

  return router;
}
