// Blind counts: what was there stands beside the lines until the count is booked, where no list, file or program of those who count sees it.
import { type Actor, may, type Queryable, type Rec, type Transaction } from "trellis/sdk";

/** Whether a document is a blind count that goes on, whether its page says what was there, and what that is for whoever may book it. */
export async function blindIn(db: Queryable, actor: Actor, { id, type, state, blind }: Rec) {
  const isCount = type === "count";
  const isBlind = isCount && state === "counting" && blind === true;
  const mayBook = may(actor, "warehouse.post");
  const hidden = isBlind && mayBook ? await hiddenOf(db, id) : new Map<string, string>();
  return { isBlind, saysExpected: isCount && (mayBook || !isBlind), hidden };
}

/** By the id of the line; of any document that is no blind count nothing. */
async function hiddenOf(db: Queryable, document: string): Promise<ReadonlyMap<string, string>> {
  const text = `select b.line_id as line, b.expected::text from plugin_warehouse.blind_counts b
    join plugin_warehouse.stock_lines l on l.id = b.line_id where l.document_id = $1`;
  const rows = await db.query<{ line: string; expected: string }>({ text, values: [document] });
  return new Map(rows.map(({ line, expected }) => [line, expected]));
}

/** The count is booked: its lines say what had been there. */
export async function reveal(trx: Transaction, document: string): Promise<void> {
  const text = `with shown as (delete from plugin_warehouse.blind_counts b using plugin_warehouse.stock_lines l
      where l.id = b.line_id and l.document_id = $1 returning b.line_id, b.expected)
    update plugin_warehouse.stock_lines l set expected = shown.expected from shown where l.id = shown.line_id`;
  await trx.query({ text, values: [document] });
}

/** The count is given up: nobody learns what it was held against. */
export async function forget(trx: Transaction, document: string): Promise<void> {
  const text = `delete from plugin_warehouse.blind_counts b using plugin_warehouse.stock_lines l
    where l.id = b.line_id and l.document_id = $1`;
  await trx.query({ text, values: [document] });
}
