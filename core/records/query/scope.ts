// Which rows an actor's right reaches: as SQL for lists, as a predicate for one record.
import { type Actor, reach, type Scope } from "../../kernel/actor.ts";
import { NotAllowed } from "../../kernel/errors.ts";
import type { Kind } from "../kind.ts";
import type { Rec } from "../record.ts";
import { type Params, quoted } from "./sql.ts";

/** Condition on `alias`, or an empty text when everything is reached. Nobody's records belong to every team. */
export function scopeSql(actor: Actor, kind: Kind, action: string, at: { alias: string; params: Params }): string {
  const scope = reach(actor, `${kind.plural}.${action}`);
  if (scope === "none") return "false";
  if (scope === "all" || !kind.ownerField) return "";
  const column = `${at.alias}.${quoted(ownerColumn(kind))}`;
  if (scope === "own") return `${column} = ${at.params.add(actor.id, "uuid")}`;
  return `(${column} = any(${at.params.add(actor.teamMates, "uuid[]")}) or ${column} is null)`;
}

function ownerColumn(kind: Kind): string {
  const column = kind.byPath.get(kind.ownerField ?? "")?.columns[0];
  if (!column) throw new Error(`Kind ${kind.name} has no owner field ${kind.ownerField}`);
  return column;
}

/** True when the right reaches this record. */
export function reaches(actor: Actor, kind: Kind, action: string, record: Rec): boolean {
  return covers(reach(actor, `${kind.plural}.${action}`), actor, kind, record);
}

function covers(scope: Scope, actor: Actor, kind: Kind, record: Rec): boolean {
  if (scope === "all" || (scope !== "none" && !kind.ownerField)) return true;
  const owner = record[kind.ownerField ?? ""];
  if (scope === "own") return owner === actor.id;
  return scope === "team" && (owner === null || actor.teamMates.includes(String(owner)));
}

/** Stops the call unless the actor has the right for some records at least. */
export function allow(actor: Actor, permission: string): void {
  if (reach(actor, permission) === "none") throw new NotAllowed("security.not_allowed", { permission });
}
