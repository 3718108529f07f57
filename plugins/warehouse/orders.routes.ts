import {
  actorOf,
  type Context,
  formIn,
  Invalid,
  may,
  messageTo,
  type Pages,
  type Records,
  Router,
  say,
} from "trellis/sdk";
import { todayIn } from "./days.ts";
import type { Orders, ToOrder } from "./orders.ts";
import { warehouseTabs } from "./tabs.ts";

export interface OrderNeeds {
  readonly orders: Orders;
  readonly records: Records;
  readonly pages: Pages;
}

/** What is to be ordered again, as a page and for programs. */
export function orderRoutes({ orders, records, pages }: OrderNeeds): Router {
  const router = new Router();
  const day = (ctx: Context) => todayIn(actorOf(ctx).timeZone);

  router.get("/api/v1/warehouse/reorder", async (ctx) => {
    const found = await orders.proposals(actorOf(ctx), day(ctx));
    ctx.body = { data: found.map(lineOf), page: { next: null } };
  });

  router.get("/warehouse/reorder", async (ctx) => await show(ctx));

  router.post("/warehouse/orders", async (ctx) => {
    const [actor, form] = [actorOf(ctx), formIn(ctx)];
    try {
      const chosen = { location: form.text("location"), products: form.list("product"), day: day(ctx) };
      const id = await orders.draft(actor, chosen);
      messageTo(ctx, say(ctx, "warehouse.reorder.drafted"));
      pages.go(ctx, `/stock-documents/${id}`);
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      ctx.status = 422;
      await show(ctx, say(ctx, "warehouse.reorder.choose"));
    }
  });

  async function show(ctx: Context, problem?: string): Promise<void> {
    const actor = actorOf(ctx);
    const found = await orders.proposals(actor, day(ctx));
    const mayDraft = may(actor, "stock-documents.create") && may(actor, "stock-lines.create");
    const sort = [{ field: "name", direction: "asc" }] as const;
    const locations = mayDraft ? (await records.list(actor, "stock_location", { sort, limit: 200 })).data : [];
    const view = {
      title: say(ctx, "warehouse.reorder"),
      where: say(ctx, "warehouse.menu"),
      tabs: warehouseTabs(ctx),
      problem,
      mayDraft: locations.length > 0,
      locations: locations.map(({ id, name }) => ({ id, name })),
      lines: found.map((one) => ({ ...lineOf(one), name: one.product["name"], sku: one.product["sku"] })),
    };
    pages.show(ctx, "warehouse/reorder", view);
  }

  return router;
}

const lineOf = ({ product, facts, proposal }: ToOrder) => ({
  product: product.id,
  expected: facts.expected,
  daily: facts.daily.toFixed(2),
  point: proposal.point.toFixed(2),
  target: proposal.target.toFixed(2),
  quantity: proposal.quantity.toFixed(),
});
