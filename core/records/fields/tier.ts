// Where the values of a new field are kept: columns of its own, or keys of the table's `ext` once there are very many fields.
import type { Queryable } from "../../db/database.ts";
import { Conflict } from "../../kernel/errors.ts";
import { quoted } from "../query/sql.ts";
import type { CustomField } from "./custom-field.ts";
import type { FieldSchema } from "./field.ts";
import { startNumbers } from "./numbering.ts";
import { isComputed, valueSchema } from "./value-schema.ts";
import { fieldTypes } from "./types/index.ts";

/** So many fields of a kind have columns of their own. */
export const MOST_IN_COLUMNS = 300;
/** PostgreSQL ends at 1,600 columns, dropped ones counted for ever; we stop early and warn earlier. */
export const columnLimits = { warn: 1_200, stop: 1_500, most: 1_600 } as const;

export interface PlaceWarning {
  readonly code: "columns_running_out";
  readonly used: number;
  readonly of: number;
}

export interface NewPlace {
  readonly kind: string;
  readonly table: string;
  readonly storage: string;
  readonly schema: FieldSchema;
}

export interface Place {
  readonly tier: CustomField["tier"];
  readonly warnings: readonly PlaceWarning[];
}

/** Makes room for a field inside the change that defines it. */
export async function placeField(trx: Queryable, place: NewPlace): Promise<Place> {
  const { table, storage, schema } = place;
  const type = fieldTypes.get(valueSchema(schema)["x-type"]);
  const columns = (type?.columns ?? []).map(({ suffix, sql }) => [`cf_${storage}${suffix}`, sql] as const);
  const used = await columnsUsed(trx, table);
  const tier = await tierOf(trx, place, used + columns.length);
  if (tier === "ext") return { tier, warnings: warningsAt(used) };
  for (const [column, sql] of columns)
    await trx.query({ text: `alter table ${quoted(table)} add column ${quoted(column)} ${sql}` });
  if (schema["x-type"] === "autoNumber") await startNumbers(trx, table, `cf_${storage}`);
  return { tier, warnings: warningsAt(used + columns.length) };
}

/** Payloads of integrations never get a column; what is to be unique, fast or counting needs one. */
async function tierOf(trx: Queryable, { kind, table, schema }: NewPlace, used: number): Promise<CustomField["tier"]> {
  const type = schema["x-type"];
  if (needsColumn(schema)) {
    if (used > columnLimits.stop) throw new Conflict("fields.no_columns_left", { table, maximum: columnLimits.most });
    return "column";
  }
  if (type === "json" || used > columnLimits.stop) return "ext";
  const text = "select count(*)::int as n from fields where kind = $1 and tier = 'column'";
  const [row] = await trx.query<{ n: number }>({ text, values: [kind] });
  return (row?.n ?? 0) < MOST_IN_COLUMNS ? "column" : "ext";
}

const needsColumn = (schema: FieldSchema): boolean =>
  schema["x-type"] === "autoNumber" ||
  schema["x-unique"] === true ||
  schema["x-indexed"] === true ||
  isComputed(schema);

/** Columns that a table has ever had: dropped ones count towards the limit, too. */
export async function columnsUsed(db: Queryable, table: string): Promise<number> {
  const text = "select count(*)::int as n from pg_attribute where attrelid = $1::regclass and attnum > 0";
  const [row] = await db.query<{ n: number }>({ text, values: [quoted(table)] });
  return row?.n ?? 0;
}

const warningsAt = (used: number): PlaceWarning[] =>
  used < columnLimits.warn ? [] : [{ code: "columns_running_out", used, of: columnLimits.most }];
