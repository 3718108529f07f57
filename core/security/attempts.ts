import type { Database } from "../db/database.ts";
import { TooMany } from "../kernel/errors.ts";

const countOne = `insert into attempts (key, count, ends_at) values ($1, 1, now() + $2 * interval '1 second')
on conflict (key) do update set
  count = case when attempts.ends_at <= now() then 1 else attempts.count + 1 end,
  ends_at = case when attempts.ends_at <= now() then excluded.ends_at else attempts.ends_at end
returning count, ceil(extract(epoch from ends_at - now()))::int as seconds`;

/** How often something was tried within a window that starts with the first try; counted in the database for all processes. */
export class Attempts {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Counts one more try before it is made; above `limit` it throws TooMany until the window ends by itself. */
  async count(key: string, limit: number, window: number): Promise<void> {
    const [row] = await this.#db.query<{ count: number; seconds: number }>({ text: countOne, values: [key, window] });
    if (row && row.count > limit)
      throw new TooMany("security.too_many_attempts", { seconds: Math.max(1, row.seconds) });
  }

  /** Takes one try back: it was a good one. */
  async forgive(key: string): Promise<void> {
    await this.#db.query({ text: "update attempts set count = count - 1 where key = $1 and count > 0", values: [key] });
  }

  /** Forgets all tries under this key. */
  async forget(key: string): Promise<void> {
    await this.#db.query({ text: "delete from attempts where key = $1", values: [key] });
  }

  /** Removes ended windows; run by a job. */
  async tidy(): Promise<void> {
    await this.#db.query({ text: "delete from attempts where ends_at <= now()" });
  }
}
