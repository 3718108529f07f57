// Looks through the whole data base for words that must not be in it.
import type { Database } from "../../core/db/database.ts";

const columns = `select c.table_schema as schema, c.table_name as table, c.column_name as column, c.data_type as type
  from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
  where t.table_type = 'BASE TABLE' and c.table_schema not in ('pg_catalog', 'information_schema')
    and c.data_type in ('text', 'character varying', 'jsonb', 'json', 'ARRAY', 'bytea') order by 1, 2, 3`;

interface Column {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
  readonly type: string;
}

/** The columns, as `table.column`, in which one of the words stands, in any case and script of the row's text. */
export async function wordsIn(db: Database, words: readonly string[]): Promise<string[]> {
  const all = await db.query<Column & object>({ text: columns });
  const found: string[] = [];
  for (const { schema, table, column, type } of all) {
    const as = type === "bytea" ? `encode("${column}", 'escape')` : `"${column}"::text`;
    const text = `select 1 from "${schema}"."${table}" where lower(${as}) like any ($1) limit 1`;
    const rows = await db.query({ text, values: [words.map((word) => `%${word.toLowerCase()}%`)] });
    if (rows.length > 0) found.push(`${table}.${column}`);
  }
  return found;
}
