// What was unusual: said once, to those who may read the audit trail, and kept until one of them has looked into it.
import type { Database, Queryable, Transaction } from "../../db/database.ts";
import { type Actor, may, systemActor } from "../../kernel/actor.ts";
import { NotAllowed, NotFound } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import { writeAudit } from "../../security/audit/write-audit.ts";
import { READ_AUDIT } from "../audit/trail.ts";
import { type ConsequenceParts, follow } from "./consequences.ts";
import { type RuleName, rules, type Severity } from "./rule.ts";
import { rulesNow } from "./rule-settings.ts";

export interface Alert {
  readonly id: string;
  readonly at: string;
  readonly rule: RuleName;
  readonly severity: Severity;
  readonly userId: string;
  readonly userName: string;
  /** Figures, and the record where it is about one. */
  readonly detail: Readonly<Record<string, unknown>>;
  readonly seenAt: string | null;
  readonly seenBy: string | null;
  /** What whoever looked into it says; null until then. */
  readonly falseAlarm: boolean | null;
}

/** What somebody did that a rule speaks of. */
export interface Unusual {
  readonly rule: RuleName;
  readonly userId: string;
  readonly subject?: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Writes letters to people, where mail is set. */
export interface Post {
  readonly isOn: boolean;
  write(trx: Transaction, letter: Letter): Promise<unknown>;
}

interface Letter {
  readonly to: { readonly person: string };
  readonly words: string;
  readonly path: string;
  readonly once: string;
}

const turn = "select pg_advisory_xact_lock(hashtext('alerts'), hashtext($1))";
const insert = `insert into alerts (id, rule, severity, user_id, subject, detail)
  select $1, $2, $3, $4, $5, $6 where not exists (select from alerts
    where user_id = $4 and rule = $2 and subject is not distinct from $5 and at > now() - $7 * interval '1 hour')
  returning id`;

const select = `select a.id, a.at, a.rule, a.severity, a.user_id as "userId", u.name as "userName", a.detail, a.seen_at as "seenAt",
  s.name as "seenBy", a.false_alarm as "falseAlarm" from alerts a join users u on u.id = a.user_id left join users s on s.id = a.seen_by`;

const readers = `select distinct u.id from users u join user_roles r on r.user_id = u.id
  left join role_grants g on g.role = r.role and g.permission = $1
  where u.state = 'active' and u.deleted_at is null and (r.role = 'admin' or g.scope = 'all')`;

export class Alerts {
  readonly #db: Database;
  readonly #post: Post;
  readonly #parts: () => ConsequenceParts;

  /** `parts`: what consequences are taken with. */
  constructor(db: Database, post: Post, parts: () => ConsequenceParts) {
    this.#db = db;
    this.#post = post;
    this.#parts = parts;
  }

  /** Says it, unless it was said lately; with an own transaction where none is handed in. */
  async raise(unusual: Unusual, trx?: Transaction): Promise<void> {
    if (trx) return await this.#raise(trx, unusual);
    await this.#db.transaction(async (own) => await this.#raise(own, unusual));
  }

  /** The newest first: those nobody has looked into, or all. */
  async list(actor: Actor, { open = false } = {}): Promise<Alert[]> {
    allowed(actor);
    const text = `${select} where not $1 or a.seen_at is null order by a.at desc limit 200`;
    return await this.#db.query<Alert & object>({ text, values: [open] });
  }

  /** How many wait for somebody to look into them. */
  async count(actor: Actor): Promise<number> {
    allowed(actor);
    const text = "select count(*)::int as n from alerts where seen_at is null";
    return (await this.#db.query<{ n: number }>({ text }))[0]?.n ?? 0;
  }

  /** Somebody has looked into it, and says whether it was a false alarm; who was first stays. */
  async see(actor: Actor, id: string, falseAlarm = false): Promise<Alert> {
    allowed(actor);
    await this.#db.transaction(async (trx) => {
      const text = `update alerts set seen_at = now(), seen_by = $2, false_alarm = $3
        where id = $1 and seen_at is null returning rule, user_id`;
      const [seen] = await trx.query<{ rule: string; user_id: string }>({ text, values: [id, actor.id, falseAlarm] });
      if (!seen) return;
      const detail = { rule: seen.rule, falseAlarm };
      const deed = { action: "alert.seen", kind: "user", recordId: seen.user_id, detail };
      await writeAudit(trx, actor, deed);
    });
    const [found] = await this.#db.query<Alert & object>({ text: `${select} where a.id = $1`, values: [id] });
    if (!found) throw new NotFound("alerts.not_found");
    return found;
  }

  async #raise(trx: Transaction, { rule, userId, subject, detail }: Unusual): Promise<void> {
    const { severity } = rules[rule];
    const { pause, action } = (await rulesNow(trx))[rule];
    if (action === "none") return;
    // Two processes that see the same at once say it once.
    await trx.query({ text: turn, values: [userId] });
    const id = newId();
    const values = [id, rule, severity, userId, subject ?? null, JSON.stringify(detail), pause];
    if ((await trx.query({ text: insert, values })).length === 0) return;
    const deed = { action: "alert.raised", kind: "user", recordId: userId, detail: { rule, ...detail } };
    await writeAudit(trx, systemActor("alerts"), deed);
    await follow(trx, this.#parts(), { action, userId, rule });
    if (severity !== "low" && this.#post.isOn) await this.#tell(trx, id, userId);
  }

  /** Not what it was: that stands behind the sign-in. */
  async #tell(trx: Transaction, id: string, userId: string): Promise<void> {
    for (const reader of await this.#readers(trx)) {
      if (reader === userId) continue;
      await this.#post.write(trx, {
        to: { person: reader },
        words: "alerts.mail",
        path: "/settings/alerts",
        once: `alerts.${id}.${reader}`,
      });
    }
  }

  async #readers(db: Queryable): Promise<string[]> {
    return (await db.query<{ id: string }>({ text: readers, values: [READ_AUDIT] })).map(({ id }) => id);
  }
}

export function allowed(actor: Actor): void {
  if (!may(actor, READ_AUDIT)) throw new NotAllowed("security.not_allowed", { permission: READ_AUDIT });
}
