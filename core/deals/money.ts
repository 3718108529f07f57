// Amounts in the company's currency. The rate is the newest one up to a day; it stays as it was when the deal closes.
import { Big } from "big.js";
import type { Queryable } from "../db/database.ts";
import { currencyDigits } from "../records/fields/types/currency-digits.ts";
import type { Money } from "../records/fields/types/money.ts";

export interface Rate {
  /** Decimal text: one unit of the currency in the base currency. */
  readonly rate: string;
  /** The day the rate is of. */
  readonly day: string;
}

/** Base amount, rounded half away from zero to what the currency can be paid in. */
export function convert(amount: Money, rate: Rate, base: string): Money {
  const digits = currencyDigits(base);
  return {
    amount: new Big(amount.amount).times(rate.rate).round(digits, Big.roundHalfUp).toFixed(digits),
    currency: base,
  };
}

const perTransaction = new WeakMap<Queryable, Map<string, Promise<Rate | undefined>>>();

/** The rate of a day; undefined while nobody has entered one. The base currency itself is 1. */
export async function rateOn(db: Queryable, currency: string, base: string, day: string): Promise<Rate | undefined> {
  if (currency === base) return { rate: "1", day };
  if (!("afterCommit" in db)) return await readRate(db, currency, base, day);
  const rates = perTransaction.get(db) ?? new Map<string, Promise<Rate | undefined>>();
  perTransaction.set(db, rates);
  const id = `${currency} ${base} ${day}`;
  const known = rates.get(id) ?? readRate(db, currency, base, day);
  rates.set(id, known);
  return await known;
}

async function readRate(db: Queryable, currency: string, base: string, day: string): Promise<Rate | undefined> {
  const [found] = await db.query<{ rate: string; day: string }>({
    name: "deals.rate",
    text: "select rate, day from exchange_rates where base = $1 and currency = $2 and day <= $3 order by day desc limit 1",
    values: [base, currency, day],
  });
  return found;
}
