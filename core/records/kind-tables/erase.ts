// A kind's end: its table, and every row elsewhere that only meant something beside it.
import type { Queryable } from "../../db/database.ts";
import type { KindDefinition } from "../kind.ts";
import { dropKindTable } from "./table.ts";

const definitions = ["record_runs", "rules", "field_aliases", "field_access", "search_rewrites", "layouts", "fields"];
const byName = [...definitions, "views", "external_ids", "import_mappings"];

/** What hung on its records; the history keeps that they were there, not what they were. */
export async function forgetRecords(trx: Queryable, name: string): Promise<void> {
  const notes = "select forget_history('note', array(select id from notes where record_kind = $1))";
  for (const text of [
    notes,
    "delete from notes where record_kind = $1",
    "update files set record_id = null, uploaded_at = 'epoch', uploaded_by = 'erased' where kind = $1",
    "select forget_history($1)",
  ])
    await trx.query({ text, values: [name] });
}

/** What was defined about it, and its table. */
export async function eraseKind(
  trx: Queryable,
  { table, ...kind }: Pick<KindDefinition, "name" | "plural" | "table">,
): Promise<void> {
  await forgetKind(trx, kind);
  await dropKindTable(trx, { table });
}

/** What was defined about it; its table goes another way. */
export async function forgetKind(
  trx: Queryable,
  { name, plural }: Pick<KindDefinition, "name" | "plural">,
): Promise<void> {
  for (const of of byName) await trx.query({ text: `delete from ${of} where kind = $1`, values: [name] });
  await trx.query({ text: "delete from role_grants where permission like $1 || '.%'", values: [plural] });
}
