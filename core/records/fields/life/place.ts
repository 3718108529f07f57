import type { Queryable } from "../../../db/database.ts";
import type { CustomField } from "../custom-field.ts";

/** Makes room for a field at a place among the fields of its kind; answers the place it is to have. */
export async function makeRoom(trx: Queryable, field: CustomField, position: number): Promise<number> {
  const others = "select id from fields where kind = $1 and id <> $2 order by position, created_at";
  const rows = await trx.query<{ id: string }>({ text: others, values: [field.kind, field.id] });
  const order = rows.map((row) => row.id);
  order.splice(position - 1, 0, field.id);
  const text = `update fields set position = wanted.at from unnest($1::uuid[]) with ordinality as wanted (id, at)
    where fields.id = wanted.id and position <> wanted.at and fields.id <> $2`;
  await trx.query({ text, values: [order, field.id] });
  return order.indexOf(field.id) + 1;
}
