// How far the deals that began in a period came. A deal counts for every stage up to the furthest it reached.
import type { Reader } from "../db/reader.ts";
import type { Actor } from "../kernel/actor.ts";
import { allow } from "../records/query/scope.ts";
import { conditions } from "../records/query/select.ts";
import { Params } from "../records/query/sql.ts";
import type { AskFor } from "./board-query.ts";
import { type Cut, cutSql, type Period } from "./figures.ts";
import { dealsSql } from "./seen-deals.ts";
import { liveStages, type Pipeline, type Stage } from "./setup.ts";

export interface FunnelStep {
  readonly stage: Pick<Stage, "id" | "name" | "probability">;
  /** Deals that came at least this far; never more than in the step before. */
  readonly reached: number;
  /** Percent of this step's deals that reached the next one; null on the last step and where nobody came. */
  readonly conversion: string | null;
}

export interface ObservedStage {
  readonly stage: string;
  /** Closed deals of the last twelve months that ever stood in the stage, and how many of them were won. */
  readonly closed: number;
  readonly won: number;
  /** (won + 1) ÷ (closed + 2) in percent; null below 30 closed deals, where it would say little. */
  readonly probability: string | null;
}

const ENOUGH = 30;

/** The steps of a pipeline: open stages in their order, then won. Deals whose furthest stage is no longer in use count up to the one before. */
export class Funnel {
  readonly #reader: Reader;
  readonly #ask: AskFor;

  constructor(reader: Reader, ask: AskFor) {
    this.#reader = reader;
    this.#ask = ask;
  }

  async steps(actor: Actor, pipeline: Pipeline, period: Period, cut: Cut = {}): Promise<readonly FunnelStep[]> {
    const steps = stepsOf(pipeline);
    const { deals, sql, params } = await this.#deals(actor, { ...cut, pipeline: pipeline.id });
    const ids = params.add(
      steps.map((stage) => stage.id),
      "uuid[]",
    );
    const where = `${sql} and t.opened_on >= ${params.add(period.from, "date")} and t.opened_on < ${params.add(period.to, "date")}`;
    const text = `with reached as (
        select t.id, max(coalesce(array_position(${ids}, h.stage_id), 1)) as furthest from ${deals} t
        left join deal_stage_history h on h.deal_id = t.id where ${where} group by t.id)
      select furthest, count(*)::int as n from reached group by furthest`;
    const rows = await this.#reader.query<{ furthest: number; n: number }>({ text, values: params.values });
    return funnelOf(steps, rows);
  }

  /** What the past says about each stage's chance. */
  async observed(actor: Actor, pipeline: Pipeline, cut: Cut = {}): Promise<readonly ObservedStage[]> {
    const { deals, sql, params } = await this.#deals(actor, { ...cut, pipeline: pipeline.id });
    const text = `select h.stage_id as stage, count(distinct t.id)::int as closed, (count(distinct t.id) filter (where t.status = 'won'))::int as won
      from ${deals} t join deal_stage_history h on h.deal_id = t.id join stages s on s.id = h.stage_id
      where ${sql} and t.status <> 'open' and s.type = 'open' and t.opened_on >= current_date - interval '12 months' group by h.stage_id`;
    const rows = await this.#reader.query<{ stage: string; closed: number; won: number }>({
      text,
      values: params.values,
    });
    return rows.map((row) => ({ ...row, probability: observedProbability(row.won, row.closed) }));
  }

  async #deals(actor: Actor, cut: Cut): Promise<{ deals: string; sql: string; params: Params }> {
    allow(actor, "deals.read");
    const params = new Params();
    const asking = await this.#ask(actor, "deal");
    const sql = [...conditions(asking, {}, params), ...cutSql(actor, cut, params)].join(" and ");
    return { deals: dealsSql(asking), sql, params };
  }
}

const stepsOf = (pipeline: Pipeline): readonly Stage[] => {
  const live = liveStages(pipeline);
  return [
    ...live.filter((stage) => stage.type === "open"),
    ...live.filter((stage) => stage.type === "won").slice(0, 1),
  ];
};

/** Reached counts from "furthest step → number of deals" (steps count from 1). */
export function funnelOf(
  steps: readonly Pick<Stage, "id" | "name" | "probability">[],
  furthest: readonly { furthest: number; n: number }[],
): readonly FunnelStep[] {
  const reached = steps.map((_, at) => furthest.reduce((sum, row) => (row.furthest >= at + 1 ? sum + row.n : sum), 0));
  return steps.map(({ id, name, probability }, at) => ({
    stage: { id, name, probability },
    reached: reached[at] ?? 0,
    conversion: conversionOf(reached[at] ?? 0, reached[at + 1]),
  }));
}

const conversionOf = (here: number, next: number | undefined): string | null =>
  next === undefined || here === 0 ? null : ((100 * next) / here).toFixed(1);

/** The chance of winning seen from a stage, smoothed so that few deals never say 0 % or 100 %. */
export const observedProbability = (won: number, closed: number): string | null =>
  closed < ENOUGH ? null : ((100 * (won + 1)) / (closed + 2)).toFixed(1);
