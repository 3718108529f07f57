// Whether a right reaches a record that is only at hand as somebody sees it. Where its condition may look at more than that, the data
// base is asked.
import type { Queryable } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Kind } from "../kind.ts";
import type { Rec } from "../record.ts";
import { isLimited } from "./limits.ts";
import { reaches, reachesByRole, roleSql, scopeSql } from "./scope.ts";
import { Params, quoted } from "./sql.ts";

interface Asked {
  readonly actor: Actor;
  readonly kind: Kind;
  readonly action: string;
  readonly record: Rec;
}

export async function reachesNow(db: Queryable, { actor, kind, action, record }: Asked): Promise<boolean> {
  if (!isLimited(actor, kind, action)) return reaches(actor, kind, action, record);
  return await found(db, { actor, kind, action, record }, scopeSql);
}

/** The same without what was given to the actor. */
export async function reachesByRoleNow(db: Queryable, { actor, kind, action, record }: Asked): Promise<boolean> {
  if (!isLimited(actor, kind, action)) return reachesByRole(actor, kind, action, record);
  return await found(db, { actor, kind, action, record }, roleSql);
}

async function found(db: Queryable, { actor, kind, action, record }: Asked, scope: typeof scopeSql): Promise<boolean> {
  const params = new Params();
  const whole = kind.whole ?? kind;
  const id = params.add(record.id, "uuid");
  const within = scope(actor, whole, action, { alias: "t", params }) || "true";
  const text = `select 1 from ${quoted(whole.table)} t where t.id = ${id} and ${within}`;
  return (await db.query({ text, values: params.values })).length > 0;
}
