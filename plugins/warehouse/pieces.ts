// What the warehouse adds to pages: a document's lines and steps, a product's stock, and what there is for a deal.
import { type Actor, type Database, type Host, may, type Problem, type Records } from "trellis/sdk";
import { productNames } from "../products/api.ts";
import type { DealStock } from "./deal-stock.ts";
import { documentView } from "./document.view.ts";
import { movesView, traceView } from "./trace.view.ts";
import { tracksAnything } from "./tracking.ts";
import { kitStockOf } from "./kits.ts";
import { lotsOf } from "./lot-stock.ts";
import { stockOf, worthOf } from "./stock.ts";

interface Needs {
  readonly db: Database;
  readonly records: Records;
  readonly dealStock: DealStock;
  readonly sales: { setup(): Promise<{ readonly currency: string }> };
  say(language: string, key: string): string;
}

export function addPieces(host: Host, { db, records, dealStock, sales, say }: Needs): void {
  host.panel({
    id: "warehouse.document",
    kind: "stock_document",
    place: "head",
    title: "stock-lines.many",
    order: 10,
    template: "warehouse/_document",
    view: async (actor, id) => {
      const suggestions = await productNames(records, actor);
      return await documentView(actor, id, {
        db,
        records,
        suggestions,
        hasLots: await tracksAnything(db),
        say: (one: Problem) => say(actor.language, one.message),
      });
    },
  });
  host.panel({
    id: "warehouse.stock",
    kind: "product",
    place: "side",
    title: "warehouse.stock",
    order: 20,
    template: "warehouse/_stock",
    view: async (actor, id) => await stockView({ db, sales }, actor, id),
  });
  host.panel({
    id: "warehouse.deal",
    kind: "deal",
    place: "side",
    title: "warehouse.stock",
    order: 30,
    template: "warehouse/_deal",
    view: async (actor, deal) => await dealView(dealStock, actor, deal),
  });
}

/** Where a lot or a product came from and went, on its page. */
export function addTrace(host: Host, { db, records, say }: Pick<Needs, "db" | "records" | "say">): void {
  host.panel({
    id: "warehouse.trace",
    kind: "stock_lot",
    place: "head",
    title: "warehouse.trace",
    order: 10,
    template: "warehouse/_trace",
    view: async (actor, id) => await traceView(actor, id, { db, records, say: (key) => say(actor.language, key) }),
  });
  host.panel({
    id: "warehouse.moves",
    kind: "product",
    place: "tab",
    title: "warehouse.moves",
    order: 20,
    template: "warehouse/_moves",
    view: async (actor, id) => await movesView(actor, id, { db, records, say: (key) => say(actor.language, key) }),
  });
}

async function stockView({ db, sales }: Pick<Needs, "db" | "sales">, actor: Actor, id: string) {
  const lots = await lotsOf(db, id);
  const locations = (await stockOf(db, id)).map((one) => ({
    ...one,
    kept: one.reserved !== "0",
    lots: lots.filter(({ location }) => location === one.location),
  }));
  const worth = may(actor, "warehouse.costs") ? await worthOf(db, id) : undefined;
  const { currency } = await sales.setup();
  const kit = (await kitStockOf(db, id)) ?? null;
  return { locations, kit, worth: worth ? { amount: worth.value, currency } : null };
}

async function dealView(dealStock: DealStock, actor: Actor, deal: string): Promise<object | undefined> {
  const goods = (await dealStock.of(actor, deal)).map((one) => ({ ...one, isKept: one.kept !== "0" }));
  if (goods.length === 0) return undefined;
  const isKept = goods.some((one) => one.isKept);
  return { deal, goods, isKept, mayKeep: may(actor, "warehouse.reserve") };
}
