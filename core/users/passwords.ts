import type { Database, Queryable, Transaction } from "../db/database.ts";
import { type Actor, systemActor } from "../kernel/actor.ts";
import { type Checked, fits, misfit } from "../kernel/checked.ts";
import type { Problem } from "../kernel/errors.ts";
import type { Records } from "../records/records.ts";
import type { Attempts } from "../security/attempts.ts";
import { hashPassword, matchesPassword } from "../security/hashing.ts";
import type { OneTimeLinks } from "../security/links.ts";
import { passwordProblems } from "../security/password-rules.ts";
import type { Sessions } from "../security/sessions.ts";
import { type Post, tell } from "./notices.ts";

export interface PasswordParts {
  readonly db: Database;
  readonly records: Records;
  readonly links: OneTimeLinks;
  readonly sessions: Sessions;
  readonly attempts: Attempts;
  readonly mail: Post;
}

interface Owner {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly state: string;
  readonly hash: string | null;
}

const findOwner = `select u.id, u.name, u.email, u.state, p.hash from users u left join passwords p on p.user_id = u.id
where u.id = $1 and u.state <> 'inactive' and u.deleted_at is null`;

const store = `insert into passwords (user_id, hash) values ($1, $2)
on conflict (user_id) do update set hash = excluded.hash, changed_at = now()`;

const QUARTER_HOUR = 15 * 60;

/** Choosing a password by a one-time link, and changing one's own. */
export class Passwords {
  readonly #parts: PasswordParts;

  constructor(parts: PasswordParts) {
    this.#parts = parts;
  }

  /** Stores what was checked already. */
  async store(trx: Queryable, userId: string, hash: string): Promise<void> {
    await trx.query({ text: store, values: [userId, hash] });
  }

  /** Whom a link was made for, while it works. */
  async ownerOf(secret: string): Promise<{ name: string; email: string | null } | undefined> {
    const link = await this.#parts.links.find("password", secret);
    return link?.userId ? await this.#owner(link.userId) : undefined;
  }

  /** Uses a link: the password is set, an invited person becomes active, all other sessions end. Answers whose it was. */
  async choose(secret: string, password: string): Promise<Checked<string>> {
    const { db, links } = this.#parts;
    const link = await links.find("password", secret);
    const owner = link?.userId ? await this.#owner(link.userId) : undefined;
    if (!owner) return misfit("link_used");
    const problems = passwordProblems(password, aboutOwner(owner));
    if (problems.length > 0) return { ok: false, problems };

    const hash = await hashPassword(password);
    return await db.transaction(async (trx) => {
      if (!(await links.take(trx, "password", secret))) return misfit("link_used");
      await this.#replace(trx, owner, hash, null);
      // As the system: at this moment the person is not signed in yet.
      const input = { state: "active" };
      if (owner.state !== "active")
        await this.#parts.records.change(systemActor("invitation"), "user", owner.id, input, { trx });
      return fits(owner.id);
    });
  }

  /** Changes one's own password; the current one is asked for, and every other session ends. */
  async change(
    actor: Actor,
    typed: { current: string; password: string },
    sessionId: string,
  ): Promise<readonly Problem[]> {
    const { db, attempts } = this.#parts;
    const key = `password:${actor.id}`;
    await attempts.count(key, 20, QUARTER_HOUR);
    const owner = await this.#owner(actor.id);
    const right = await matchesPassword(owner?.hash ?? undefined, typed.current);
    if (!owner || !right) return [{ pointer: "/current", code: "password_wrong", message: "problem.password_wrong" }];
    const problems = passwordProblems(typed.password, aboutOwner(owner));
    if (problems.length > 0) return problems;

    const hash = await hashPassword(typed.password);
    await db.transaction(async (trx) => {
      await this.#replace(trx, owner, hash, sessionId);
    });
    await attempts.forget(key);
    return [];
  }

  /** Where every change of a password comes by: older links die, other sessions end, and whoever had one before is told. */
  async #replace(trx: Transaction, owner: Owner, hash: string, keptSession: string | null): Promise<void> {
    const { links, sessions, mail } = this.#parts;
    await this.store(trx, owner.id, hash);
    await links.drop(owner.id, trx);
    await sessions.endAll(owner.id, keptSession, trx);
    if (owner.hash !== null) await tell(mail, trx, owner.id, "password_changed");
  }

  /** The address a person signs in with. */
  async emailOf(userId: string): Promise<string | null> {
    return (await this.#owner(userId))?.email ?? null;
  }

  async #owner(userId: string): Promise<Owner | undefined> {
    const [owner] = await this.#parts.db.query<Owner & object>({ text: findOwner, values: [userId] });
    return owner;
  }
}

const aboutOwner = ({ name, email }: Owner): string[] => [name, ...(email ? [email] : [])];
