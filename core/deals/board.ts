import type { Database } from "../db/database.ts";
import { SharedReadings } from "../db/shared-readings.ts";
import type { Actor } from "../kernel/actor.ts";
import { NotFound } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.ts";
import type { Money } from "../records/fields/types/money.ts";
import { allow } from "../records/query/scope.ts";
import type { Related } from "../records/record.ts";
import { type AskFor, type BoardQuery, ownersOf } from "./board-query.ts";
import { boardStatement } from "./board-sql.ts";

export interface BoardCard {
  readonly id: string;
  readonly version: number;
  readonly number: number;
  readonly name: string;
  readonly status: "open" | "won" | "lost";
  readonly company: Related | null;
  readonly amount: Money | null;
  readonly owner: Related | null;
  readonly probability: string | null;
  readonly nextStep: string | null;
  readonly nextStepOn: string | null;
  readonly closeDate: string | null;
  readonly closedOn: string | null;
  readonly stageSince: string;
  /** Days without a sign of life, once they are more than the stage allows; else null. */
  readonly quietDays: number | null;
}

export interface BoardColumn {
  readonly stage: {
    readonly id: string;
    readonly name: string;
    readonly type: "open" | "won" | "lost";
    readonly probability: string;
    readonly quietAfter: number | null;
  };
  readonly count: number;
  /** In the company's currency; deals without a rate are missing from it and counted in `unrated`. Null for those who may not see amounts. */
  readonly sum: Money | null;
  readonly weighted: Money | null;
  readonly unrated: number;
  readonly cards: readonly BoardCard[];
  /** Where the cards that follow begin; null when all are shown. */
  readonly next: string | null;
}

/** Stages with the newest cards of each, and what they add up to. */
export class Board {
  readonly #db: Database;
  readonly #ask: AskFor;
  readonly #readings = new SharedReadings<string>();

  constructor(db: Database, ask: AskFor) {
    this.#db = db;
    this.#ask = ask;
  }

  async columns(actor: Actor, pipeline: string, query: BoardQuery): Promise<readonly BoardColumn[]> {
    return JSON.parse(await this.text(actor, pipeline, query)) as BoardColumn[];
  }

  /** The columns as JSON text, as PostgreSQL wrote it. */
  async text(actor: Actor, pipeline: string, query: BoardQuery): Promise<string> {
    allow(actor, "deals.read");
    if (!isId(pipeline)) throw new NotFound("deals.pipeline_not_found");
    const asking = await this.#ask(actor, "deal");
    const { currency } = asking.reading;
    const statement = boardStatement(asking, { pipeline, currency, query, owners: ownersOf(actor, query.owner) });
    return await this.#readings.share(JSON.stringify([statement.text, statement.values]), async () => {
      const [row] = (await this.#db.query(statement)) as unknown as [string][];
      return row?.[0] ?? "[]";
    });
  }
}
