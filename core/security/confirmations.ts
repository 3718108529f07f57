import type { Database } from "../db/database.ts";
import { personDoing, writeAudit } from "./audit/write-audit.ts";
import type { SecondWays } from "./sign-in.ts";
import type { Session, Sessions } from "./sessions.ts";

type Asked = Pick<Session, "id" | "userId">;

/** The second step shown once more, in the middle of a session: before data is taken out. */
export class Confirmations {
  readonly #db: Database;
  readonly #sessions: Sessions;
  readonly #ways: SecondWays;

  constructor(db: Database, sessions: Sessions, ways: SecondWays) {
    this.#db = db;
    this.#sessions = sessions;
    this.#ways = ways;
  }

  /** False for a wrong code. TooMany after five of them, as when signing in. */
  async withCode(session: Asked, code: string): Promise<boolean> {
    return await this.#finish(session, await this.#ways.codes.check(session.userId, code));
  }

  /** False when what a passkey answered does not hold. */
  async withPasskey(session: Asked, answer: string): Promise<boolean> {
    return await this.#finish(session, await this.#ways.passkeys.check(session.userId, answer));
  }

  async #finish(session: Asked, isRight: boolean): Promise<boolean> {
    if (isRight) await this.#sessions.step(session);
    else {
      const deed = { action: "session.not_confirmed", kind: "session", recordId: session.id };
      await writeAudit(this.#db, personDoing(session.userId), deed);
    }
    return isRight;
  }
}
