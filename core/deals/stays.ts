import type { Database } from "../db/database.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Records } from "../records/records.ts";

/** One stay of a deal in a stage. */
export interface StayLine {
  readonly stage: string;
  readonly stageName: string;
  readonly pipeline: string;
  readonly enteredAt: string;
  /** Null while it stands there. */
  readonly leftAt: string | null;
  readonly days: number;
  readonly actorId: string;
  readonly forced: boolean;
  readonly assumed: boolean;
}

/** The way a deal went; seen by whoever sees the deal. */
export class Stays {
  readonly #records: Records;
  readonly #db: Database;

  constructor(records: Records, db: Database) {
    this.#records = records;
    this.#db = db;
  }

  async of(actor: Actor, deal: string): Promise<readonly StayLine[]> {
    const { id } = await this.#records.get(actor, "deal", deal);
    const text = `select h.stage_id as stage, s.name as "stageName", h.pipeline_id as pipeline, h.entered_at as "enteredAt", h.left_at as "leftAt",
        extract(day from coalesce(h.left_at, now()) - h.entered_at)::int as days, h.actor_id as "actorId", h.forced, h.assumed
      from deal_stage_history h join stages s on s.id = h.stage_id where h.deal_id = $1 order by h.id`;
    return await this.#db.query<StayLine>({ name: "deals.stays", text, values: [id] });
  }
}
