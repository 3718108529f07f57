// How many records have what is about to go: the look that comes before an option or a field does.
import type { Queryable } from "../../../db/database.ts";
import { columnSql } from "../../query/column-sql.ts";
import { quoted } from "../../query/sql.ts";
import type { Field } from "../field.ts";

/** Records with any value, those in the trash too. */
export async function countFilled(db: Queryable, table: string, field: Field): Promise<number> {
  const has = field.columns.map((_, at) => `${columnSql(field, "t", at)} is not null`).join(" or ");
  const [row] = await db.query<{ n: number }>({
    text: `select count(*)::int as n from ${quoted(table)} t where ${has}`,
  });
  return row?.n ?? 0;
}

/** Records with each option of a choice or of several, by the option's id; what none has is left out. */
export async function countOptions(db: Queryable, table: string, field: Field): Promise<ReadonlyMap<string, number>> {
  const column = columnSql(field, "t");
  const each =
    field.type.name === "choices" ? `${quoted(table)} t, unnest(${column}) as o(option)` : `${quoted(table)} t`;
  const id = field.type.name === "choices" ? "o.option" : column;
  const text = `select ${id} as id, count(*)::int as n from ${each} where ${id} is not null group by 1`;
  const rows = await db.query<{ id: string; n: number }>({ text });
  return new Map(rows.map((row) => [row.id, row.n]));
}
