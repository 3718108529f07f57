// Which open deals need a person: no next step, a step overdue, an expected close that has passed, silence.
import type { Database } from "../db/database.ts";
import type { Actor } from "../kernel/actor.ts";
import { allow } from "../records/query/scope.ts";
import { conditions } from "../records/query/select.ts";
import { Params } from "../records/query/sql.ts";
import type { AskFor } from "./board-query.ts";
import { type Cut, cutSql } from "./figures.ts";
import { dealsSql } from "./seen-deals.ts";
import { sees } from "../records/access/seen-values.ts";
import type { Kind } from "../records/kind.ts";

export interface Attention {
  /** Each is counted up to 1,000. */
  readonly withoutStep: number;
  readonly overdue: number;
  readonly late: number;
  readonly quiet: number;
  /** Deals with at least one of these. */
  readonly all: number;
}

export type Need = "withoutStep" | "overdue" | "late" | "quiet";

export interface NeedyDeal {
  readonly id: string;
  readonly name: string;
  readonly company: string | null;
  readonly owner: string | null;
  readonly nextStep: string | null;
  readonly nextStepOn: string | null;
  readonly quietDays: number | null;
}

const MOST = 1_000;

const silence = "greatest(t.stage_since, t.last_activity_at, t.updated_at)";

// A step without a day is a step; a day that has passed is an overdue one.
const allNeeds: Readonly<Record<Need, string>> = {
  withoutStep: "(t.next_step is null and t.next_step_on is null)",
  overdue: "(t.next_step_on < d.today)",
  late: "(t.close_date < d.today)",
  quiet: `(s.quiet_after is not null and ${silence} < now() - s.quiet_after * interval '1 day')`,
};

/** Of a step that somebody may not see nobody says to them that it is missing. */
function needsFor(kind: Kind): Readonly<Record<Need, string>> {
  const seesSteps = sees(kind, "nextStep") && sees(kind, "nextStepOn");
  return seesSteps ? allNeeds : { ...allNeeds, withoutStep: "false" };
}

/** Finds what would otherwise be forgotten. */
export class NeedsAttention {
  readonly #db: Database;
  readonly #ask: AskFor;

  constructor(db: Database, ask: AskFor) {
    this.#db = db;
    this.#ask = ask;
  }

  async count(actor: Actor, cut: Cut = {}): Promise<Attention> {
    const { from, params, needs } = await this.#open(actor, cut);
    const flags = Object.entries(needs)
      .map(([name, sql]) => `${sql} as "${name}"`)
      .join(", ");
    const any = Object.values(needs).join(" or ");
    const columns = Object.keys(needs)
      .map((name) => `(count(*) filter (where "${name}"))::int as "${name}"`)
      .join(", ");
    const text = `select ${columns}, count(*)::int as "all" from (select ${flags} ${from} and (${any}) limit ${MOST}) x`;
    const [row] = await this.#db.query<Attention & Record<string, number>>({ text, values: params.values });
    return row ?? { withoutStep: 0, overdue: 0, late: 0, quiet: 0, all: 0 };
  }

  /** The deals that need this, the longest neglected first. */
  async list(actor: Actor, need: Need, cut: Cut & { readonly limit?: number } = {}): Promise<readonly NeedyDeal[]> {
    const { from, params, needs } = await this.#open(actor, cut);
    const text = `select t.id, t.name, co.name as company, u.name as owner, t.next_step as "nextStep", t.next_step_on as "nextStepOn",
        extract(day from now() - ${silence})::int as "quietDays" ${from} and ${needs[need]}
      order by ${need === "overdue" ? "t.next_step_on" : silence}, t.id limit ${params.add(cut.limit ?? 5, "integer")}`;
    return await this.#db.query<NeedyDeal>({ text, values: params.values });
  }

  async #open(
    actor: Actor,
    cut: Cut,
  ): Promise<{ from: string; params: Params; needs: Readonly<Record<Need, string>> }> {
    allow(actor, "deals.read");
    const asking = await this.#ask(actor, "deal");
    const params = new Params();
    const zone = params.add(asking.reading.timeZone, "text");
    const where = [...conditions(asking, {}, params), ...cutSql(actor, cut, params), "t.status = 'open'"].join(" and ");
    const from = `from ${dealsSql(asking)} t join stages s on s.id = t.stage_id left join companies co on co.id = t.company_id left join users u on u.id = t.owner_id
      cross join (select (now() at time zone ${zone})::date as today) d where ${where}`;
    return { from, params, needs: needsFor(asking.kind) };
  }
}
