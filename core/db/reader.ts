// Where reports and exports read: the replica, once it has everything that was written before the question; else the primary.
import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../kernel/log.ts";
import { Unavailable } from "../kernel/errors.ts";
import { type Database, type Queryable, sqlState } from "./database.ts";

/** Reading that may take long, and must not be in the way of the others. */
export interface Reader extends Pick<Queryable, "query"> {
  /** The database to read from now; it knows all that was written before. */
  database(): Promise<Database>;
}

/** For an installation with one database only. */
export const readerOf = (primary: Database): Reader => ({
  query: (statement) => primary.query(statement),
  database: async () => primary,
});

/** Milliseconds a reader waits for the replica to catch up; usually it lags by less than one. */
const patience = 300;
/** Milliseconds without the replica after it failed, and after it lagged. */
const [restAfterFailure, restAfterLag] = [10_000, 1_000];

const written = "select pg_current_wal_flush_lsn()::text as lsn";
const reached = "select pg_is_in_recovery() and pg_last_wal_replay_lsn() >= $1::pg_lsn as reached";

/** Reads from a streaming replica without ever showing a person less than they have written. */
export class Replica implements Reader {
  readonly #primary: Database;
  readonly #replica: Database;
  readonly #log: Log;
  #restsUntil = 0;

  constructor(primary: Database, replica: Database, log: Log) {
    this.#primary = primary;
    this.#replica = replica;
    this.#log = log;
  }

  async database(): Promise<Database> {
    if (performance.now() < this.#restsUntil) return this.#primary;
    const [place] = await this.#primary.query<{ lsn: string }>({ text: written });
    try {
      if (await this.#hasReached(place?.lsn ?? "")) return this.#replica;
      this.#rest(restAfterLag, "The replica is behind; reports and exports read the primary");
    } catch (error) {
      this.#rest(restAfterFailure, "The replica does not answer; reports and exports read the primary", error);
    }
    return this.#primary;
  }

  readonly query: Reader["query"] = async (statement) => {
    const database = await this.database();
    try {
      return await database.query(statement);
    } catch (error) {
      if (database === this.#primary || !isOfTheReplica(error)) throw error;
      this.#rest(restAfterFailure, "The replica broke off a report; it is read from the primary", error);
      return await this.#primary.query(statement);
    }
  };

  async #hasReached(lsn: string): Promise<boolean> {
    const end = performance.now() + patience;
    for (let pause = 2; ; pause *= 2) {
      const [row] = await this.#replica.query<{ reached: boolean | null }>({ text: reached, values: [lsn] });
      if (row?.reached) return true;
      if (performance.now() + pause > end) return false;
      await sleep(pause);
    }
  }

  #rest(milliseconds: number, why: string, error?: unknown): void {
    this.#restsUntil = performance.now() + milliseconds;
    this.#log.warn(error ? { err: error } : {}, why);
  }
}

/** Broken off because replaying was in its way, or because the replica has gone; a slow statement is slow on the primary too. */
const isOfTheReplica = (error: unknown): boolean =>
  sqlState(error) === "40001" || (error instanceof Unavailable && error.code !== "db.too_slow");
