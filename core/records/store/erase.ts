// The end of a record: its row, what hangs on it, and what was written down of it anywhere. What stays is that it was.
import { type Database, sqlState, type Transaction } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { Conflict } from "../../kernel/errors.ts";
import { forgetRows } from "../import/forget.ts";
import type { Kind } from "../kind.ts";
import type { Kinds } from "../kinds.ts";
import { quoted } from "../query/sql.ts";
import { insertLines } from "./bulk-sql.ts";
import { neededIds } from "./needed.ts";

// For whom the database writes down that history was forgotten.
const named = "select set_config('trellis.actor', $1, true), set_config('trellis.source', $2, true)";

const FOREIGN_KEY = "23503";

interface Erasing {
  readonly db: Database;
  readonly kinds: Kinds;
}

/** Deletes a record for good; the history says that it was, not what it was. Refused while other records need it. */
export async function eraseRecord({ db, kinds }: Erasing, actor: Actor, name: string, id: string): Promise<void> {
  const kind = kinds.get(name);
  try {
    await db.transaction(async (trx) => {
      await trx.query({ text: named, values: [actor.id, actor.source] });
      const ids = [id, ...((await kind.hooks?.absorbed?.(trx, id)) ?? [])];
      const below = await hangingOn(trx, kinds, kind, ids);
      await forgetRows(trx, ids);
      await forgetBeside(trx, kind, ids);
      await kind.hooks?.erase?.(trx, ids);
      await deleteRows(trx, actor, kind, ids);
      // Not every reference is a foreign key; what went along with the record needs it no more.
      if ((await neededIds(kinds, kind, ids, trx)).size > 0) throw new Conflict("records.still_needed");
      for (const [one, rows] of [...below, [kind.name, ids] as const])
        await trx.query({ text: "select forget_history($1, $2::uuid[])", values: [one, rows] });
    });
  } catch (error) {
    if (sqlState(error) === FOREIGN_KEY) throw new Conflict("records.still_needed", {}, { cause: error });
    throw error;
  }
}

async function deleteRows(trx: Transaction, actor: Actor, kind: Kind, ids: readonly string[]): Promise<void> {
  const text = `delete from ${quoted(kind.table)} where id = any($1::uuid[]) returning id, version`;
  const gone = await trx.query<{ id: string; version: number }>({ text, values: [ids] });
  const nothing = { action: "erased", before: null, after: null, operationId: null } as const;
  const lines = gone.map(({ id, version }) => ({ ...nothing, recordId: id, version: version + 1 }));
  await trx.query(insertLines(kind, actor, null, lines));
}

const hangingText = `select c.relname as table, a.attname as column from pg_constraint f
  join pg_class c on c.oid = f.conrelid join pg_attribute a on a.attrelid = f.conrelid and a.attnum = f.conkey[1]
  where f.contype = 'f' and f.confdeltype = 'c' and f.confrelid = $1::regclass`;

/** Records that PostgreSQL deletes along with these, by kind: their history goes too. */
async function hangingOn(
  trx: Transaction,
  kinds: Kinds,
  { table }: Kind,
  ids: readonly string[],
): Promise<(readonly [string, readonly string[]])[]> {
  const found = await trx.query<{ table: string; column: string }>({ text: hangingText, values: [quoted(table)] });
  const below = found.flatMap((one) =>
    kinds.all().flatMap((kind) => (kind.table === one.table ? [{ ...one, kind: kind.name }] : [])),
  );
  return await Promise.all(
    below.map(async ({ kind, table: from, column }) => {
      const text = `select id from ${quoted(from)} where ${quoted(column)} = any($1::uuid[])`;
      const rows = await trx.query<{ id: string }>({ text, values: [ids] });
      return [kind, rows.map((row) => row.id)] as const;
    }),
  );
}

/** What the engine keeps about a record elsewhere. Its files go with the next nightly run, their names at once. */
async function forgetBeside(trx: Transaction, { name }: Kind, ids: readonly string[]): Promise<void> {
  const ofKind = "record_kind = $2 and record_id = any($1::text[])";
  for (const text of [
    "update files set record_id = null, name = '', uploaded_at = 'epoch', uploaded_by = 'erased' where record_id = any($1::uuid[])",
    `select forget_history('note', array(select id from notes where ${ofKind}))`,
    `delete from notes where ${ofKind}`,
    "delete from external_ids where kind = $2 and record_id = any($1::uuid[])",
    "delete from idempotency_keys where exists (select from unnest($1::text[]) id where position(id in answer::text) > 0)",
  ])
    await trx.query({ text, values: text.includes("$2") ? [ids, name] : [ids] });
}
