import {
  actorOf,
  type Context,
  type Host,
  Invalid,
  isId,
  type Pages,
  problemAt,
  queryIn,
  type Records,
  Router,
  say,
} from "trellis/sdk";
import { draw } from "./draw.ts";
import { type Label, labelled, type Labelled, labelsOf, MOST, symbolKinds } from "./labels.ts";

const COPIES = 100;
/** More on one page would keep a browser busy for long. */
const LABELS = 1_000;

/** Labels to be printed, and the barcodes on them as pictures. */
export function labelRoutes({ records, pages }: { readonly records: Records; readonly pages: Pages }): Router {
  const router = new Router({ prefix: "/warehouse/labels" });

  router.get("/", async (ctx) => {
    const { what, ids, copies, roll } = askedIn(ctx);
    const labels = await labelsOf(records, actorOf(ctx), what, ids);
    const each = Math.min(copies, Math.max(1, Math.trunc(LABELS / Math.max(1, labels.length))));
    const view = {
      title: say(ctx, "warehouse.labels"),
      where: say(ctx, "warehouse.menu"),
      what,
      ids: ids.join(","),
      copies: each,
      roll,
      labels: labels
        .filter(({ symbol }) => symbol !== null)
        .flatMap((label) => Array.from({ length: each }, () => shown(label))),
      without: labels.filter(({ symbol }) => symbol === null).map(({ title }) => title),
    };
    pages.show(ctx, "warehouse/labels", view);
  });

  router.get("/code.svg", (ctx) => {
    const query = queryIn(ctx);
    const kind = symbolKinds.find((one) => one === query.text("kind"));
    const text = query.text("text");
    if (!kind || text === "" || text.length > 100)
      throw new Invalid([problemAt("text", "required", { field: "text" })]);
    ctx.set("Cache-Control", "private, max-age=86400");
    ctx.type = "image/svg+xml";
    ctx.body = draw({ kind, text });
  });

  return router;
}

const shown = ({ symbol, ...label }: Label) => ({
  ...label,
  code: symbol?.text,
  picture: symbol ? `/warehouse/labels/code.svg?${new URLSearchParams({ ...symbol })}` : "",
});

function askedIn(ctx: Context) {
  const query = queryIn(ctx);
  const what = (Object.keys(labelled) as Labelled[]).find((one) => one === query.text("of")) ?? "products";
  const ids = query.text("ids").split(",").filter(isId).slice(0, MOST);
  const copies = Math.min(Math.max(1, Math.trunc(Number(query.text("copies")) || 1)), COPIES);
  return { what, ids, copies, roll: query.text("paper") === "roll" };
}

/** In the menu of a product, a lot or a location, and below their lists. */
export function addLabels(host: Host): void {
  for (const [what, kind] of Object.entries(labelled))
    host.action({
      id: `warehouse.labels-${what}`,
      kind,
      label: "warehouse.labels",
      icon: "printer",
      order: 60,
      places: ["record", "list"],
      permission: "warehouse.see",
      run: async (_actor, ids) =>
        await Promise.resolve({
          path: `/warehouse/labels?${new URLSearchParams({ of: what, ids: ids.slice(0, MOST).join(",") })}`,
        }),
    });
}
