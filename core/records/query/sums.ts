// What the numbers of a list add up to: under the columns of a page, and nowhere else.
import type { Queryable } from "../../db/database.ts";
import type { Field } from "../fields/field.ts";
import { trimZeros } from "../fields/types/number.ts";
import type { ListQuery } from "./grammar.ts";
import { EXACT_UP_TO } from "./list.ts";
import { columnSql } from "./column-sql.ts";
import { type Asking, conditions } from "./select.ts";
import { nameFor, Params, quoted } from "./sql.ts";

/** The sum of one field; for money one per currency. */
export interface Sum {
  readonly path: string;
  /** Exact decimal text. */
  readonly amount: string;
  readonly currency: string | null;
}

const addable = new Set(["integer", "decimal", "money", "duration"]);

/** Percentages and ratings are numbers too, but their sum means nothing. */
export const isAddable = ({ type }: Field): boolean => addable.has(type.name);

/** Sums of these fields over the first 10,000 records of the query, which is as far as lists count. */
export async function sumRecords(
  asking: Asking,
  fields: readonly Field[],
  query: ListQuery,
  db: Queryable,
): Promise<readonly Sum[]> {
  const sums = await Promise.all(fields.map((field) => sumField(asking, field, query, db)));
  return sums.flat();
}

async function sumField(asking: Asking, field: Field, query: ListQuery, db: Queryable): Promise<readonly Sum[]> {
  const params = new Params();
  const where = conditions(asking, query, params).join(" and ");
  const [amount = "", currency] = field.columns.map((_, at) => columnSql(field, "t", at));
  const named = currency ? `${currency} as currency` : "null as currency";
  const text = `select sum(amount)::text as amount, currency
    from (select ${amount} as amount, ${named} from ${quoted(asking.kind.table)} t where ${where} limit ${EXACT_UP_TO}) counted
    where amount is not null group by currency order by count(*) desc`;
  const name = query.q === undefined ? nameFor(text) : undefined;
  const rows = await db.query<{ amount: string; currency: string | null }>({
    text,
    values: params.values,
    ...(name ? { name } : {}),
  });
  return rows.map((row) => ({ path: field.path, amount: trimZeros(row.amount), currency: row.currency }));
}
