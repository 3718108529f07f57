// Where somebody's selling stands today: three numbers, the next steps that are due, and what is new.
import type { Database } from "../db/database.ts";
import type { Actor } from "../kernel/actor.ts";
import { currencyDigits } from "../records/fields/types/currency-digits.ts";
import type { Money } from "../records/fields/types/money.ts";
import { allow, scopeSql } from "../records/query/scope.ts";
import { isLimited } from "../records/query/limits.ts";
import { sharesFor } from "../records/query/shared.ts";
import { conditions } from "../records/query/select.ts";
import { Params } from "../records/query/sql.ts";
import type { AskFor, Whose } from "./board-query.ts";
import { counted } from "./board-sql.ts";
import { cutSql } from "./figures.ts";
import { sumSql } from "./money-sql.ts";
import { dealsSql, seesMoney, seesWeight } from "./seen-deals.ts";

export interface Numbers {
  readonly count: number;
  /** Sums are null for those who may not see amounts. */
  readonly open: Money | null;
  readonly weighted: Money | null;
  /** Won since the first of this month. */
  readonly won: Money | null;
}

export interface DueStep {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly company: string | null;
  readonly owner: string | null;
  readonly nextStep: string | null;
  readonly nextStepOn: string;
  readonly due: "overdue" | "today" | "tomorrow";
}

export interface NewDeal {
  readonly id: string;
  readonly name: string;
  readonly company: string | null;
  readonly amount: Money | null;
  readonly createdAt: string;
}

const MOST_STEPS = 50;

export class Standing {
  readonly #db: Database;
  readonly #ask: AskFor;

  constructor(db: Database, ask: AskFor) {
    this.#db = db;
    this.#ask = ask;
  }

  async numbers(actor: Actor, owner: Whose): Promise<Numbers> {
    const { asking, deals, params, where, today } = await this.#deals(actor, owner);
    // Kept totals know owners, not single deals that were given to somebody, nor what a condition asks of them.
    const given = sharesFor(actor, "deal", "read").length > 0 || isLimited(actor, asking.kind, "read");
    const from = given
      ? `(select t.stage_id, ${counted} from ${deals} t where ${where} group by t.stage_id)`
      : "deal_totals";
    const kept =
      (given ? [] : [...cutSql(actor, { owner }, params), scopeSql(actor, asking.kind, "read", { alias: "t", params })])
        .filter(Boolean)
        .join(" and ") || "true";
    const { currency } = asking.reading;
    const sum = (seen: boolean, sql: string) =>
      seen ? sumSql(sql, params.add(currency, "text"), currencyDigits(currency)) : "null::json";
    const [money, weight] = [seesMoney(asking.kind), seesWeight(asking.kind)];
    const text = `select coalesce(sum(t.count), 0)::int as count, ${sum(money, "sum(t.base_sum)")} as open,
        ${sum(weight, "sum(t.base_plain * s.probability / 100 + t.base_overridden)")} as weighted,
        (select ${sum(money, "sum(t.base_amount)")} from ${deals} t where ${where} and t.status = 'won' and t.closed_on >= date_trunc('month', ${today}::timestamp)::date) as won
      from ${from} t join stages s on s.id = t.stage_id where s.type = 'open' and ${kept}`;
    const [row] = await this.#db.query<Numbers & object>({ text, values: params.values });
    if (!row) throw new Error("an aggregate is one row");
    return row;
  }

  /** Steps of open deals that are overdue, due today or tomorrow, the oldest first. */
  async steps(actor: Actor, owner: Whose): Promise<readonly DueStep[]> {
    const { deals, params, where, today } = await this.#deals(actor, owner);
    const text = `select t.id, t.version, t.name, co.name as company, u.name as owner, t.next_step as "nextStep", t.next_step_on as "nextStepOn",
        case when t.next_step_on < ${today} then 'overdue' when t.next_step_on = ${today} then 'today' else 'tomorrow' end as due
      from ${deals} t left join companies co on co.id = t.company_id left join users u on u.id = t.owner_id
      where ${where} and t.status = 'open' and t.next_step_on <= ${today} + 1 order by t.next_step_on, t.created_at limit ${MOST_STEPS}`;
    return await this.#db.query<DueStep & object>({ text, values: params.values });
  }

  /** Deals written down since yesterday began, the newest first. */
  async news(actor: Actor, owner: Whose, limit: number): Promise<readonly NewDeal[]> {
    const { deals, params, where, today, zone } = await this.#deals(actor, owner);
    const text = `select t.id, t.name, co.name as company, t.created_at as "createdAt",
        case when t.amount is not null then json_build_object('amount', t.amount::text, 'currency', t.amount_currency) end as amount
      from ${deals} t left join companies co on co.id = t.company_id
      where ${where} and t.created_at >= ((${today} - 1)::timestamp at time zone ${zone}) order by t.created_at desc, t.id desc limit ${params.add(limit, "integer")}`;
    return await this.#db.query<NewDeal & object>({ text, values: params.values });
  }

  async #deals(actor: Actor, owner: Whose) {
    allow(actor, "deals.read");
    const asking = await this.#ask(actor, "deal");
    const params = new Params();
    const where = [...conditions(asking, {}, params), ...cutSql(actor, { owner }, params)].join(" and ");
    const zone = params.add(asking.reading.timeZone, "text");
    return { asking, deals: dealsSql(asking), params, where, zone, today: `(now() at time zone ${zone})::date` };
  }
}
