// A kind's end: its table, and every row elsewhere that only meant something beside it.
import type { Queryable } from "../../db/database.ts";
import type { KindDefinition } from "../kind.ts";
import { dropKindTable } from "./table.ts";

const definitions = ["record_runs", "rules", "field_aliases", "field_access", "search_rewrites", "layouts", "fields"];
const byName = [...definitions, "views", "external_ids", "import_mappings"];

/** The history keeps that its records were there, not what they were; nothing else stays. */
export async function eraseKind(
  trx: Queryable,
  { name, plural, table }: Pick<KindDefinition, "name" | "plural" | "table">,
): Promise<void> {
  const notes = "select forget_history('note', array(select id from notes where record_kind = $1))";
  for (const text of [
    notes,
    "delete from notes where record_kind = $1",
    "update files set record_id = null, uploaded_at = 'epoch', uploaded_by = 'erased' where kind = $1",
    "select forget_history($1)",
    ...byName.map((of) => `delete from ${of} where kind = $1`),
  ])
    await trx.query({ text, values: [name] });
  await trx.query({ text: "delete from role_grants where permission like $1 || '.%'", values: [plural] });
  await dropKindTable(trx, { table });
}
