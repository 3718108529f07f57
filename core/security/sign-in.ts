import type { Database } from "../db/database.ts";
import { type Checked, fits, misfit } from "../kernel/checked.ts";
import type { Attempts } from "./attempts.ts";
import { matchesPassword } from "./hashing.ts";
import { normalLogin } from "./logins.ts";
import type { Sessions, Visitor } from "./sessions.ts";

export interface Credentials {
  readonly login: string;
  readonly password: string;
  readonly kept: boolean;
}

const QUARTER_HOUR = 15 * 60;
const TRIES_PER_ACCOUNT = 20;
const TRIES_PER_ADDRESS = 200;

const findAccount = `select u.id, p.hash from users u join passwords p on p.user_id = u.id
where lower(u.email) = $1 and u.state = 'active' and u.deleted_at is null`;

/** Signing in by password. The same answer, in the same time, whichever half was wrong. */
export class SignIn {
  readonly #db: Database;
  readonly #sessions: Sessions;
  readonly #attempts: Attempts;

  constructor(db: Database, sessions: Sessions, attempts: Attempts) {
    this.#db = db;
    this.#sessions = sessions;
    this.#attempts = attempts;
  }

  /** The secret of a new session. Throws TooMany after 20 wrong tries for one login or 200 from one address in 15 minutes. */
  async withPassword({ login, password, kept }: Credentials, visitor: Visitor): Promise<Checked<string>> {
    const [account, address] = [`login:${normalLogin(login)}`.slice(0, 400), `address:${visitor.address}`];
    await this.#attempts.count(account, TRIES_PER_ACCOUNT, QUARTER_HOUR);
    await this.#attempts.count(address, TRIES_PER_ADDRESS, QUARTER_HOUR);
    const [found] = await this.#db.query<{ id: string; hash: string }>({
      text: findAccount,
      values: [normalLogin(login)],
    });
    const right = await matchesPassword(found?.hash, password);
    if (!found || !right) return misfit("sign_in_failed");

    await Promise.all([this.#attempts.forget(account), this.#attempts.forgive(address)]);
    return fits(await this.#sessions.start(found.id, kept, visitor));
  }
}
