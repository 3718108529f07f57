// Many rows in one statement: they travel as one JSON array, and PostgreSQL reads it with the columns' own types.
import type { Statement } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import { castsOf, extChange, rowValues } from "../query/column-sql.ts";
import { type Shape, shapeOf } from "../query/columns.ts";
import { nameFor, Params, quoted } from "../query/sql.ts";
import { causeOf, extSql, type Line } from "./write-sql.ts";

/** A row by column name. */
export type Row = Readonly<Record<string, unknown>>;

interface Column {
  readonly name: string;
  readonly sql: string;
}

/** Values by path → columns, as they stand in JSON. */
export function rowOf(kind: Kind, values: ReadonlyMap<string, unknown>): Row {
  const ext = extChange(kind, values);
  const own: Record<string, unknown> = {};
  for (const field of kind.fields) {
    if (field.ext || !values.has(field.path)) continue;
    const value = values.get(field.path);
    const plain = castsOf(field)[0] === "jsonb" ? [value] : rowValues(field, value);
    for (const [at, column] of field.columns.entries()) own[column] = plain[at] ?? null;
  }
  return ext ? { ...own, ext: ext.kept } : own;
}

// An import sends the same statement a thousand times: planned once, it is read once.
function named(text: string): Pick<Statement, "text" | "name"> {
  const name = nameFor(text);
  return name ? { text, name } : { text };
}

const ofField = (field: Field): Column[] =>
  field.columns.map((name, at) => ({ name, sql: castsOf(field)[at] ?? "text" }));

const columnsFor = (kind: Kind, paths: ReadonlySet<string>): Column[] =>
  kind.fields.filter((field) => paths.has(field.path) && !field.ext).flatMap(ofField);

const extFields = (kind: Kind, paths: ReadonlySet<string>): Field[] =>
  kind.fields.filter((field) => field.ext && paths.has(field.path));

const extColumn: Column = { name: "ext", sql: "jsonb" };

const found: readonly Column[] = [
  { name: "search", sql: "text" },
  { name: "keys", sql: "text[]" },
];

const recordset = (columns: readonly Column[], rows: string): string =>
  `jsonb_to_recordset(${rows}) as x(${columns.map(({ name, sql }) => `${quoted(name)} ${sql}`).join(", ")})`;

const names = (columns: readonly Column[], alias = ""): string =>
  columns.map(({ name }) => alias + quoted(name)).join(", ");

/** Inserts rows that have the same columns; answers of each what is asked for. */
export function insertMany(
  kind: Kind,
  actor: Actor,
  rows: readonly Row[],
  { paths, shape }: { paths: ReadonlySet<string>; shape: Shape },
): Statement {
  const columns = [{ name: "id", sql: "uuid" }, ...found, ...columnsFor(kind, paths)];
  const hasExt = extFields(kind, paths).length > 0;
  const params = new Params();
  const from = recordset(hasExt ? [...columns, extColumn] : columns, params.add(JSON.stringify(rows), "jsonb"));
  const [extName, extValue] = hasExt ? [", ext", ", coalesce(x.ext, '{}')"] : ["", ""];
  const who = params.add(actor.id, "text");
  const text = `insert into ${quoted(kind.table)} as t (${names(columns)}${extName}, created_by, updated_by) select ${names(columns, "x.")}${extValue}, ${who}, ${who} from ${from} returning ${shape.selected}`;
  return { ...named(text), values: params.values, rowMode: "array" };
}

/** Changes rows that change the same columns, each only at the version it was read at; answers those it changed. */
export function updateMany(kind: Kind, actor: Actor, paths: ReadonlySet<string>, rows: readonly Row[]): Statement {
  const own = [...found, ...columnsFor(kind, paths)];
  const ext = extFields(kind, paths);
  const columns = [
    { name: "id", sql: "uuid" },
    { name: "version", sql: "integer" },
    ...own,
    ...(ext.length > 0 ? [extColumn] : []),
  ];
  const params = new Params();
  const from = recordset(columns, params.add(JSON.stringify(rows), "jsonb"));
  const sets = own.map(({ name }) => `${quoted(name)} = x.${quoted(name)}`);
  const gone = ext.flatMap((field) => field.columns);
  if (ext.length > 0) sets.push(`ext = ${extSql(params.add(gone, "text[]"), "coalesce(x.ext, '{}')")}`);
  const text = `update ${quoted(kind.table)} as t set ${sets.join(", ")}, version = t.version + 1, updated_at = now(), updated_by = ${params.add(actor.id, "text")} from ${from} where t.id = x.id and t.version = x.version returning ${shapeOf(kind).selected}`;
  return { text, values: params.values, rowMode: "array" };
}

/** Sets columns that nobody wrote, such as those of formulas: no version, no history. */
export function setMany(kind: Kind, paths: ReadonlySet<string>, rows: readonly Row[]): Statement {
  const own = columnsFor(kind, paths);
  const params = new Params();
  const from = recordset([{ name: "id", sql: "uuid" }, ...own], params.add(JSON.stringify(rows), "jsonb"));
  const sets = own.map(({ name }) => `${quoted(name)} = x.${quoted(name)}`).join(", ");
  return {
    text: `update ${quoted(kind.table)} as t set ${sets} from ${from} where t.id = x.id`,
    values: params.values,
  };
}

/** A history line with the record it belongs to. */
export interface LineOf extends Line {
  readonly recordId: string;
  readonly version: number;
}

const lineColumns: readonly Column[] = [
  { name: "record_id", sql: "uuid" },
  { name: "version", sql: "integer" },
  { name: "action", sql: "text" },
  { name: "before", sql: "jsonb" },
  { name: "after", sql: "jsonb" },
];

/** The history lines of many records that were written by one actor in one operation. */
export function insertLines(kind: Kind, actor: Actor, operationId: string | null, lines: readonly LineOf[]): Statement {
  const rows = lines.map(({ recordId, version, action, before, after }) => ({
    record_id: recordId,
    version,
    action,
    before,
    after,
  }));
  const params = new Params();
  const from = recordset(lineColumns, params.add(JSON.stringify(rows), "jsonb"));
  const common = [
    params.add(kind.name, "text"),
    params.add(actor.id, "text"),
    params.add(actor.source, "text"),
    params.add(operationId, "uuid"),
    params.add(causeOf(actor), "jsonb"),
  ];
  const text = `insert into changes (${names(lineColumns)}, kind, actor_id, source, operation_id, cause) select ${names(lineColumns, "x.")}, ${common.join(", ")} from ${from}`;
  return { ...named(text), values: params.values };
}
