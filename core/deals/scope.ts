// Particular rights of deals (close, reopen, force) reach as far as reading and changing do: own, team, all.
import { type Actor, reach } from "../kernel/actor.ts";

/** True when the actor's right reaches a record of this owner. */
export function covers(actor: Actor, permission: string, owner: unknown): boolean {
  const scope = reach(actor, permission);
  if (scope === "all") return true;
  if (scope === "own") return owner === actor.id;
  return scope === "team" && (owner === null || actor.teamMates.includes(String(owner)));
}
