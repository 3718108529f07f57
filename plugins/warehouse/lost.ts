// Goods that were sent and never arrived: they are written off from the way, and the rest goes on.
import { Invalid, type Problem, type Queryable } from "trellis/sdk";
import { exact, quantityProblems, unitOfProduct } from "../products/api.ts";
import type { StockDocument, StockLine } from "./document.ts";
import type { Movement } from "./ledger.ts";
import { outside } from "./places.ts";
import { problem } from "./problem.ts";

/** How many of which line are missing; undefined: all that is still on the way. */
export type Missing = ReadonlyMap<string, string> | undefined;

export interface Loss {
  readonly version: number | undefined;
  readonly reason: string;
  readonly missing: Missing;
}

/** A transfer with what is still on the way of each line: what was lost before does not arrive. */
export async function stillOnTheWay(db: Queryable, document: StockDocument): Promise<StockDocument> {
  if (document.type !== "transfer" || document.state !== "sent") return document;
  const text = `select line_id as line, trim_scale(sum(case when to_id = $2 then quantity else -quantity end))::text as quantity
    from plugin_warehouse.moves where document_id = $1 and (to_id = $2 or from_id = $2) group by 1`;
  const rows = await db.query<{ line: string; quantity: string }>({ text, values: [document.id, outside.transit] });
  const left = new Map(rows.map(({ line, quantity }) => [line, quantity]));
  const lines = document.lines.flatMap((line) => {
    const quantity = left.get(line.id) ?? "0";
    return exact(quantity).gt(0) ? [{ ...line, quantity }] : [];
  });
  return { ...document, lines };
}

/** From the way into losses; Invalid with the line where more is missing than was sent. */
export async function lostFrom(
  db: Queryable,
  { lines }: StockDocument,
  missing: Missing,
): Promise<readonly Movement[]> {
  const lost = lines.flatMap((line) => {
    const quantity = missing ? missing.get(line.id) : line.quantity;
    return quantity === undefined ? [] : [{ line, quantity }];
  });
  const known = new Set(lines.map(({ id }) => id));
  const strange = [...(missing?.keys() ?? [])].filter((id) => !known.has(id));
  const wrong: Problem[] = strange.map((id) => at(id, problem("quantity", "more_than_sent", { sent: "0" })));
  for (const one of lost) wrong.push(...(await amountProblems(db, one)));
  if (wrong.length > 0) throw new Invalid(wrong);
  if (lost.length === 0) throw new Invalid([problem("lines", "no_lines")]);
  return lost.map(({ line: { id, product, lotId }, quantity }) => ({
    line: id,
    product,
    from: outside.transit,
    to: outside.loss,
    quantity,
    cost: null,
    lot: lotId,
  }));
}

const at = (line: string, one: Problem): Problem => ({ ...one, pointer: `/lines/${line}` });

async function amountProblems(
  db: Queryable,
  { line, quantity }: { readonly line: StockLine; readonly quantity: string },
): Promise<readonly Problem[]> {
  const some = exact(quantity);
  if (some.lte(0)) return [at(line.id, problem("quantity", "not_positive"))];
  if (some.gt(line.quantity)) return [at(line.id, problem("quantity", "more_than_sent", { sent: line.quantity }))];
  const finely = quantityProblems("quantity", quantity, await unitOfProduct(db, line.product));
  return finely.map((one) => at(line.id, one));
}
