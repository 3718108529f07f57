// What would happen to the table of a kind, told without doing it.
import type { Queryable } from "../../db/database.ts";
import { quoted } from "../query/sql.ts";
import { type Column, columnsOf, type TableDefinition } from "./columns.ts";
import { type TableIndex, tableIndexes } from "./indexes.ts";

/** One difference between a table and its definition. What is kept or of another type is told only: nothing is ever taken away. */
export type TableChange =
  | { readonly what: "create_table"; readonly severity: "safe"; readonly table: string }
  | {
      readonly what: "add_column";
      /** Breaking: records that are there will be asked for a value when they are saved next. */
      readonly severity: "safe" | "breaking";
      readonly table: string;
      readonly column: Column;
    }
  | { readonly what: "add_index"; readonly severity: "safe"; readonly table: string; readonly index: TableIndex }
  | { readonly what: "keep_column"; readonly severity: "safe"; readonly table: string; readonly name: string }
  | {
      readonly what: "other_type";
      readonly severity: "breaking";
      readonly table: string;
      readonly name: string;
      readonly declared: string;
      readonly found: string;
    };

interface Standing {
  /** Type by name. */
  readonly columns: ReadonlyMap<string, string>;
  readonly indexes: ReadonlySet<string>;
}

/** The differences between a kind's table and its definition, in the order they would be done. */
export async function planKindTable(db: Queryable, definition: TableDefinition): Promise<readonly TableChange[]> {
  const { table } = definition;
  const standing = await standingOf(db, table);
  if (standing.columns.size === 0) return [{ what: "create_table", severity: "safe", table }];
  const columns = columnsOf(definition);
  const missing = columns.filter(({ name }) => !standing.columns.has(name));
  const required = missing.length > 0 && (await hasRows(db, table)) ? requiredOf(definition) : new Set();
  const other = otherTypes(table, columns, standing);
  const changed = new Set(other.map(({ name }) => name));
  return [
    ...missing.map((column) => {
      const severity = required.has(column.name) ? ("breaking" as const) : ("safe" as const);
      return { what: "add_column" as const, severity, table, column };
    }),
    ...tableIndexes(definition)
      .filter(({ name, column = "" }) => !standing.indexes.has(name) && !changed.has(column))
      .map((index) => ({ what: "add_index" as const, severity: "safe" as const, table, index })),
    ...other,
    ...undeclared(table, columns, standing),
  ];
}

async function standingOf(db: Queryable, table: string): Promise<Standing> {
  const values = [quoted(table)];
  const columns = await db.query<{ name: string; type: string }>({
    text: `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
      where attrelid = to_regclass($1) and attnum > 0 and not attisdropped order by attnum`,
    values,
  });
  const indexes = await db.query<{ name: string }>({
    text: "select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid where i.indrelid = to_regclass($1)",
    values,
  });
  return {
    columns: new Map(columns.map(({ name, type }) => [name, type])),
    indexes: new Set(indexes.map(({ name }) => name)),
  };
}

async function hasRows(db: Queryable, table: string): Promise<boolean> {
  const [row] = await db.query<{ some: boolean }>({ text: `select exists (select from ${quoted(table)}) as some` });
  return row?.some === true;
}

function requiredOf(definition: TableDefinition): ReadonlySet<string> {
  const required = Object.entries(definition.fields).filter(([, schema]) => schema["x-required"] === true);
  const columns = columnsOf({ ...definition, fields: Object.fromEntries(required) });
  return new Set(columns.map(({ name }) => name));
}

function otherTypes(table: string, columns: readonly Column[], standing: Standing) {
  return columns.flatMap(({ name, type: declared }) => {
    const found = standing.columns.get(name);
    if (found === undefined || found === inFull(declared)) return [];
    return [{ what: "other_type" as const, severity: "breaking" as const, table, name, declared, found }];
  });
}

/** A type as PostgreSQL writes it. */
const inFull = (type: string): string => type.replace(/^timestamptz/, "timestamp with time zone");

/** Columns of fields that administrators or other plugins added are none of this definition's business. */
const isAdded = (name: string): boolean => name.startsWith("cf_");

function undeclared(table: string, columns: readonly Column[], standing: Standing): TableChange[] {
  const declared = new Set(columns.map(({ name }) => name));
  return [...standing.columns.keys()]
    .filter((name) => !declared.has(name) && !isAdded(name))
    .map((name) => ({ what: "keep_column", severity: "safe", table, name }));
}
