import { actorOf, type Context, type Database, may, type Pages, queryIn, type Records, Router, say } from "trellis/sdk";
import { type Asked, type Kept, keptFor, type Names } from "./kept.ts";
import { warehouseTabs } from "./tabs.ts";

export interface KeptNeeds {
  readonly db: Database;
  readonly records: Records;
  readonly pages: Pages;
}

const SHOWN = 50;

/** Everything that is kept, the first to end first, as a page and for programs. */
export function keptRoutes({ db, records, pages }: KeptNeeds): Router {
  const router = new Router();

  router.get("/api/v1/warehouse/reservations", async (ctx) => {
    const { page, ...asked } = askedIn(ctx);
    const { lines, hasMore } = await keptFor({ db, records }, actorOf(ctx), asked);
    ctx.body = { data: lines, page: { next: hasMore ? page + 1 : null } };
  });

  router.get("/warehouse/reservations", async (ctx) => {
    const [actor, { page, ...asked }] = [actorOf(ctx), askedIn(ctx)];
    const { lines, names, hasMore } = await keptFor({ db, records }, actor, asked);
    const mayRelease = may(actor, "warehouse.reserve");
    const view = {
      title: say(ctx, "warehouse.reservations"),
      where: say(ctx, "warehouse.menu"),
      tabs: warehouseTabs(ctx),
      soon: asked.soon,
      mayRelease,
      lines: lines.map((one) => row(one, names, mayRelease)),
      next: hasMore
        ? `/warehouse/reservations?${new URLSearchParams({ ...inAddress(asked), page: String(page + 1) })}`
        : null,
    };
    pages.show(ctx, "warehouse/reservations", view);
  });

  return router;
}

function askedIn(ctx: Context): Asked & { readonly page: number } {
  const query = queryIn(ctx);
  const page = Math.min(Math.max(1, Math.trunc(Number(query.text("page")) || 1)), 10_000);
  return { page, soon: query.text("ends") === "soon", limit: SHOWN, offset: (page - 1) * SHOWN };
}

const inAddress = ({ soon }: Asked): Record<string, string> => (soon ? { ends: "soon" } : {});

const row = (one: Kept, { products, deals, documents, people }: Names, mayRelease: boolean) => ({
  ...one,
  name: products.get(one.product),
  dealName: deals.get(one.deal ?? "") ?? null,
  documentNumber: documents.get(one.document ?? "") ?? null,
  byName: people.get(one.by ?? "") ?? null,
  mayRelease: mayRelease && one.deal !== null && one.document === null,
});
