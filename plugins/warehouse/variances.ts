// What goods that are worth a standard cost more or less than that when they came: the variance of the price of what is bought.
import type { Queryable } from "trellis/sdk";
import { exact } from "../products/api.ts";
import { outside } from "./places.ts";
import type { Period } from "./turnover.ts";

/** Amounts in the company's currency, quantities in the product's unit. */
export interface Variance {
  readonly product: string;
  /** Received at another cost than the standard, less what was taken back of that. */
  readonly quantity: string;
  /** What those are worth by the standard that held when they came. */
  readonly standard: string;
  /** What the receipts say that they cost. */
  readonly actual: string;
  /** Actual − standard: above zero where they cost more. */
  readonly difference: string;
  /** Difference / standard; null where nothing is left of what came. */
  readonly ofStandard: string | null;
}

export type Totals = Pick<Variance, "standard" | "actual" | "difference">;

const within = (at: string): string => `${at} >= $1::date and ${at} < $2::date + 1`;

// Without a standard what came is worth what it cost, to the last digit. What is taken back takes its variance back on the day of the reversal.
const came = `select m.product_id as product, m.quantity, v.value as standard, round(m.quantity * m.given_cost, 4) as actual
  from plugin_warehouse.moves m join plugin_warehouse.move_values v on v.move_id = m.id
  where m.from_id = '${outside.supplier}' and m.reverses is null and ${within("m.done_at")}`;

const tookBack = `select m.product_id, -m.quantity, -v.value, -round(m.quantity * m.given_cost, 4)
  from plugin_warehouse.moves r join plugin_warehouse.moves m on m.id = r.reverses
    join plugin_warehouse.move_values v on v.move_id = m.id
  where m.from_id = '${outside.supplier}' and ${within("r.done_at")}`;

const text = `select product, trim_scale(quantity)::text as quantity, round(standard, 2)::text as standard, round(actual, 2)::text as actual,
    (round(actual, 2) - round(standard, 2))::text as difference,
    case when standard <> 0 then round((actual - standard) / standard, 4)::text end as "ofStandard"
  from (select product, sum(quantity) as quantity, sum(standard) as standard, sum(actual) as actual
    from (${came} union all ${tookBack}) x where standard <> actual group by product) y
  where standard <> actual or quantity <> 0
  order by abs(actual - standard) desc, product`;

/** Those first that differ most. */
export async function variancesOf(db: Queryable, { from, to }: Period): Promise<readonly Variance[]> {
  return await db.query<Variance & object>({ text, values: [from, to] });
}

/** What all of them come to. */
export function totalsOf(variances: readonly Variance[]): Totals {
  const sum = (part: keyof Totals): string => variances.reduce((sum, one) => sum.plus(one[part]), exact(0)).toFixed(2);
  return { standard: sum("standard"), actual: sum("actual"), difference: sum("difference") };
}
