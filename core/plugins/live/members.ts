// Whose records belong to some teams, known without asking the database each time.
import type { Queryable } from "../../db/database.ts";
import type { Log } from "../../kernel/log.ts";

/** Milliseconds for which it is believed; then it is read again, beside whoever asks. */
const BELIEVED = 2_000;

export class Members {
  readonly #db: Queryable;
  readonly #log: Log;
  readonly #teams: readonly string[];
  #ids: ReadonlySet<string> = new Set();
  #readAt = 0;

  constructor(db: Queryable, log: Log, teams: readonly string[]) {
    this.#db = db;
    this.#log = log;
    this.#teams = teams;
  }

  /** Reads who they are; to be awaited once before anybody asks. */
  async read(): Promise<void> {
    this.#readAt = Date.now();
    const text = "select id::text as id from users where team_id = any($1::uuid[])";
    const rows = await this.#db.query<{ id: string }>({ text, values: [this.#teams] });
    this.#ids = new Set(rows.map(({ id }) => id));
  }

  /** True for the id of somebody who is on one of the teams. */
  has(person: string): boolean {
    if (Date.now() - this.#readAt > BELIEVED)
      this.read().catch((error: unknown) => this.#log.debug({ err: error }, "plugins: teams could not be read"));
    return this.#ids.has(person);
  }
}
