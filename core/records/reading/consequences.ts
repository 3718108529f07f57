// What follows an alert besides telling of it: signing in anew, being held back for a day, being shut out.
import type { Database, Queryable, Transaction } from "../../db/database.ts";
import { type Actor, may, systemActor } from "../../kernel/actor.ts";
import { NotAllowed } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import { writeAudit } from "../../security/audit/write-audit.ts";
import { bumpRights } from "../../security/rights-version.ts";
import type { Sessions } from "../../security/sessions.ts";
import type { Records } from "../records.ts";
import type { Action, RuleName } from "./rule.ts";
import { SET_RULES } from "./rule-settings.ts";

/** Hours in which whoever is held back takes nothing out and deletes nothing. */
export const HELD = 24;

export interface Restraint {
  readonly id: string;
  readonly userId: string;
  readonly userName: string;
  readonly rule: RuleName;
  readonly until: string;
}

export interface ConsequenceParts {
  readonly sessions: Sessions;
  readonly records: Records;
}

const isAdmin = "select from user_roles where user_id = $1 and role = 'admin'";
// Whoever is held back already is so from now on anew, not twice.
const hold = `with again as (update restraints set until = now() + ${HELD} * interval '1 hour', rule = $3
    where user_id = $2 and ended_at is null returning id)
  insert into restraints (id, user_id, rule, until) select $1, $2, $3, now() + ${HELD} * interval '1 hour'
    where not exists (select from again)`;
const standing = `select r.id, r.user_id as "userId", u.name as "userName", r.rule, r.until from restraints r
  join users u on u.id = r.user_id where r.ended_at is null order by r.until`;

/** In the transaction that tells of it. Administrators are told of and never held: somebody has to be able to help. */
export async function follow(
  trx: Transaction,
  { sessions, records }: ConsequenceParts,
  { action, userId, rule }: { readonly action: Action; readonly userId: string; readonly rule: RuleName },
): Promise<void> {
  if (!follows.has(action) || (await trx.query({ text: isAdmin, values: [userId] })).length > 0) return;
  const actor = systemActor("alerts");
  if (action === "limit") {
    await trx.query({ text: hold, values: [newId(), userId, rule] });
    await bumpRights(trx);
  }
  if (action === "again") await sessions.endAll(userId, null, trx);
  if (action === "lock") await records.change(actor, "user", userId, { state: "inactive" }, { trx });
  const deed = { action: "person.held_back", kind: "user", recordId: userId, detail: { rule, how: action } };
  await writeAudit(trx, actor, deed);
}

const follows: ReadonlySet<Action> = new Set(["again", "limit", "lock"]);

/** Who is held back now. */
export async function heldBack(db: Queryable): Promise<Restraint[]> {
  return await db.query<Restraint & object>({ text: standing });
}

/** Lets somebody go before the day is over. */
export async function letGo(db: Database, actor: Actor, id: string): Promise<void> {
  if (!may(actor, SET_RULES)) throw new NotAllowed("security.not_allowed", { permission: SET_RULES });
  await db.transaction(async (trx) => {
    const text =
      "update restraints set ended_at = now(), ended_by = $2 where id = $1 and ended_at is null returning user_id";
    const [ended] = await trx.query<{ user_id: string }>({ text, values: [id, actor.id] });
    if (!ended) return;
    await writeAudit(trx, actor, { action: "person.let_go", kind: "user", recordId: ended.user_id });
    await bumpRights(trx);
  });
}

/** Ends what is over; run by a job, by the database's clock. */
export async function endRestraints(db: Database): Promise<void> {
  await db.transaction(async (trx) => {
    const text = "update restraints set ended_at = now() where ended_at is null and until <= now() returning id";
    if ((await trx.query({ text })).length > 0) await bumpRights(trx);
  });
}
