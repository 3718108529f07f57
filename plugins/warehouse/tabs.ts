import { actorOf, type Context, may, say } from "trellis/sdk";

const tabs = [
  { path: "/warehouse", label: "warehouse.stock", permission: "warehouse.see" },
  { path: "/warehouse/waiting", label: "warehouse.waiting", permission: "stock-documents.read" },
  { path: "/warehouse/lots", label: "stock-lots.many", permission: "warehouse.see" },
  { path: "/warehouse/reservations", label: "warehouse.reservations", permission: "warehouse.see" },
  { path: "/warehouse/turnover", label: "warehouse.turnover", permission: "warehouse.costs" },
  { path: "/warehouse/age", label: "warehouse.age", permission: "warehouse.costs" },
  { path: "/warehouse/variances", label: "warehouse.variances", permission: "warehouse.costs" },
  { path: "/warehouse/reorder", label: "warehouse.reorder", permission: "warehouse.see" },
  { path: "/warehouse/closing", label: "warehouse.closing", permission: "warehouse.close" },
] as const;

/** The ways to look at the warehouse that are this person's. */
export function warehouseTabs(ctx: Context) {
  const actor = actorOf(ctx);
  return tabs
    .filter(({ permission }) => may(actor, permission))
    .map(({ path, label }) => ({ path, label: say(ctx, label), current: ctx.path === path }));
}
