// Particular rights of deals (close, reopen, force) reach as far as reading and changing do: own, team, subtree, all.
import { type Actor, reach } from "../kernel/actor.ts";
import { reachesOwner } from "../records/query/scope.ts";

/** True when the actor's right reaches a record of this owner. */
export function covers(actor: Actor, permission: string, owner: unknown): boolean {
  return reachesOwner(actor, reach(actor, permission), owner);
}
