// Trees that must not bite their own tail: companies and their parents, classifiers.
import type { Queryable } from "../db/database.ts";

const climb = (table: "companies" | "classifier_nodes"): string =>
  `with recursive above as (
    select id, parent_id, 1 as height from ${table} where id = $1
    union all
    select up.id, up.parent_id, above.height + 1 from ${table} up join above on up.id = above.parent_id where above.height < 100
  ) select 1 from above where id = $2 limit 1`;

/** True when `parent` is the record itself or stands somewhere below it. */
export async function isBelow(
  db: Queryable,
  table: "companies" | "classifier_nodes",
  node: { id: string; parent: string },
): Promise<boolean> {
  if (node.id === node.parent) return true;
  const rows = await db.query({ name: `contacts.above.${table}`, text: climb(table), values: [node.parent, node.id] });
  return rows.length > 0;
}
