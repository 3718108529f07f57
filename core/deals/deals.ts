import type { Database, Queryable } from "../db/database.ts";
import type { Actor } from "../kernel/actor.ts";
import { Conflict, Invalid } from "../kernel/errors.ts";
import type { Input, Rec } from "../records/record.ts";
import type { Records, WriteOptions } from "../records/records.ts";
import { problemAt } from "../records/store/validate.ts";
import { dealSetup, firstStage, type Pipeline, pipelineOf, stageFor } from "./setup.ts";

export type Outcome = "won" | "lost";

/** How a deal ended. */
export interface Closure {
  readonly outcome: Outcome;
  /** `YYYY-MM-DD`; today in the company's zone when absent. */
  readonly closedOn?: string | undefined;
  /** A reason of the list; needed for a lost deal. */
  readonly lostReason?: string | undefined;
  readonly lostNote?: string | undefined;
  readonly competitor?: string | undefined;
}

export interface Move {
  readonly stage: string;
  /** Against the rules of the stage; needs the right `stages.force`. */
  readonly force?: boolean | undefined;
}

export interface Reopening {
  readonly reason: string;
  /** The stage it goes on in; the one it was closed from when absent. */
  readonly stage?: string | undefined;
}

/** What one does with a deal beside editing it. */
export class Deals {
  readonly #records: Records;
  readonly #db: Database;

  constructor(records: Records, db: Database) {
    this.#records = records;
    this.#db = db;
  }

  /** Moves a deal to the stage of this outcome. Closing it the same way again changes nothing. */
  async close(actor: Actor, id: string, closure: Closure, options: WriteOptions = {}): Promise<Rec> {
    const deal = await this.#records.get(actor, "deal", id);
    if (deal["status"] === closure.outcome) return deal;
    const stage = stageFor(await this.#pipeline(deal), closure.outcome);
    if (!stage) throw new Conflict("deals.no_such_outcome", { outcome: closure.outcome });
    const { outcome: _, ...said } = closure;
    return await this.#records.change(actor, "deal", id, { stage: stage.id, ...given(said) }, options);
  }

  async move(actor: Actor, id: string, { stage, force }: Move, options: WriteOptions = {}): Promise<Rec> {
    return await this.#records.change(actor, "deal", id, { stage, ...(force ? { stageForced: true } : {}) }, options);
  }

  /** Opens a closed deal again; its reason stays on the deal and in its history. */
  async reopen(actor: Actor, id: string, { reason, stage }: Reopening, options: WriteOptions = {}): Promise<Rec> {
    const deal = await this.#records.get(actor, "deal", id);
    if (deal["status"] === "open") return deal;
    if (reason.trim() === "") throw new Invalid([problemAt("reason", "deals.reopen_needs_reason")]);
    const back = stage ?? (await this.#stageBefore(deal));
    return await this.#records.change(actor, "deal", id, { stage: back, reopenReason: reason }, options);
  }

  async #pipeline(deal: Rec): Promise<Pipeline> {
    const pipeline = pipelineOf(await dealSetup(this.#db), deal["pipeline"]);
    if (!pipeline) throw new Conflict("deals.no_pipeline");
    return pipeline;
  }

  async #stageBefore(deal: Rec): Promise<string | undefined> {
    return (await lastOpenStage(this.#db, deal.id)) ?? firstStage(await this.#pipeline(deal))?.id;
  }
}

async function lastOpenStage(db: Queryable, deal: string): Promise<string | undefined> {
  const text = `select h.stage_id as id from deal_stage_history h join stages s on s.id = h.stage_id join deals d on d.id = h.deal_id
    where h.deal_id = $1 and s.type = 'open' and not s.archived and s.pipeline_id = d.pipeline_id order by h.id desc limit 1`;
  const [row] = await db.query<{ id: string }>({ name: "deals.stage_before", text, values: [deal] });
  return row?.id;
}

const given = (input: Input): Input =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined && value !== ""));
