// An option that records have cannot simply vanish from a schema.
import type { Queryable } from "../../../db/database.ts";
import { Conflict } from "../../../kernel/errors.ts";
import { columnSql } from "../../query/column-sql.ts";
import { quoted } from "../../query/sql.ts";
import type { CustomField } from "../custom-field.ts";
import type { FieldSchema } from "../field.ts";
import { customField } from "../ready.ts";
import { optionsOf } from "../types/choice.ts";

/** Throws Conflict naming the first option that the new schema leaves out while records still have it. */
export async function refuseLostOptions(
  trx: Queryable,
  table: string,
  field: CustomField,
  schema: FieldSchema,
): Promise<void> {
  const kept = new Set(optionsOf(schema).map((option) => option.id));
  const lost = optionsOf(field.schema).flatMap(({ id }) => (kept.has(id) ? [] : [id]));
  if (lost.length === 0) return;
  const column = columnSql(customField(field), "t");
  const has = field.schema["x-type"] === "choices" ? `${column} @> array[option]` : `${column} = option`;
  const text = `select option from unnest($1::text[]) option
    where exists (select 1 from ${quoted(table)} t where ${has}) limit 1`;
  const [used] = await trx.query<{ option: string }>({ text, values: [lost] });
  if (used) throw new Conflict("fields.option_used", { option: used.option });
}
