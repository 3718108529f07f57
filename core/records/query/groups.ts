// How many records stand under each value of a field, and what they add up to: one statement for all columns of a board.
import type { Queryable } from "../../db/database.ts";
import type { Field } from "../fields/field.ts";
import { trimZeros } from "../fields/types/number.ts";
import type { ListQuery } from "./grammar.ts";
import { columnSql } from "./column-sql.ts";
import { type Asking, conditions } from "./select.ts";
import { allow } from "./scope.ts";
import { nameFor, Params, quoted } from "./sql.ts";

export interface Group {
  /** Null for records without a value. */
  readonly value: string | null;
  readonly count: number;
  /** One per currency, the commonest first. */
  readonly sums: readonly { readonly amount: string; readonly currency: string }[];
}

interface Row {
  readonly value: string | null;
  readonly currency: string | null;
  readonly count: number;
  readonly amount: string | null;
}

export async function groupRecords(
  asking: Asking,
  {
    by,
    money,
    ...narrowed
  }: { readonly by: Field; readonly money: Field | undefined } & Pick<ListQuery, "filter" | "q">,
  db: Queryable,
): Promise<readonly Group[]> {
  allow(asking.actor, `${asking.kind.plural}.read`);
  const params = new Params();
  const where = conditions(asking, narrowed, params).join(" and ");
  const summed = money
    ? `${columnSql(money, "t", 1)} as currency, sum(${columnSql(money, "t")})::text as amount`
    : "null as currency, null as amount";
  const text = `select ${columnSql(by, "t")} as value, ${summed}, count(*)::int as count
    from ${quoted(asking.kind.table)} t where ${where} group by 1, 2 order by count(*) desc, 2`;
  const name = narrowed.q === undefined ? nameFor(text) : undefined;
  const rows = await db.query<Row & object>({ text, values: params.values, ...(name ? { name } : {}) });
  return [...Map.groupBy(rows, (row) => row.value)].map(([key, group]) => groupOf(key, group));
}

const groupOf = (value: string | null, rows: readonly Row[]): Group => ({
  value,
  count: rows.reduce((sum, row) => sum + row.count, 0),
  sums: rows.flatMap(({ amount, currency }) =>
    amount === null || currency === null ? [] : [{ amount: trimZeros(amount), currency }],
  ),
});
