// One statement writes the row and its line in `changes`: nothing can be written without its history.
import type { Statement } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { systemFields } from "../fields/system.ts";
import type { Kind } from "../kind.ts";
import type { Rec } from "../record.ts";
import { castsOf, extChange, rowValues } from "../query/column-sql.ts";
import { type Shape, shapeOf } from "../query/columns.ts";
import { nameFor, Params, quoted } from "../query/sql.ts";

/** What one written record leaves in `changes`. */
export interface Line {
  readonly action: "created" | "changed" | "removed" | "restored" | "erased";
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly operationId: string | null;
}

export interface Columns {
  readonly names: string[];
  readonly values: string[];
}

/** Column names and cast placeholders of some values by path, in the order of the kind's fields: one shape, one statement. */
export function columnsOf(kind: Kind, values: ReadonlyMap<string, unknown>, params: Params): Columns {
  const names: string[] = [];
  const placeholders: string[] = [];
  for (const field of kind.fields) {
    if (!values.has(field.path) || field.ext) continue;
    const casts = castsOf(field);
    for (const [at, value] of rowValues(field, values.get(field.path)).entries()) {
      names.push(quoted(field.columns[at] ?? ""));
      placeholders.push(params.add(value, casts[at]));
    }
  }
  return { names, values: placeholders };
}

export interface Insert {
  readonly kind: Kind;
  readonly id: string;
  readonly actor: Actor;
  readonly values: ReadonlyMap<string, unknown>;
  readonly search: string;
  readonly keys: readonly string[];
  readonly line: Line;
  /** Conditions that have to hold, such as "the company exists and may be seen"; written with the same params. */
  readonly unless: (params: Params) => readonly string[];
}

export function insertStatement(insert: Insert): Statement {
  const { kind, actor, id } = insert;
  const params = new Params();
  const own = columnsOf(kind, insert.values, params);
  const ext = extChange(kind, insert.values);
  const who = params.add(actor.id, "text");
  const names = ["id", "created_by", "updated_by", "search", "keys", ...own.names, ...(ext ? ["ext"] : [])];
  const values = [
    params.add(id, "uuid"),
    who,
    who,
    params.add(insert.search, "text"),
    params.add(insert.keys, "text[]"),
    ...own.values,
    ...(ext ? [params.add(JSON.stringify(ext.kept), "jsonb")] : []),
  ];
  const holds = insert.unless(params);
  const where = holds.length > 0 ? ` where ${holds.join(" and ")}` : "";
  const row = `insert into ${quoted(kind.table)} as t (${names.join(", ")}) select ${values.join(", ")}${where} returning ${shapeOf(kind).selected}`;
  return both(kind, row, { line: insert.line, actor, params });
}

export interface Update {
  readonly kind: Kind;
  readonly record: Rec;
  readonly actor: Actor;
  readonly values: ReadonlyMap<string, unknown>;
  /** New search text and keys; absent when no searchable field changes. */
  readonly found?: { readonly search: string; readonly keys: readonly string[] };
  readonly trash?: "remove" | "restore";
  readonly line: Line;
  readonly unless: (params: Params) => readonly string[];
}

/** What an update answers: what it sets, and what others may have set since without a new version. */
export function answeredBy({ kind, values }: Pick<Update, "kind" | "values">): Shape {
  const answered = kind.fields.filter(({ readOnly, path }) => readOnly || values.has(path));
  return shapeOf(
    kind,
    [...systemFields, ...answered].map(({ path }) => path),
  );
}

/** Changes nothing (and answers no row) when the record is no longer at `record.version`. */
export function updateStatement(update: Update): Statement {
  const { kind, actor, record } = update;
  const params = new Params();
  const own = columnsOf(kind, update.values, params);
  const sets = own.names.map((name, at) => `${name} = ${own.values[at]}`);
  const ext = extChange(kind, update.values);
  if (ext) sets.push(`ext = ${extSql(params.add(ext.gone, "text[]"), params.add(JSON.stringify(ext.kept), "jsonb"))}`);
  if (update.found)
    sets.push(`search = ${params.add(update.found.search)}`, `keys = ${params.add(update.found.keys, "text[]")}`);
  if (update.trash) sets.push(`deleted_at = ${update.trash === "remove" ? "now()" : "null"}`);
  sets.push("version = t.version + 1", "updated_at = now()", `updated_by = ${params.add(actor.id, "text")}`);
  const where = [
    `t.id = ${params.add(record.id, "uuid")}`,
    `t.version = ${params.add(record.version, "integer")}`,
    ...update.unless(params),
  ];
  const row = `update ${quoted(kind.table)} as t set ${sets.join(", ")} where ${where.join(" and ")} returning ${answeredBy(update).selected}`;
  return both(kind, row, { line: update.line, actor, params });
}

/** The request a line was written in, as the history keeps it. */
export const causeOf = ({ call }: Actor): string | null =>
  call ? JSON.stringify({ request: call.id, address: call.address }) : null;

/** Sets only the keys that change: what others wrote beside them, and keys of nobody we know, stays. */
export const extSql = (gone: string, kept: string): string => `(coalesce(t.ext, '{}') - ${gone}) || ${kept}`;

function both(
  kind: Kind,
  row: string,
  { line, actor, params }: { line: Line; actor: Actor; params: Params },
): Statement {
  const values = [
    params.add(kind.name, "text"),
    "row.id",
    "row.version",
    params.add(line.action, "text"),
    params.add(line.before && JSON.stringify(line.before), "jsonb"),
    params.add(line.after && JSON.stringify(line.after), "jsonb"),
    params.add(actor.id, "text"),
    params.add(actor.source, "text"),
    params.add(line.operationId, "uuid"),
    params.add(causeOf(actor), "jsonb"),
  ];
  const text = `with row as (${row}), line as (insert into changes (kind, record_id, version, action, before, after, actor_id, source, operation_id, cause) select ${values.join(", ")} from row) select * from row`;
  const name = nameFor(text);
  return { text, values: params.values, rowMode: "array", ...(name ? { name } : {}) };
}
