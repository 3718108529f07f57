// What is done is not changed: what was wrong is taken back by a document that moves everything the other way.
import { type Actor, type Database, Invalid, keyOf, type Rec, type Records, type Transaction } from "trellis/sdk";
import { exact } from "../products/api.ts";
import type { Correction, Movement, Posting } from "./ledger.ts";
import { post } from "./ledger.ts";
import { problem } from "./problem.ts";
import { working } from "./working.ts";

interface Needs {
  readonly db: Database;
  readonly records: Records;
}

interface Reversal {
  readonly actor: Actor;
  /** The document that is taken back. */
  readonly document: Rec;
  /** What the new one is called. */
  readonly name: string;
  readonly at: string;
  readonly policyOf: Posting["policyOf"];
}

/** Makes and posts the opposite of a done document; answers it with what it corrects. */
export async function reverse(
  trx: Transaction,
  { records }: Pick<Needs, "records">,
  { actor, document, name, at, policyOf }: Reversal,
): Promise<{ readonly document: Rec; readonly corrections: readonly Correction[] }> {
  const movements = await opposite(trx, document.id);
  working.add(keyOf(trx));
  const kept = { type: document["type"], location: document["location"], toLocation: document["toLocation"] };
  const about = { company: document["company"], deal: document["deal"] };
  const made = await records.create(
    actor,
    "stock_document",
    { ...kept, ...about, name, state: "done", doneAt: at },
    { trx },
  );
  for (const { product, quantity, number } of movements)
    await records.create(actor, "stock_line", { document: made.id, product, quantity, lot: number }, { trx });
  const corrections = await post(trx, { document: made.id, at, by: actor.id, movements, policyOf });
  return { document: made, corrections };
}

interface DoneRow {
  readonly id: string;
  readonly product: string;
  readonly from: string;
  readonly to: string;
  readonly quantity: string;
  readonly goes: string;
  readonly value: string;
  /** It left before it came. */
  readonly provisional: boolean;
  readonly reversed: boolean;
  readonly lot: string | null;
  /** Of the lot. */
  readonly number: string | null;
}

interface Opposite extends Movement {
  readonly number: string | null;
}

/** What left comes back at what it left with, and what came leaves at what it came with; where that was only believed, at what those are worth that are there. */
async function opposite(trx: Transaction, document: string): Promise<readonly Opposite[]> {
  const text = `select m.id::text, m.product_id as product, m.from_id as "from", m.to_id as "to", trim_scale(m.quantity)::text as quantity,
      m.goes, v.value::text, v.provisional, m.lot_id as lot,
      (select t.name from plugin_warehouse.stock_lots t where t.id = m.lot_id) as number, exists (select from plugin_warehouse.moves r where r.reverses = m.id) as reversed
    from plugin_warehouse.moves m join plugin_warehouse.move_values v on v.move_id = m.id
    where m.document_id = $1 order by m.id desc for update of v`;
  const rows = await trx.query<DoneRow & object>({ text, values: [document] });
  if (rows.some(({ reversed }) => reversed)) throw new Invalid([problem("state", "reversed_already")]);
  return rows.map(({ id, product, from, to, quantity, goes, value, provisional, lot, number }) => ({
    line: null,
    product,
    from: to,
    to: from,
    quantity,
    cost: goes !== "within" && !provisional ? exact(value).div(quantity).toFixed(6) : null,
    reverses: id,
    lot,
    number,
  }));
}
