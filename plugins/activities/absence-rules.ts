import type { Draft, HookContext, Problem } from "trellis/sdk";

/** An absence is somebody's, and ends after it begins. */
export async function settleAbsence(draft: Draft, { actor }: HookContext): Promise<readonly Problem[]> {
  if (!draft.before && draft.get("owner") === null && actor.kind === "person") draft.set("owner", actor.id);
  const [first, last] = [draft.get("firstDay"), draft.get("lastDay")];
  const isBackwards = typeof first === "string" && typeof last === "string" && last < first;
  if (!isBackwards) return [];
  return [
    { pointer: "/lastDay", code: "activities.absence_ends_before", message: "activities.problem.absence_ends_before" },
  ];
}
