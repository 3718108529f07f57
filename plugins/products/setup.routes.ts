import { actorOf, may, type Pages, Router, say } from "trellis/sdk";

/** What a catalogue is built from, in the order in which one sets it up. */
const parts = [
  "units",
  "product-groups",
  "taxes",
  "tax-rates",
  "price-segments",
  "barcodes",
  "product-costs",
  "prices",
  "kit-parts",
  "calculators",
];

/** One page that leads to everything which is set up once and has no place in the menu. */
export function setupRoutes(pages: Pages): Router {
  const router = new Router();
  router.get("/products/setup", (ctx) => {
    const actor = actorOf(ctx);
    const view = {
      title: say(ctx, "products.setup"),
      where: say(ctx, "products.many"),
      breadcrumb: [{ label: say(ctx, "products.many"), path: "/products" }],
      parts: parts
        .filter((plural) => may(actor, `${plural}.read`))
        .map((plural) => ({ plural, label: say(ctx, `${plural}.many`), add: may(actor, `${plural}.create`) })),
    };
    pages.show(ctx, "products/setup", view);
  });
  return router;
}
