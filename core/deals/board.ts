import type { Database } from "../db/database.ts";
import type { Actor } from "../kernel/actor.ts";
import { NotFound } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.ts";
import type { Money } from "../records/fields/types/money.ts";
import type { Filter } from "../records/query/grammar.ts";
import { allow } from "../records/query/scope.ts";
import type { Asking } from "../records/query/select.ts";
import type { Related } from "../records/record.ts";
import { boardStatement, type Owners } from "./board-sql.ts";

/** `me`, `team`, `all`, or a person's id. */
export type Whose = string;

export interface BoardQuery {
  /** Cards per stage. */
  readonly limit: number;
  readonly owner?: Whose | undefined;
  readonly filter?: Filter | undefined;
  readonly q?: string | undefined;
  /** Only this stage, for more of its cards. */
  readonly stage?: string | undefined;
  /** `next` of the column before: time and id of its last card. */
  readonly after?: readonly [string, string] | undefined;
}

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
  /** In the company's currency; deals without a rate are missing from it and counted in `unrated`. */
  readonly sum: Money;
  readonly weighted: Money;
  readonly unrated: number;
  readonly cards: readonly BoardCard[];
  readonly next: readonly [string, string] | null;
}

/** How the engine looks at deals for an actor: kind, rights, reading. */
export type AskFor = (actor: Actor, kind: string) => Promise<Asking>;

/** Stages with the newest cards of each, and what they add up to. */
export class Board {
  readonly #db: Database;
  readonly #ask: AskFor;

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
    const [row] = (await this.#db.query(statement)) as unknown as [string][];
    return row?.[0] ?? "[]";
  }
}

/** The people meant by `me`, `team`, `all` or an id; what one may not read is left out by rights anyway. */
export function ownersOf(actor: Actor, whose: Whose | undefined): Owners {
  if (whose === undefined || whose === "" || whose === "all") return undefined;
  if (whose === "me") return [actor.id];
  if (whose === "team") return [...new Set([actor.id, ...actor.teamMates])];
  return isId(whose) ? [whose] : [];
}
