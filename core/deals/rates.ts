import { Big } from "big.js";
import type { Database, Queryable, Transaction } from "../db/database.ts";
import type { Actor } from "../kernel/actor.ts";
import { Invalid } from "../kernel/errors.ts";
import { allow } from "../records/query/scope.ts";
import { isDate } from "../records/fields/numbers.ts";
import { currencyDigits } from "../records/fields/types/currency-digits.ts";
import { problemAt } from "../records/store/validate.ts";
import { dealSetup } from "./setup.ts";

export interface ExchangeRate {
  readonly currency: string;
  /** The first day it counts for. */
  readonly day: string;
  /** Decimal text: what one unit is worth in the company's currency. */
  readonly rate: string;
}

const currencies = new Set(Intl.supportedValuesOf("currency"));

/** Works out anew what rests on the base amounts of these deals. */
export type Settle = (trx: Transaction, ids: readonly string[]) => Promise<void>;

/** What other currencies are worth in the company's, from day to day. */
export class ExchangeRates {
  readonly #db: Database;
  readonly #settle: Settle;

  constructor(db: Database, settle: Settle) {
    this.#db = db;
    this.#settle = settle;
  }

  /** The newest first. */
  async list(actor: Actor): Promise<readonly ExchangeRate[]> {
    allow(actor, "pipelines.read");
    const { currency } = await dealSetup(this.#db);
    const text =
      "select currency, day, trim_scale(rate)::text as rate from exchange_rates where base = $1 order by day desc, currency limit 500";
    return await this.#db.query<ExchangeRate>({ name: "deals.rates", text, values: [currency] });
  }

  /** Enters the rate of a day, or corrects it, and values open deals in that currency anew. Closed deals keep theirs. */
  async put(actor: Actor, rate: ExchangeRate): Promise<void> {
    allow(actor, "pipelines.change");
    check(rate);
    await this.#db.transaction(async (trx) => {
      const { currency: base } = await dealSetup(trx);
      const text = `insert into exchange_rates (base, currency, day, rate) values ($1, $2, $3, $4)
        on conflict (base, currency, day) do update set rate = excluded.rate`;
      await trx.query({ text, values: [base, rate.currency, rate.day, rate.rate] });
      await this.#settle(trx, await revalue(trx, base, rate.currency));
    });
  }
}

function check({ currency, day, rate }: ExchangeRate): void {
  const problems = [
    ...(currencies.has(currency) ? [] : [problemAt("currency", "not_a_currency")]),
    ...(isDate(day) ? [] : [problemAt("day", "not_a_date")]),
    ...(/^\d{1,9}(\.\d{1,10})?$/.test(rate) && new Big(rate).gt(0) ? [] : [problemAt("rate", "not_a_number")]),
  ];
  if (problems.length > 0) throw new Invalid(problems);
}

// The base amount follows from amount and rate, so this is no change of the deals: no version, no history.
const revaluation = `update deals set base_amount = round(amount * newest.rate, $3), base_amount_currency = $1, rate = newest.rate, rate_date = newest.day
from (select rate, day from exchange_rates where base = $1 and currency = $2 and day <= current_date order by day desc limit 1) newest
where status = 'open' and amount_currency = $2 and (rate_date is distinct from newest.day or deals.rate is distinct from newest.rate) returning deals.id`;

async function revalue(db: Queryable, base: string, currency: string): Promise<readonly string[]> {
  const values = [base, currency, currencyDigits(base)];
  return (await db.query<{ id: string }>({ text: revaluation, values })).map(({ id }) => id);
}
