// Somebody goes: out at once and everywhere, and their work to others as one operation that can be taken back.
import type { Database, Transaction } from "../db/database.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { type Actor, systemActor } from "../kernel/actor.ts";
import { BadRequest, NotAllowed } from "../kernel/errors.ts";
import type { Operations } from "../records/history/operations.ts";
import type { Kind } from "../records/kind.ts";
import type { Kinds } from "../records/kinds.ts";
import type { Records } from "../records/records.ts";
import type { Through } from "../records/store/through.ts";
import { writeAudit } from "../security/audit/write-audit.ts";
import { handOver, type HandingOver, ownedBy } from "./hand-over.ts";
import { passOn, type Passed } from "./pass-on.ts";
import { type Post, tellHead } from "./notices.ts";
import { bumpRights } from "../security/rights-version.ts";
import type { Users } from "./users.ts";

export interface LeavingParts {
  readonly db: Database;
  readonly kinds: Kinds;
  readonly records: Records;
  readonly through: Through;
  readonly operations: Operations;
  readonly jobs: Jobs;
  readonly users: Users;
  readonly post: Post;
}

/** What somebody has: what ends with them, and what others go on with. */
export interface Belongings {
  readonly kinds: readonly { readonly kind: Kind; readonly count: number }[];
  readonly sessions: number;
  readonly tokens: number;
  readonly views: number;
  readonly noticeSince: string | null;
}

/** What an operation of handing over says of itself, so that all of it can be taken back. */
interface HandedOver {
  readonly from: string;
  readonly to: Readonly<Record<string, string>>;
  readonly viewsTo: string | undefined;
  readonly passed: Passed;
}

/** Under this name it is said to whom saved views go. */
export const VIEWS = "view";

const HAND_OVER = "leaving.hand-over";

const counts = `select notice_since as "noticeSince",
  (select count(*)::int from sessions where user_id = u.id) as sessions,
  (select count(*)::int from api_tokens where user_id = u.id and expires_at > now()) as tokens,
  (select count(*)::int from views where owner_id = u.id) as views from users u where u.id = $1`;

export class Leaving {
  readonly #parts: LeavingParts;

  constructor(parts: LeavingParts) {
    this.#parts = parts;
  }

  async belongings(actor: Actor, id: string): Promise<Belongings> {
    const { db, users, kinds } = this.#parts;
    await users.get(actor, id);
    const [found] = await db.query<Omit<Belongings, "kinds"> & object>({ text: counts, values: [id] });
    const owned = await ownedBy(this.#parts, actor, kinds, id);
    return { ...(found as Omit<Belongings, "kinds">), kinds: owned };
  }

  /**
   * Switches the person off, which ends sessions, tokens and links in the same transaction, and hands over what they own: by
   * name of the kind, to whom. Views go with it, and what they gave others of a kind holds on as given by whoever has its records now. Answers the operation by which the handing over can be taken back; undefined when there is none.
   */
  async leave(actor: Actor, id: string, to: Readonly<Record<string, string>>): Promise<string | undefined> {
    const { db, records: written, users, jobs } = this.#parts;
    await users.get(actor, id);
    if (id === actor.id) throw new NotAllowed("users.not_oneself");
    await this.#knownOnly(actor, id, Object.values(to));
    const work = await db.transaction(async (trx) => {
      await written.change(actor, "user", id, { state: "inactive" }, { trx });
      await trx.query({ text: "update users set notice_since = null where id = $1", values: [id] });
      const { [VIEWS]: viewsTo, ...records } = to;
      const passed = await passOn(trx, id, { views: viewsTo, kinds: records });
      const begun = await this.#begin(trx, actor, { from: id, to: records, viewsTo, passed });
      await writeAudit(trx, actor, {
        action: "person.left",
        kind: "user",
        recordId: id,
        cause: begun?.operation,
        detail: { to, views: passed.views.length, shares: passed.shares.length },
      });
      await bumpRights(trx);
      if (begun && jobs.isStarted) await jobs.enqueue(trx, HAND_OVER, begun, { key: begun.operation });
      return begun;
    });
    // Where nothing works at jobs (the command line), whoever asked does it.
    if (work && !jobs.isStarted) await this.work(work);
    return work?.operation;
  }

  /** With the rights of the system, whoever decided it is named: that they may was asked before. The job goes on where it was when a process died, because what is handed over is no longer theirs. */
  async work(given: HandingOver, signal?: AbortSignal): Promise<void> {
    await handOver({ ...this.#parts, actor: { ...systemActor("leaving"), id: given.by } }, given, signal);
  }

  /** From now on the person takes nothing out, deletes nothing and looks behind few masks; or no longer so. */
  async notice(actor: Actor, id: string, on: boolean): Promise<void> {
    const { db, users } = this.#parts;
    await users.get(actor, id);
    if (id === actor.id) throw new NotAllowed("users.not_oneself");
    await db.transaction(async (trx) => {
      const text = `update users set notice_since = ${on ? "coalesce(notice_since, now())" : "null"} where id = $1`;
      await trx.query({ text, values: [id] });
      await writeAudit(trx, actor, { action: on ? "notice.began" : "notice.ended", kind: "user", recordId: id });
      if (on) await tellHead(this.#parts.post, trx, { person: id, by: actor.id });
      await bumpRights(trx);
    });
  }

  async #begin(trx: Transaction, actor: Actor, { from, to, ...more }: HandedOver): Promise<HandingOver | undefined> {
    if (Object.keys(to).length === 0 && more.viewsTo === undefined) return undefined;
    const what = { type: "handover", summary: { from, to, ...more } };
    const operation = await this.#parts.operations.begin(actor, what, trx);
    return { operation, from, to, by: actor.id };
  }

  /** Work goes to people who work here. */
  async #knownOnly(actor: Actor, from: string, ids: readonly string[]): Promise<void> {
    const there = new Set(
      (await this.#parts.users.list(actor)).filter(({ state }) => state === "active").map(({ id }) => id),
    );
    if (ids.some((id) => id === from || !there.has(id))) throw new BadRequest("users.nobody_to_hand_to");
  }
}
