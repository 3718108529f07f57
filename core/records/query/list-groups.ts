// A list by the values of one field: how many records have each, and what their numbers add up to.
import type { Queryable } from "../../db/database.ts";
import { BadRequest } from "../../kernel/errors.ts";
import type { Field } from "../fields/field.ts";
import { trimZeros } from "../fields/types/number.ts";
import type { Kind } from "../kind.ts";
import { columnSql } from "./column-sql.ts";
import type { ListQuery } from "./grammar.ts";
import type { Sum } from "./sums.ts";
import { type Asking, conditions } from "./select.ts";
import { nameFor, Params, quoted } from "./sql.ts";

export interface ListGroup {
  /** The value as text; null for records without one. */
  readonly key: string | null;
  readonly count: number;
  readonly sums: readonly Sum[];
}

export interface ListGroups {
  readonly groups: readonly ListGroup[];
  /** True when there are further, smaller ones. */
  readonly more: boolean;
}

const groupable = new Set(["choice", "user", "team", "reference", "boolean", "rating", "text"]);

/** Fields whose values many records share; the title is each record's own. */
export const isGroupable = (kind: Kind, field: Field): boolean =>
  groupable.has(field.type.name) && field.path !== kind.titleField && kind.fields.includes(field);

const MOST = 100;

/** The largest groups of the whole list, not of a page of it. */
export async function listGroups(
  asking: Asking,
  field: Field,
  added: readonly Field[],
  query: { readonly list: Pick<ListQuery, "filter" | "q">; readonly db: Queryable },
): Promise<ListGroups> {
  if (!isGroupable(asking.kind, field)) throw new BadRequest("records.not_groupable", { field: field.path });
  const counted = ask<{ key: string | null; count: number }>(asking, query, {
    columns: `${keySql(field)} as key, count(*)::int as count`,
    end: `group by 1 order by count(*) desc, 1 limit ${MOST + 1}`,
  });
  const [counts, ...sums] = await Promise.all([counted, ...added.map((one) => sumsBy(asking, field, one, query))]);
  const groups = counts.slice(0, MOST).map(({ key, count }) => ({
    key,
    count,
    sums: sums.flat().filter((sum) => sum.key === key),
  }));
  return { groups, more: counts.length > MOST };
}

const keySql = (field: Field): string => `${columnSql(field, "t")}::text`;

async function sumsBy(
  asking: Asking,
  by: Field,
  added: Field,
  query: { readonly list: Pick<ListQuery, "filter" | "q">; readonly db: Queryable },
): Promise<(Sum & { readonly key: string | null })[]> {
  const [amount = "", currency] = added.columns.map((_, at) => columnSql(added, "t", at));
  const rows = await ask<{ key: string | null; amount: string | null; currency: string | null }>(asking, query, {
    columns: `${keySql(by)} as key, sum(${amount})::text as amount, ${currency ?? "null"} as currency`,
    end: `group by 1${currency ? ", 3" : ""} order by count(*) desc`,
  });
  return rows.flatMap(({ key, amount: sum, currency: of }) =>
    sum === null ? [] : [{ key, path: added.path, amount: trimZeros(sum), currency: of }],
  );
}

async function ask<R extends object>(
  asking: Asking,
  { list, db }: { readonly list: Pick<ListQuery, "filter" | "q">; readonly db: Queryable },
  { columns, end }: { readonly columns: string; readonly end: string },
): Promise<R[]> {
  const params = new Params();
  const where = conditions(asking, list, params).join(" and ");
  const text = `select ${columns} from ${quoted(asking.kind.table)} t where ${where} ${end}`;
  const name = list.q === undefined ? nameFor(text) : undefined;
  return (await db.query({ text, values: params.values, ...(name && { name }) })) as unknown as R[];
}
