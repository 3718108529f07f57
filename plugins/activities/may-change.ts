import type { Actor } from "trellis/sdk";
import type { Activity } from "./activity.ts";

/** True when the right to change activities reaches this one; who was only asked to come changes nothing. */
export function mayChange(actor: Actor, { owner }: Pick<Activity, "owner">): boolean {
  const scope = actor.grants.get("activities.change") ?? "none";
  if (scope === "none" || scope === "all") return scope === "all";
  if (scope === "own") return owner?.id === actor.id;
  return owner === null || (scope === "team" ? actor.teamMates : actor.subtreeMates).includes(owner.id);
}
