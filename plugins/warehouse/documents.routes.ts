import {
  type Actor,
  actorOf,
  type Context,
  type Database,
  formIn,
  idIn,
  Invalid,
  type KindsSeen,
  messageTo,
  type Pages,
  type Problem,
  problemAt,
  type Records,
  Router,
  say,
} from "trellis/sdk";
import { productMeant, productNames } from "../products/api.ts";
import { documentView, type Typed } from "./document.view.ts";
import type { Documents, Outcome, Step } from "./documents.ts";
import { scannedLot } from "./scanned-lot.ts";
import { tracksAnything } from "./tracking.ts";

export interface DocumentNeeds {
  readonly db: Database;
  readonly documents: Documents;
  readonly records: Records;
  readonly kinds: { seenBy(actor: Actor): KindsSeen };
  readonly pages: Pages;
}

const back = (ctx: Context): string => `/stock-documents/${idIn(ctx)}`;

/** A document's lines and steps, on its own page. */
export function documentRoutes(needs: DocumentNeeds): Router {
  const { documents, records, pages } = needs;
  const router = new Router({ prefix: "/stock-documents/:id" });

  router.post("/additions", async (ctx) => {
    await orAgain(ctx, needs, async () => {
      const input = await lineIn(ctx, needs);
      const line = await records.create(actorOf(ctx), "stock_line", { document: idIn(ctx), ...input });
      messageTo(ctx, say(ctx, "warehouse.line_added", { name: line["name"] }));
      pages.go(ctx, back(ctx));
    });
  });

  router.post("/removal", async (ctx) => {
    const line = await records.remove(actorOf(ctx), "stock_line", formIn(ctx).text("line"));
    messageTo(ctx, say(ctx, "warehouse.line_removed", { name: line["name"] }));
    pages.go(ctx, back(ctx));
  });

  router.post("/steps", async (ctx) => {
    await orAgain(ctx, needs, async () => {
      const outcome = await taken(ctx, documents);
      if (!outcome) return;
      const { document, corrections } = outcome;
      if (corrections.length > 0 && formIn(ctx).text("agreed") === "") return showCorrections(ctx, needs, outcome);
      const isProposal = formIn(ctx).text("step") === "lots";
      const now = isProposal ? "warehouse.lots_proposed" : `warehouse.now.${String(document["state"])}`;
      messageTo(ctx, say(ctx, now, { name: document["name"] }));
      pages.go(ctx, `/stock-documents/${document.id}`);
    });
  });

  return router;
}

/** Takes the step that was asked for; what would change costs of the past is first only tried. */
async function taken(ctx: Context, documents: Documents): Promise<Outcome | undefined> {
  const [actor, id, form] = [actorOf(ctx), idIn(ctx), formIn(ctx)];
  const version = Number(form.text("version")) || undefined;
  const step: Step = { version };
  const what = form.text("step");
  if (what === "confirmation") return await documents.confirm(actor, id, step);
  if (what === "cancellation") return await documents.cancel(actor, id, step);
  if (what === "lots") return await documents.proposeLots(actor, id, step);
  if (what === "reversal") return await documents.reverse(actor, id, { version, name: say(ctx, "warehouse.reversal") });
  if (form.text("agreed") !== "") return await documents.complete(actor, id, step);
  const tried = await documents.complete(actor, id, { ...step, rehearsal: true });
  return tried.corrections.length > 0 ? tried : await documents.complete(actor, id, step);
}

/** A late document says what it changes before it is carried out. */
async function showCorrections(
  ctx: Context,
  { records, pages }: DocumentNeeds,
  { corrections }: Outcome,
): Promise<void> {
  const [actor, id] = [actorOf(ctx), idIn(ctx)];
  const document = await records.get(actor, "stock_document", id);
  const lines = [];
  for (const { product, costOfGoods } of corrections)
    lines.push({ name: (await records.find(actor, "product", product))?.["name"] ?? "", amount: costOfGoods });
  const view = {
    title: say(ctx, "warehouse.corrections"),
    where: String(document["name"]),
    breadcrumb: crumbs(ctx, document["name"]),
    id,
    version: document.version,
    lines,
  };
  pages.show(ctx, "warehouse/corrections", view);
}

const crumbs = (ctx: Context, name: unknown) => [
  { label: say(ctx, "stock-documents.many"), path: "/stock-documents" },
  { label: String(name), path: back(ctx) },
];

/** What the box says: the product, how many, and what one costs. */
async function lineIn(ctx: Context, { db, records, kinds }: DocumentNeeds) {
  const [form, actor] = [formIn(ctx), actorOf(ctx)];
  const what = form.text("what");
  if (what === "") throw new Invalid([problemAt("what", "required", { field: "what" })]);
  const meant = await productMeant(records, actor, what);
  const quantity = typedIn(ctx, kinds.seenBy(actor), "quantity") ?? meant.quantity;
  const [cost, lot, expires] = (["cost", "lot", "expires"] as const).map((name) =>
    typedIn(ctx, kinds.seenBy(actor), name),
  );
  const scanned = await scannedLot(db, meant);
  // Where there is no box for it, nothing comes that could be good until then.
  const scannedDay = lot === null && form.has("expires") ? scanned.expires : null;
  const said = { cost, lot: lot ?? scanned.lot, expires: expires ?? scannedDay };
  return {
    product: meant.product,
    quantity,
    ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null)),
  };
}

/** What a box says, as the person's language writes it; null where there is no box, or nothing was typed. */
function typedIn(ctx: Context, seen: KindsSeen, name: "quantity" | "cost" | "lot" | "expires"): string | null {
  const { language, timeZone } = actorOf(ctx);
  const field = seen.get("stock_line").byPath.get(name);
  const text = formIn(ctx).find(name) ?? "";
  const read = field?.type.parse(text, field.schema, { language, timeZone, currency: "", country: "" });
  if (!read) return null;
  if (read.ok) return read.value as string | null;
  throw new Invalid(read.problems.map((problem) => ({ ...problem, pointer: `/${name}` })));
}

/** Does something; what does not fit is said on the document's lines, with what was typed. */
async function orAgain(ctx: Context, needs: DocumentNeeds, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    ctx.status = 422;
    await showAgain(ctx, needs, { values: Object.fromEntries(formIn(ctx).entries()), problems: error.problems });
  }
}

export async function showAgain(ctx: Context, { db, records, pages }: DocumentNeeds, typed: Typed): Promise<void> {
  const [actor, id] = [actorOf(ctx), idIn(ctx)];
  const { name } = (await records.get(actor, "stock_document", id)) as { readonly name?: unknown };
  const suggestions = await productNames(records, actor);
  const asking = { db, records, suggestions, hasLots: await tracksAnything(db), typed, say: sentence(ctx) };
  const page = { title: String(name), where: say(ctx, "stock-documents.many"), breadcrumb: crumbs(ctx, name) };
  pages.show(ctx, "warehouse/document", { ...(await documentView(actor, id, asking)), ...page });
}

const sentence =
  (ctx: Context) =>
  ({ message, values, pointer }: Problem): string => {
    const name = pointer.split("/").at(-1) ?? "";
    const key = name === "what" ? "warehouse.what" : `stock-lines.field.${name}`;
    return say(ctx, message, { ...values, field: say(ctx, key) });
  };
