import type { Database, Queryable, Transaction } from "../db/database.ts";
import { hashOf, newSecret } from "./secrets.ts";

/** `setup`: make the first administrator. `password`: choose a password, as an invited person or after losing one. */
export type LinkPurpose = "setup" | "password";

const valid = "hash = $1 and purpose = $2 and expires_at > now()";

/** Links that work once. Opening one changes nothing (mail scanners do); using it removes it. */
export class OneTimeLinks {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The secret part of a new link. A person's older links die, so that the newest mail is the one that works. */
  async create(purpose: LinkPurpose, userId: string | null, hours: number, trx?: Transaction): Promise<string> {
    if (!trx) return await this.#db.transaction((own) => this.create(purpose, userId, hours, own));
    const secret = newSecret();
    const insert = `insert into one_time_links (hash, purpose, user_id, expires_at)
      values ($1, $2, $3, now() + $4 * interval '1 hour')`;
    if (userId) await this.drop(userId, trx);
    await trx.query({ text: insert, values: [hashOf(secret), purpose, userId, hours] });
    return secret;
  }

  /** Whose link it is while it still works. */
  async find(purpose: LinkPurpose, secret: string): Promise<{ userId: string | null } | undefined> {
    const text = `select user_id as "userId" from one_time_links where ${valid}`;
    const [link] = await this.#db.query<{ userId: string | null }>({ text, values: [hashOf(secret), purpose] });
    return link;
  }

  /** Uses the link up; of two at once only one gets it. */
  async take(trx: Queryable, purpose: LinkPurpose, secret: string): Promise<{ userId: string | null } | undefined> {
    const text = `delete from one_time_links where ${valid} returning user_id as "userId"`;
    const [link] = await trx.query<{ userId: string | null }>({ text, values: [hashOf(secret), purpose] });
    return link;
  }

  /** Ends all links of a person: the address or the state changed. */
  async drop(userId: string, db: Queryable = this.#db): Promise<void> {
    await db.query({ text: "delete from one_time_links where user_id = $1", values: [userId] });
  }

  /** Removes what has run out; run by a job. */
  async tidy(): Promise<void> {
    await this.#db.query({ text: "delete from one_time_links where expires_at <= now()" });
  }
}
