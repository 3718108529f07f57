import { type Actor, actorOf, may, type Pages, queryIn, type Records, Router, say } from "trellis/sdk";
import { todayIn } from "./days.ts";
import { warehouseTabs } from "./tabs.ts";
import { types, waitingOf } from "./waiting.ts";

interface Needs {
  readonly records: Records;
  readonly pages: Pages;
}

/** What waits to be received, shipped, moved and counted, and what of it is late. */
export function waitingRoutes({ records, pages }: Needs): Router {
  const router = new Router();
  router.get("/warehouse/waiting", async (ctx) => {
    const [actor, query] = [actorOf(ctx), queryIn(ctx)];
    const places = await placesSeen(records, actor);
    const type = types.find((one) => one === query.text("type")) ?? "";
    const place = places.find(({ id }) => id === query.text("place"))?.id ?? "";
    const asked = { type, place, after: query.text("after") || undefined };
    const { lines, next } = await waitingOf(records, actor, asked, todayIn(actor.timeZone));
    const view = {
      title: say(ctx, "warehouse.waiting"),
      where: say(ctx, "warehouse.menu"),
      tabs: warehouseTabs(ctx),
      types: types.map((id) => ({ id, chosen: id === type })),
      places: places.map((one) => ({ ...one, chosen: one.id === place })),
      lines,
      next: next === null ? null : `/warehouse/waiting?${new URLSearchParams({ type, place, after: next })}`,
    };
    pages.show(ctx, "warehouse/waiting", view);
  });
  return router;
}

async function placesSeen(records: Records, actor: Actor) {
  if (!may(actor, "stock-locations.read")) return [];
  const sort = [{ field: "name", direction: "asc" }] as const;
  const { data } = await records.list(actor, "stock_location", { sort, limit: 200, fields: ["name"] });
  return data.map(({ id, name }) => ({ id, name }));
}
