import { randomBytes } from "node:crypto";
import type { Database } from "../../db/database.ts";
import { hashOf } from "../secrets.ts";

/** What a question was asked for: an answer to the one is none to the other. */
export type ChallengePurpose = "add" | "enter";

const insert = `insert into passkey_challenges (hash, user_id, purpose, expires_at)
values ($1, $2, $3, now() + interval '5 minutes')`;

const take = `delete from passkey_challenges
where hash = $1 and user_id = $2 and purpose = $3 and expires_at > now() returning 1 as taken`;

/** Questions to passkeys, asked of one person for one purpose; each is answered once, within five minutes. */
export class Challenges {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async ask(userId: string, purpose: ChallengePurpose): Promise<Uint8Array<ArrayBuffer>> {
    const question = new Uint8Array(randomBytes(32));
    await this.#db.query({ text: insert, values: [hashOf(textOf(question)), userId, purpose] });
    return question;
  }

  /** True for the first who asks, whatever becomes of their answer. */
  async take(userId: string, purpose: ChallengePurpose, question: string): Promise<boolean> {
    return (await this.#db.query({ text: take, values: [hashOf(question), userId, purpose] })).length > 0;
  }

  /** Removes what nobody answered; run by a job. */
  async tidy(): Promise<void> {
    await this.#db.query({ text: "delete from passkey_challenges where expires_at <= now()" });
  }
}

const textOf = (question: Uint8Array): string => Buffer.from(question).toString("base64url");
