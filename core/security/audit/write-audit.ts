// The trail of deeds that write no record. What is written of records is in the history (`changes`), and the trail shows both.
import type { Queryable } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";

/** One thing that was done. */
export interface Deed {
  /** `area.thing` in the past tense, such as `session.started`; its words are `audit.action.<action>`. */
  readonly action: string;
  /** What it was done to: a kind of record, or a thing of the office such as `role` or `token`. */
  readonly kind?: string | undefined;
  readonly recordId?: string | undefined;
  /** The operation it belongs to. */
  readonly cause?: string | undefined;
  readonly actingFor?: string | undefined;
  /** From where, when the actor does not carry it. */
  readonly address?: string | undefined;
  /** What else has to be known. Never a secret, and no values of fields. */
  readonly detail?: Readonly<Record<string, unknown>> | undefined;
}

/** Who does it; of somebody who is not signed in yet, what is known of them. */
export type Doer = Pick<Actor, "id" | "source" | "call">;

const insert = `insert into audit_events (actor_id, acting_for, source, address, action, kind, record_id, cause, request_id, detail)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;

/** Writes a deed down in the transaction that does it: either both happen, or neither. */
export async function writeAudit(db: Queryable, doer: Doer, deed: Deed): Promise<void> {
  const { action, kind, recordId, cause, actingFor, address, detail } = deed;
  const what = [action, kind ?? null, recordId ?? null, cause ?? null];
  const who = [doer.id, actingFor ?? null, doer.source, address ?? doer.call?.address ?? null];
  const values = [...who, ...what, doer.call?.id ?? null, detail ? JSON.stringify(detail) : null];
  await db.query({ name: "audit-write", text: insert, values });
}

/** Somebody whose name is known and who is not there themselves, such as the owner of a session that begins. */
export const personDoing = (id: string, source: Actor["source"] = "page"): Doer => ({ id, source });
