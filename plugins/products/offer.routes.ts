import {
  type Actor,
  actorOf,
  type Context,
  formIn,
  idIn,
  Invalid,
  type KindsSeen,
  messageTo,
  type Pages,
  type Problem,
  problemAt,
  type Queryable,
  type Rec,
  type Records,
  Router,
  say,
  undoPath,
} from "trellis/sdk";
import { changesIn, typedValue } from "./asked.routes.ts";
import { decide } from "./approvals.ts";
import { besideLines } from "./beside-lines.ts";
import { readerOf } from "./calculation.view.ts";
import { productMeant } from "./meant.ts";
import { offerView, type Typed } from "./offer.view.ts";
import type { Offers } from "./offers.ts";

export interface OfferNeeds {
  readonly db: Queryable;
  readonly offers: Offers;
  readonly records: Records;
  readonly kinds: { seenBy(actor: Actor): KindsSeen };
  readonly pages: Pages;
}

/** The lines of a deal: a table one types into, a box to add to it, and the same as JSON. */
export function offerRoutes(needs: OfferNeeds): Router {
  const { offers, records, kinds, pages } = needs;
  const router = new Router();

  router.get("/api/v1/products/offers/:id", async (ctx) => {
    ctx.body = await offers.of(actorOf(ctx), idIn(ctx));
  });

  router.get("/deal-lines/of/:id", async (ctx) => await show(ctx, needs));

  router.post("/deal-lines/of/:id/additions", async (ctx) => {
    await orAgain(ctx, needs, async (deal) => {
      const { what, quantity } = addedIn(ctx, kinds.seenBy(actorOf(ctx)));
      const meant = await productMeant(records, actorOf(ctx), what);
      const input = { product: meant.product, quantity: quantity ?? meant.quantity };
      const line = await offers.add(actorOf(ctx), deal, input);
      told(ctx, "products.line_added", line);
    });
  });

  router.post("/deal-lines/of/:id/changes", async (ctx) => {
    await orAgain(ctx, needs, async (deal) => {
      const { lines } = await offers.of(actorOf(ctx), deal);
      const changes = changesIn(ctx, kinds.seenBy(actorOf(ctx)), lines);
      await offers.change(actorOf(ctx), deal, changes);
      messageTo(ctx, say(ctx, "products.lines_saved", { count: changes.length }));
    });
  });

  router.post("/deal-lines/of/:id/removal", async (ctx) => {
    const line = await offers.remove(actorOf(ctx), idIn(ctx), formIn(ctx).text("line"));
    told(ctx, "products.line_removed", line);
    pages.go(ctx, tabOf(idIn(ctx)));
  });

  for (const [what, decision] of [
    ["approval", "approved"],
    ["refusal", "refused"],
  ] as const)
    router.post(`/deal-lines/of/:id/${what}`, async (ctx) => {
      await orAgain(ctx, needs, async () => {
        const ids = [formIn(ctx).text("line")];
        const { said, values } = await decide(records, actorOf(ctx), { ids, decision });
        messageTo(ctx, say(ctx, said, values));
      });
    });

  return router;
}

const tabOf = (deal: string): string => `/deals/${deal}?tab=products.lines`;

function told(ctx: Context, key: string, line: Rec): void {
  const undo = undoPath({ kind: "deal_line", recordId: line.id, version: line.version });
  messageTo(ctx, { text: say(ctx, key, { name: line["name"] }), undo });
}

/** Does something and shows the deal again; what was typed wrongly is shown with its sentence, and nothing was written. */
async function orAgain(ctx: Context, needs: OfferNeeds, work: (deal: string) => Promise<void>): Promise<void> {
  try {
    await work(idIn(ctx));
    needs.pages.go(ctx, tabOf(idIn(ctx)));
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    ctx.status = 422;
    const values = Object.fromEntries(formIn(ctx).entries());
    await show(ctx, needs, { values, problems: error.problems });
  }
}

/** The lines on a page of their own: where something was typed wrongly. */
async function show(ctx: Context, { db, offers, records, pages }: OfferNeeds, typed?: Typed): Promise<void> {
  const [actor, id] = [actorOf(ctx), idIn(ctx)];
  const deal = await records.get(actor, "deal", id);
  const offer = await offers.of(actor, id);
  const beside = await besideLines({ db, records }, offer.lines, readerOf(ctx));
  const view = {
    ...offerView(offer, { actor, deal: id, typed, say: sentence(ctx), ...beside }),
    title: say(ctx, "deal-lines.many"),
    where: String(deal["name"]),
    breadcrumb: [
      { label: say(ctx, "deals.many"), path: "/deals" },
      { label: String(deal["name"]), path: tabOf(id) },
    ],
  };
  pages.show(ctx, "products/lines", view);
}

const sentence =
  (ctx: Context) =>
  ({ message, values, pointer }: Problem): string => {
    const name = pointer.split("/").at(-1) ?? "";
    const field = name === "what" ? say(ctx, "products.what") : say(ctx, `deal-lines.field.${name}`);
    return say(ctx, message, { ...values, field });
  };

/** What the box says: a blank quantity is that of the barcode, or one. */
function addedIn(ctx: Context, seen: KindsSeen): { readonly what: string; readonly quantity: string | null } {
  const [form, actor] = [formIn(ctx), actorOf(ctx)];
  const what = form.text("what");
  if (what === "") throw new Invalid([problemAt("what", "required", { field: "what" })]);
  const box = { name: "quantity", text: form.text("quantity"), at: "quantity", currency: "" };
  return { what, quantity: typedValue(seen, actor, box) as string | null };
}
