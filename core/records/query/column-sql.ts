// Where a field's values are kept, in SQL: in columns of their own, or under keys of the table's `ext`.
import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import { quoted } from "./sql.ts";

/** One value per column of the field, as the driver takes them. */
export function rowValues(field: Field, value: unknown): readonly unknown[] {
  if (value === null || value === undefined) return field.columns.map(() => null);
  return field.type.toRow ? field.type.toRow(value) : [value];
}

/** SQL type of each column of the field, for casts. */
export const castsOf = (field: Field): readonly string[] => field.type.columns.map((column) => column.sql);

/** SQL of one of the field's columns, typed as such wherever it is kept. */
export function columnSql(field: Field, alias: string, at = 0): string {
  const name = field.columns[at] ?? "";
  if (!field.ext) return `${alias}.${quoted(name)}`;
  const sql = castsOf(field)[at] ?? "text";
  const value = `${alias}.ext -> '${name}'`;
  if (sql === "jsonb") return `(${value})`;
  if (sql.endsWith("[]")) return `(select array_agg(e)::${sql} from jsonb_array_elements_text(${value}) e)`;
  return `(${alias}.ext ->> '${name}')::${sql}`;
}

/** What a write does to a row's `ext`: keys that go, and those that are set. Other keys stay as they are. */
export interface ExtChange {
  readonly gone: readonly string[];
  readonly kept: Readonly<Record<string, unknown>>;
}

/** Undefined when none of these values is kept in `ext`. */
export function extChange(kind: Kind, values: ReadonlyMap<string, unknown>): ExtChange | undefined {
  const fields = kind.fields.filter((field) => field.ext && values.has(field.path));
  if (fields.length === 0) return undefined;
  const kept = fields.flatMap((field) => extEntries(field, values.get(field.path)));
  return { gone: fields.flatMap((field) => field.columns), kept: Object.fromEntries(kept) };
}

function extEntries(field: Field, value: unknown): [string, unknown][] {
  const plain = plainValues(field, value);
  return field.columns.flatMap((column, at): [string, unknown][] =>
    plain[at] === null || plain[at] === undefined ? [] : [[column, plain[at]]],
  );
}

function plainValues(field: Field, value: unknown): readonly unknown[] {
  const [sql] = castsOf(field);
  if (sql === "jsonb") return [value];
  // As PostgreSQL writes the instants of a column: without zeros at the end of the second.
  if (sql === "timestamptz" && value !== null) return [String(value).replace(/\.?0*Z$/, "Z")];
  return rowValues(field, value);
}
