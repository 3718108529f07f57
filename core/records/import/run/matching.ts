// Is this row's record there already? Only records the actor may see are found: what they may not see does not exist for them.
import type { Queryable } from "../../../db/database.ts";
import type { Problem } from "../../../kernel/errors.ts";
import type { Field } from "../../fields/field.ts";
import { sees } from "../../access/seen-values.ts";
import type { Kind } from "../../kind.ts";
import { columnSql } from "../../query/column-sql.ts";
import type { Asking } from "../../query/select.ts";
import { scopeSql } from "../../query/scope.ts";
import { Params, quoted } from "../../query/sql.ts";
import { checkValue } from "../../store/validate.ts";
import { pointer, type ReadRow } from "../convert/row-reader.ts";
import type { Plan } from "../plan/plan.ts";

type Found = { readonly key: string; readonly id: string };

const textual = new Set(["text", "longText", "email", "phone", "url", "choice"]);

/** The text by which a row is told from others; empty when the row does not have it. */
export function matchKey({ kind, reading }: Asking, plan: Plan, row: ReadRow): string {
  if (plan.match === null) return "";
  if (plan.match === "externalId") return row.externalId;
  const field = kind.byPath.get(plan.match);
  const value = row.values.get(plan.match);
  if (!field || value === undefined) return "";
  const checked = checkValue(field, value, reading);
  return checked.ok && checked.value !== null ? String(checked.value).toLowerCase() : "";
}

/** Key → ids of the living records that have it. */
export async function findMatches(
  db: Queryable,
  asking: Asking,
  plan: Plan,
  keys: readonly string[],
): Promise<Map<string, string[]>> {
  const wanted = [...new Set(keys.filter((key) => key !== ""))];
  if (wanted.length === 0 || plan.match === null) return new Map();
  const rows =
    plan.match === "externalId"
      ? await byExternalId(db, asking, plan, wanted)
      : await byField(db, asking, plan.match, wanted);
  const found = new Map<string, string[]>();
  for (const { key, id } of rows) found.set(key, [...(found.get(key) ?? []), id]);
  return found;
}

function visible({ actor, kind }: Asking, params: Params): string {
  const scope = scopeSql(actor, kind, "read", { alias: "t", params });
  return ["t.deleted_at is null", ...(scope ? [scope] : [])].join(" and ");
}

async function byExternalId(db: Queryable, asking: Asking, plan: Plan, keys: readonly string[]): Promise<Found[]> {
  const params = new Params();
  const { kind } = asking;
  const text = `select e.external_id as key, t.id from external_ids e join ${quoted(kind.table)} t on t.id = e.record_id
    where e.kind = ${params.add(kind.name)} and e.source = ${params.add(plan.source)} and e.external_id = any(${params.add(keys, "text[]")}) and ${visible(asking, params)}`;
  return await db.query<Found>({ text, values: params.values });
}

async function byField(db: Queryable, asking: Asking, path: string, keys: readonly string[]): Promise<Found[]> {
  const field = asking.kind.byPath.get(path);
  if (!field || !sees(asking.kind, path)) return [];
  const params = new Params();
  const column = columnSql(field, "t");
  const from = keyed(
    asking.kind,
    keys.map((value) => ({ [field.key]: value })),
    params,
  );
  const where = [visible(asking, params), equals(field, column, params.add(keys, "text[]"))];
  const text = `select lower(${column}::text) as key, t.id from ${from} t where ${where.join(" and ")}`;
  return await db.query<Found>({ text, values: params.values });
}

const equals = (field: Field, column: string, keys: string): string =>
  textual.has(field.type.name)
    ? `lower(${column}) = any(${keys})`
    : `${column} = any(${keys}::${field.type.columns[0]?.sql ?? "text"}[])`;

/**
 * The table of a kind, or only its rows that have the keys of these values, where the kind keeps keys of them. `offset 0`
 * keeps the planner from preferring an index over all living rows when its statistics are old.
 */
export function keyed(
  { table, hooks, closed, rewriting }: Kind,
  records: readonly Readonly<Record<string, unknown>>[],
  params: Params,
): string {
  const open = (record: object) => Object.fromEntries(Object.entries(record).filter(([path]) => !closed.has(path)));
  const wanted = hooks?.keys && !rewriting ? records.map(open).map(hooks.keys) : [];
  if (wanted.length === 0 || wanted.some((one) => one.length === 0)) return quoted(table);
  return `(select * from ${quoted(table)} where keys && ${params.add(wanted.flat(), "text[]")} offset 0)`;
}

export const ambiguous = (path: string, key: string, count: number): Problem => ({
  pointer: pointer(path),
  code: "match_ambiguous",
  message: "problem.match_ambiguous",
  values: { value: key.slice(0, 80), count },
});
