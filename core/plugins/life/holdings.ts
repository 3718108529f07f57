// The tables of a plugin's own schema, as they are in the database now.
import type { Queryable } from "../../db/database.ts";
import { quoted } from "../../records/query/sql.ts";
import { schemaOf } from "../manifest/kinds.ts";

/** Their names, without the schema's; those that were taken away are none. */
export async function tablesHeld(db: Queryable, plugin: string): Promise<readonly string[]> {
  const text = `select table_name as name from information_schema.tables
    where table_schema = $1 and table_type = 'BASE TABLE' order by 1`;
  return (await db.query<{ name: string }>({ text, values: [schemaOf(plugin)] })).map(({ name }) => name);
}

/** A table, and how many rows it has: counted up to `MOST_COUNTED`, which stands for more. */
export interface HeldTable {
  readonly name: string;
  readonly rows: number;
}

export const MOST_COUNTED = 10_000;

export async function rowsHeld(db: Queryable, plugin: string): Promise<readonly HeldTable[]> {
  const names = await tablesHeld(db, plugin);
  if (names.length === 0) return [];
  const counts = names.map((name, at) => {
    const rows = `select from ${quoted(`${schemaOf(plugin)}.${name}`)} limit ${MOST_COUNTED}`;
    return `select ${at} as at, (select count(*)::int from (${rows}) r) as rows`;
  });
  const found = await db.query<{ at: number; rows: number }>({ text: counts.join(" union all ") });
  return found.map(({ at, rows }) => ({ name: names[at] ?? "", rows }));
}
