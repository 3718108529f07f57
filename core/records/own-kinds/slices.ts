// A kind's records go slice by slice, each in a transaction of its own: a million at once would hold up everybody who writes.
import type { Database } from "../../db/database.ts";
import { looseFiles } from "../files/claim.ts";
import { forgetRecords } from "../kind-tables/erase.ts";
import { quoted } from "../query/sql.ts";

const SLICE = 2_000;

/** What is left after a slice: more records, none, or not even the kind, because another process came first. */
export type Left = "some" | "none" | "nothing";

/**
 * Forgets lines of history, notes and files that are left over when a kind's records are gone; false when it was time to stop.
 * Not a part of the last step: to look for them reads the whole history, and meanwhile nobody could define anything.
 */
export async function forgetRest(db: Database, name: string, isOver: () => boolean): Promise<boolean> {
  for (let more = SLICE; more === SLICE; ) {
    if (isOver()) return false;
    const text = "select forget_history_some($1, $2) as n";
    const [row] = await db.query<{ n: number }>({ text, values: [name, SLICE] });
    more = row?.n ?? 0;
  }
  await db.transaction((trx) => forgetRecords(trx, name));
  return true;
}

/** Erases some records of a kind with all that hangs on them. */
export async function eraseSlice(db: Database, { name, table }: { name: string; table: string }): Promise<Left> {
  return await db.transaction(async (trx) => {
    await trx.query({
      text: "select pg_advisory_xact_lock(hashtextextended('erase kind ' || $1, 21))",
      values: [name],
    });
    const kinds = await trx.query({ text: "select 1 from own_kinds where name = $1 and erasing", values: [name] });
    if (kinds.length === 0) return "nothing";
    const text = `delete from ${quoted(table)} where id in (select id from ${quoted(table)} limit ${SLICE}) returning id`;
    const ids = (await trx.query<{ id: string }>({ text })).map((row) => row.id);
    for (const hanging of [
      "select forget_history($1, $2::uuid[])",
      "select forget_history('note', array(select id from notes where record_kind = $1 and record_id = any($2::text[])))",
      "delete from notes where record_kind = $1 and record_id = any($2::text[])",
      "delete from external_ids where kind = $1 and record_id = any($2::uuid[])",
    ])
      await trx.query({ text: hanging, values: [name, ids] });
    await looseFiles(trx, ids);
    return ids.length < SLICE ? "none" : "some";
  });
}
