// What becomes of the modes of fields: who may say so, and how it is written down.
import type { Queryable } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { NotAllowed } from "../../kernel/errors.ts";
import type { Kind } from "../kind.ts";
import { fieldName } from "./field-name.ts";
import { type AccessChanges, type Mode, modeFor, narrower } from "./mode.ts";

/** One mode that becomes another. */
export interface Turn {
  readonly path: string;
  readonly role: string;
  readonly was: Mode;
  readonly mode: Mode;
}

export function turnsOf(standing: AccessChanges, changes: AccessChanges): readonly Turn[] {
  return Object.entries(changes).flatMap(([path, byRole]) =>
    Object.entries(byRole).flatMap(([role, mode]): Turn[] => {
      const was = standing[path]?.[role] ?? "edit";
      return was === mode ? [] : [{ path, role, was, mode }];
    }),
  );
}

/** Nobody opens a field further than it is open to themselves. */
export function refuseAbove(actor: Actor, standing: AccessChanges, turns: readonly Turn[]): void {
  if (actor.kind !== "person") return;
  const isAbove = ({ path, was, mode }: Turn): boolean => {
    const own = modeFor(actor.roles, new Map(Object.entries(standing[path] ?? {})));
    return narrower(mode, was) !== mode && narrower(mode, own) !== mode;
  };
  if (turns.some(isAbove)) throw new NotAllowed("access.above_own");
}

export async function writeTurns(trx: Queryable, actor: Actor, kind: Kind, turns: readonly Turn[]): Promise<void> {
  if (turns.length === 0) return;
  const lines = turns.map(({ path, role, mode }) => ({ field: fieldName(kind, path), role, mode }));
  const rows = JSON.stringify(lines);
  const asked = "jsonb_to_recordset($2::jsonb) as x(field text, role text, mode text)";
  const open = `delete from field_access a using ${asked} where a.kind = $1 and a.field = x.field and a.role = x.role and x.mode = 'edit'`;
  await trx.query({ text: open, values: [kind.name, rows] });
  const close = `insert into field_access (kind, field, role, mode) select $1, field, role, mode from ${asked} where mode <> 'edit'
    on conflict (kind, field, role) do update set mode = excluded.mode`;
  await trx.query({ text: close, values: [kind.name, rows] });
  const remember = `insert into field_access_changes (actor_id, source, kind, field, role, mode) select $3, $4, $1, field, role, mode from ${asked}`;
  await trx.query({ text: remember, values: [kind.name, rows, actor.id, actor.source] });
  await tellRoles(trx, actor, kind, turns);
}

/** A line in the history of each role that may other things by it. */
async function tellRoles(trx: Queryable, actor: Actor, kind: Kind, turns: readonly Turn[]): Promise<void> {
  const text = "insert into role_changes (actor_id, source, role, fields) values ($1, $2, $3, $4)";
  for (const [role, its] of Map.groupBy(turns, (one) => one.role)) {
    const fields = Object.fromEntries(its.map(({ path, was, mode }) => [fieldName(kind, path), [was, mode]]));
    await trx.query({ text, values: [actor.id, actor.source, role, JSON.stringify({ [kind.name]: fields })] });
  }
}
