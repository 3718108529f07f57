// Everything a plugin keeps, as lines of JSON, while it is on, off or put away: what purging it would delete.
import type { Database } from "../../db/database.ts";
import { columnOf, type CustomField } from "../../records/fields/custom-field.ts";
import { readFields } from "../../records/fields/field-rows.ts";
import { quoted } from "../../records/query/sql.ts";
import { schemaOf } from "../manifest/kinds.ts";
import { tablesHeld } from "./holdings.ts";

interface TakingOut {
  readonly db: Database;
  /** The table of a kind; undefined for one that is not there. */
  tableOf(kind: string): string | undefined;
  /** Tables that it takes out; all if left out. */
  readonly wanted?: readonly string[] | undefined;
}

const BATCH = 1000;
/** Before the first row of every table. */
const START = "(0,0)";

/** `{"table", "row"}` of its own tables, then `{"kind", "id", "fields"}` of records that hold values of its fields. */
export async function* dataOf({ db, tableOf, wanted }: TakingOut, plugin: string): AsyncGenerator<string> {
  const schema = schemaOf(plugin);
  for (const name of await tablesHeld(db, plugin)) {
    if (wanted && !wanted.includes(name)) continue;
    const text = `select t.ctid::text as at, to_jsonb(t) as row from ${quoted(schema)}.${quoted(name)} t`;
    for await (const { row } of rowsOf(db, text)) yield JSON.stringify({ table: name, row });
  }
  const brought = (await readFields(db)).filter(({ owner }) => owner === plugin);
  for (const [kind, fields] of Map.groupBy(brought, (field) => field.kind)) {
    const table = tableOf(kind);
    if (table !== undefined) yield* valuesOf(db, { kind, table, fields });
  }
}

interface OfKind {
  readonly kind: string;
  readonly table: string;
  readonly fields: readonly CustomField[];
}

/** By the fields' keys; a value of several columns, such as money, is an object of them. */
async function* valuesOf(db: Database, { kind, table, fields }: OfKind): AsyncGenerator<string> {
  const text = `select t.ctid::text as at, t.id, to_jsonb(t) || coalesce(t.ext, '{}') as row from ${quoted(table)} t`;
  for await (const { id, row } of rowsOf(db, text)) {
    const held = fields.map((field) => [field.key, valueIn(row, columnOf(field))] as const);
    const values = Object.fromEntries(held.filter(([, value]) => value !== undefined));
    if (Object.keys(values).length > 0) yield JSON.stringify({ kind, id, fields: values });
  }
}

function valueIn(row: Readonly<Record<string, unknown>>, column: string): unknown {
  const own = row[column] ?? undefined;
  const parts = Object.entries(row).filter(([name, value]) => name.startsWith(`${column}_`) && value !== null);
  if (parts.length === 0) return own;
  return {
    ...(own !== undefined && { value: own }),
    ...Object.fromEntries(parts.map(([name, value]) => [name.slice(column.length + 1), value])),
  };
}

interface Row {
  readonly at: string;
  readonly id?: string;
  readonly row: Readonly<Record<string, unknown>>;
}

/** All rows, a thousand at a time, in the order in which they lie there. */
async function* rowsOf(db: Database, select: string): AsyncGenerator<Row> {
  let after = START;
  for (;;) {
    const text = `${select} where t.ctid > $1::tid order by t.ctid limit ${BATCH}`;
    const rows = await db.query<Row>({ text, values: [after] });
    for (const row of rows) yield row;
    const last = rows.at(-1);
    if (!last || rows.length < BATCH) return;
    after = last.at;
  }
}
