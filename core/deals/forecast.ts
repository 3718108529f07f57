// What is expected to come in: open deals by month of expected close, owner and category.
import type { Reader } from "../db/reader.ts";
import type { Actor } from "../kernel/actor.ts";
import { currencyDigits } from "../records/fields/types/currency-digits.ts";
import type { Money } from "../records/fields/types/money.ts";
import { allow } from "../records/query/scope.ts";
import { conditions } from "../records/query/select.ts";
import { Params } from "../records/query/sql.ts";
import type { AskFor } from "./board-query.ts";
import { type Cut, cutSql, type Period } from "./figures.ts";
import { dealsSql, seesMoney, seesWeight } from "./seen-deals.ts";
import type { Kind } from "../records/kind.ts";

export interface ForecastLine {
  /** `YYYY-MM`. */
  readonly month: string;
  readonly owner: { readonly id: string; readonly title: string } | null;
  readonly category: "omit" | "pipeline" | "best" | "commit";
  readonly count: number;
  /** Null for those who may not see amounts. */
  readonly amount: Money | null;
  readonly weighted: Money | null;
  /** Deals among them whose expected close has passed; they are never in commit. */
  readonly late: number;
}

export interface Loss {
  readonly reason: { readonly id: string; readonly title: string } | null;
  readonly competitor: string | null;
  readonly count: number;
  readonly amount: Money | null;
}

// A promise whose date has passed is a hope: it counts as best case until somebody gives it a new date.
const category =
  "case when t.forecast_category = 'commit' and t.close_date < current_date then 'best' else t.forecast_category end";

export class Forecast {
  readonly #reader: Reader;
  readonly #ask: AskFor;

  constructor(reader: Reader, ask: AskFor) {
    this.#reader = reader;
    this.#ask = ask;
  }

  async lines(actor: Actor, period: Period, cut: Cut = {}): Promise<readonly ForecastLine[]> {
    const { deals, kind, where, params, currency } = await this.#deals(actor, cut);
    const money = moneyOf(params, currency);
    const shown = (seen: boolean, sum: string) => (seen ? money(sum) : "null::json");
    const text = `select to_char(date_trunc('month', t.close_date::timestamp), 'YYYY-MM') as month, t.owner_id as owner, u.name as title,
        ${category} as category, count(*)::int as count, ${shown(seesMoney(kind), "sum(t.base_amount)")} as amount,
        ${shown(seesWeight(kind), "sum(t.base_amount * coalesce(t.probability, s.probability)) / 100")} as weighted,
        (count(*) filter (where t.close_date < current_date))::int as late
      from ${deals} t join stages s on s.id = t.stage_id left join users u on u.id = t.owner_id
      where ${where} and t.status = 'open' and t.close_date >= ${params.add(period.from, "date")} and t.close_date < ${params.add(period.to, "date")}
      group by 1, 2, 3, 4 order by 1, 3, 4`;
    type Row = Omit<ForecastLine, "owner"> & { owner: string | null; title: string | null };
    const rows = await this.#reader.query<Row>({ text, values: params.values });
    return rows.map(({ title, owner, ...row }) => ({
      ...row,
      owner: owner ? { id: owner, title: title ?? "" } : null,
    }));
  }

  /** Why deals of a period were lost, the dearest reasons first. */
  async losses(actor: Actor, period: Period, cut: Cut = {}): Promise<readonly Loss[]> {
    const { deals, kind, where, params, currency } = await this.#deals(actor, cut);
    const amount = seesMoney(kind) ? moneyOf(params, currency)("sum(t.base_amount)") : "null::json";
    const text = `select t.lost_reason_id as id, r.name as title, nullif(t.competitor, '') as competitor, count(*)::int as count,
        ${amount} as amount
      from ${deals} t left join loss_reasons r on r.id = t.lost_reason_id
      where ${where} and t.status = 'lost' and t.closed_on >= ${params.add(period.from, "date")} and t.closed_on < ${params.add(period.to, "date")}
      group by 1, 2, 3 order by sum(t.base_amount) desc nulls last, count(*) desc limit 200`;
    const rows = await this.#reader.query<{
      id: string | null;
      title: string | null;
      competitor: string | null;
      count: number;
      amount: Money | null;
    }>({ text, values: params.values });
    return rows.map(({ id, title, ...row }) => ({ ...row, reason: id ? { id, title: title ?? "" } : null }));
  }

  async #deals(
    actor: Actor,
    cut: Cut,
  ): Promise<{ deals: string; kind: Kind; where: string; params: Params; currency: string }> {
    allow(actor, "deals.read");
    const asking = await this.#ask(actor, "deal");
    const params = new Params();
    const where = [...conditions(asking, {}, params), ...cutSql(actor, cut, params)].join(" and ");
    return { deals: dealsSql(asking), kind: asking.kind, where, params, currency: asking.reading.currency };
  }
}

const moneyOf =
  (params: Params, currency: string) =>
  (sum: string): string =>
    `json_build_object('amount', round(coalesce(${sum}, 0), ${currencyDigits(currency)})::text, 'currency', ${params.add(currency, "text")})`;
