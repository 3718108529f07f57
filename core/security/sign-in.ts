import type { Database } from "../db/database.ts";
import { type Checked, fits, misfit } from "../kernel/checked.ts";
import { personDoing, writeAudit } from "./audit/write-audit.ts";
import type { Attempts } from "./attempts.ts";
import { matchesPassword } from "./hashing.ts";
import { normalLogin } from "./logins.ts";
import type { Passkeys } from "./passkeys/passkeys.ts";
import type { SecondFactors, SecondStep } from "./second-factors.ts";
import type { Fresh, FromElsewhere, Sessions, Visitor } from "./sessions.ts";

export interface Credentials {
  readonly login: string;
  readonly password: string;
  readonly kept: boolean;
}

/** How far somebody came: the secret for the cookie, and what is still to be done with it. */
export interface Entry {
  readonly secret: string;
  readonly step: SecondStep;
}

/** Whoever has done the first half, by the secret of their half session. */
export interface Half {
  readonly secret: string;
  readonly userId: string;
  /** What is to come. */
  readonly step: SecondStep;
}

/** Whose it was, as far as it is known, and what else there is to say. */
export interface Failure {
  readonly userId?: string | undefined;
  /** Where they came from, and why they were not let in. */
  readonly provider?: string;
  readonly why?: string;
}

export interface SecondWays {
  readonly codes: SecondFactors;
  readonly passkeys: Passkeys;
}

const QUARTER_HOUR = 15 * 60;
const TRIES_PER_ACCOUNT = 20;
const TRIES_PER_ADDRESS = 200;

interface Account {
  readonly id: string;
  readonly hash: string;
}

const findAccount = `select u.id, p.hash from users u join passwords p on p.user_id = u.id
where lower(u.email) = $1 and u.state = 'active' and u.deleted_at is null`;

/** Signing in. The same answer, in the same time, whichever half was wrong. */
export class SignIn {
  readonly #db: Database;
  readonly #sessions: Sessions;
  readonly #attempts: Attempts;
  readonly #second: SecondWays;

  constructor(db: Database, sessions: Sessions, attempts: Attempts, second: SecondWays) {
    this.#db = db;
    this.#sessions = sessions;
    this.#attempts = attempts;
    this.#second = second;
  }

  /** By password. Throws TooMany after 20 wrong tries for one login or 200 from one address in 15 minutes. */
  async withPassword({ login, password, kept }: Credentials, visitor: Visitor): Promise<Checked<Entry>> {
    const [account, address] = [`login:${normalLogin(login)}`.slice(0, 400), `address:${visitor.address}`];
    await this.#attempts.count(account, TRIES_PER_ACCOUNT, QUARTER_HOUR);
    await this.#attempts.count(address, TRIES_PER_ADDRESS, QUARTER_HOUR);
    const [found] = await this.#db.query<Account & object>({ text: findAccount, values: [normalLogin(login)] });
    const right = await matchesPassword(found?.hash, password);
    if (!found || !right) {
      await this.tellFailure(visitor, { userId: found?.id });
      return misfit("sign_in_failed");
    }

    await Promise.all([this.#attempts.forget(account), this.#attempts.forgive(address)]);
    const entry = await this.enter(found.id, kept, visitor);
    if (await this.#isStill(found)) return fits(entry);
    await this.#sessions.endSecret(entry.secret);
    await this.tellFailure(visitor, { userId: found.id });
    return misfit("sign_in_failed");
  }

  /** False where another password was chosen while this one was looked at: that ends sessions, and this one may have come after. */
  async #isStill({ id, hash }: Account): Promise<boolean> {
    const text = "select from passwords where user_id = $1 and hash = $2 for share";
    return (await this.#db.query({ text, values: [id, hash] })).length > 0;
  }

  /**
   * For whoever proved the first half, in whichever way: a session, or half of one where a second step is to come. Who comes
   * `from` a server that takes the second step itself is in.
   */
  async enter(userId: string, kept: boolean, visitor: Visitor, from?: FromElsewhere): Promise<Entry> {
    const step = from ? "none" : await this.#second.codes.after(userId);
    if (step !== "none") return { step, secret: await this.#sessions.startHalf(userId, kept, visitor) };
    return { step, secret: await this.#sessions.start(userId, kept, visitor, from) };
  }

  /** The second half, by a code; undefined for a wrong one. */
  async withCode(half: Half, code: string, visitor: Visitor): Promise<Fresh | undefined> {
    return await this.#finish(half, visitor, await this.#second.codes.check(half.userId, code));
  }

  /** The second half, by what a passkey answered; undefined when that does not hold. */
  async withPasskey(half: Half, answer: string, visitor: Visitor): Promise<Fresh | undefined> {
    return await this.#finish(half, visitor, await this.#second.passkeys.check(half.userId, answer));
  }

  async #finish({ secret, userId }: Half, visitor: Visitor, isRight: boolean): Promise<Fresh | undefined> {
    if (isRight) return await this.#sessions.complete(secret, visitor);
    await this.tellFailure(visitor, { userId });
    return undefined;
  }

  // What was typed is not kept: people type passwords where their address belongs.
  async tellFailure({ address, device }: Visitor, { userId, ...why }: Failure): Promise<void> {
    const deed = { action: "sign_in.failed", ...(userId && { kind: "user", recordId: userId }) };
    const detail = { device: device.slice(0, 300), ...why };
    await writeAudit(this.#db, personDoing("system:nobody"), { ...deed, address, detail });
  }
}
