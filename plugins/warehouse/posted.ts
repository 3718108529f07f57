// What others hear of goods that moved: the operators a number, whoever listens that nothing is left of something.
import type { Actor, OwnAdoption, OwnEvents, OwnMetrics, Transaction } from "trellis/sdk";
import type { StockDocument } from "./document.ts";
import { exact } from "../products/api.ts";
import type { Movement } from "./ledger.ts";
import { direction } from "./places.ts";

/** A document that was carried out. */
export interface Posted {
  readonly actor: Actor;
  readonly document: StockDocument;
  readonly movements: readonly Movement[];
}

interface Needs {
  readonly ownEvents: OwnEvents;
  readonly metrics: OwnMetrics;
  readonly adoption: OwnAdoption;
}

export async function tellPosted(
  { ownEvents, metrics, adoption }: Needs,
  trx: Transaction,
  posted: Posted,
): Promise<void> {
  const { actor, document, movements } = posted;
  trx.afterCommit(() => metrics.count("documents_posted", { type: document.type }));
  await adoption.record(actor, "warehouse.posted", trx);
  for (const recordId of await ranOut(trx, movements))
    await ownEvents.emit(actor, { topic: "warehouse.ran_out", recordId, payload: { document: document.id } }, trx);
}

/** Products of which there was something before these moves, and nothing after. */
async function ranOut(trx: Transaction, movements: readonly Movement[]): Promise<readonly string[]> {
  const leaving = movements.filter(({ from, to }) => direction(from, to) === "out");
  const products = [...new Set(leaving.map(({ product }) => product))];
  if (products.length === 0) return [];
  const text = `select product_id as product, quantity::text from plugin_warehouse.stock_values
    where product_id = any($1::uuid[]) and quantity <= 0`;
  const rows = await trx.query<{ product: string; quantity: string }>({ text, values: [products] });
  const moved = (product: string) =>
    leaving.filter((one) => one.product === product).reduce((sum, one) => sum.plus(one.quantity), exact("0"));
  return rows.filter(({ product, quantity }) => moved(product).plus(quantity).gt(0)).map(({ product }) => product);
}
