// What was written down late counts once somebody who may says so, and never the one whose it is.
import { type Actor, type Draft, may, type Problem, type Records } from "trellis/sdk";
import type { Activities } from "./activities.ts";
import { problem } from "./problem.ts";

export const APPROVE = "activities.approve";

/** What does not fit about an approval, also about one that is said again. Anybody who may change the record takes it back. */
export function approvalProblems(draft: Draft, actor: Actor): Problem[] {
  if (!draft.touches("approved") || draft.get("approved") !== true) return [];
  if (!may(actor, APPROVE)) return [problem("approved", "not_to_approve")];
  if (draft.get("owner") === actor.id) return [problem("approved", "own_contact")];
  return draft.before?.["late"] === true ? [] : [problem("approved", "nothing_to_approve")];
}

interface Needs {
  readonly records: Records;
  readonly activities: Activities;
}

/** Approves what waits for it among these, and says how many that were. */
export async function approve({ records, activities }: Needs, actor: Actor, ids: readonly string[]) {
  let count = 0;
  for (const id of ids) {
    const found = await records.get(actor, "activity", id, { fields: ["late", "approved"] });
    if (found["late"] !== true || found["approved"] === true) continue;
    await activities.change(actor, id, { approved: true });
    count += 1;
  }
  return { said: "activities.approve.done", values: { count } };
}

/** How many wait for this person, and where they stand; undefined where there are none. */
export async function lateTile(records: Records, actor: Actor): Promise<object | undefined> {
  if (!may(actor, APPROVE)) return undefined;
  const filter = {
    and: [
      { field: "late", op: "eq", value: true },
      { field: "approved", op: "ne", value: true },
      { field: "owner", op: "ne", value: actor.id },
    ],
  } as const;
  const { number } = await records.count(actor, "activity", filter);
  const path = `/activities?${new URLSearchParams({ "filter[late]": "true", "filter[approved][ne]": "true" })}`;
  return number === 0 ? undefined : { number, path };
}
