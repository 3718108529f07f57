import type { Database } from "../db/database.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { TooMany } from "../kernel/errors.ts";
import type { Mail } from "../mail/mail.ts";
import type { Attempts } from "../security/attempts.ts";
import type { OneTimeLinks } from "../security/links.ts";
import { isLogin, normalLogin } from "../security/logins.ts";
import type { Visitor } from "../security/sessions.ts";

export interface ForgottenParts {
  readonly db: Database;
  readonly attempts: Attempts;
  readonly links: OneTimeLinks;
  readonly mail: Pick<Mail, "write">;
  readonly jobs: Jobs;
}

const HOUR = 60 * 60;
const LETTERS_PER_ADDRESS = 3;
const ASKED_PER_VISITOR = 20;
/** Minutes a link of this kind works. */
const RESET_MINUTES = 30;

/** The job that looks the address up. */
const RESET = "users.reset";
export const RESET_PAYLOAD = { type: "object", required: ["login"], properties: { login: { type: "string" } } };

const find = `select id, name from users where lower(email) = $1 and state = 'active' and deleted_at is null`;

/** A new password by mail. Who is known here is found out by a job: whoever asks gets the same answer in the same time. */
export class Forgotten {
  readonly #parts: ForgottenParts;

  constructor(parts: ForgottenParts) {
    this.#parts = parts;
  }

  /** Takes the wish in, whoever it is about. TooMany for a visitor who asks all the time; the fourth letter an hour is never written. */
  async ask(typed: string, { address }: Visitor): Promise<void> {
    const { attempts, jobs } = this.#parts;
    await attempts.count(`reset-from:${address}`, ASKED_PER_VISITOR, HOUR);
    const login = normalLogin(typed).slice(0, 254);
    if (!isLogin(login) || (await this.#isTooOften(login))) return;
    await jobs.enqueue(undefined, RESET, { login });
  }

  /** The job's work: writes to whoever signs in with this address, and to nobody else. */
  async write(login: string): Promise<void> {
    const { db, links, mail } = this.#parts;
    await db.transaction(async (trx) => {
      const [person] = await trx.query<{ id: string; name: string }>({ text: find, values: [login] });
      if (!person) return;
      const secret = await links.create("password", person.id, RESET_MINUTES / 60, trx);
      const values = { name: person.name, minutes: RESET_MINUTES };
      const to = { person: person.id };
      await mail.write(trx, {
        to,
        words: "users.mail.reset",
        values,
        path: `/password/${secret}`,
        usefulFor: RESET_MINUTES,
      });
    });
  }

  async #isTooOften(login: string): Promise<boolean> {
    try {
      await this.#parts.attempts.count(`reset:${login}`, LETTERS_PER_ADDRESS, HOUR);
      return false;
    } catch (error) {
      if (error instanceof TooMany) return true;
      throw error;
    }
  }
}
