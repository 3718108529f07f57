// The next step of a record in its head: what, when, done or another day.
import { type Actor, may, type RecordRef } from "trellis/sdk";
import type { Activities } from "./activities.ts";
import type { Activity } from "./activity.ts";
import { lineView, seeingFor } from "./day.view.ts";
import type { Handings } from "./handings.ts";
import { mayChange } from "./may-change.ts";
import type { Series } from "./series.ts";
import type { WorkingTimes } from "./working-time.ts";

interface Needs {
  readonly activities: Activities;
  readonly times: WorkingTimes;
  readonly series: Series;
  readonly handings: Handings;
}

/** Undefined where there is nothing to say: kinds other than deals do not need a next step. */
export async function nextView(
  { activities, series, times, handings }: Needs,
  actor: Actor,
  { kind, id, back }: RecordRef & { readonly back: string },
): Promise<object | undefined> {
  const seeing = await seeingFor(times, actor, back);
  if (kind === "activity") {
    const self = await activities.get(actor, id);
    if (self.status !== "planned") return undefined;
    const repeats = (await series.placeOf(id)) !== undefined;
    return {
      own: true,
      missing: false,
      repeats,
      line: lineView(self, seeing),
      nudge: nudgeOf(self, actor),
      ...rights(actor),
      mayChange: mayChange(actor, self),
      receivers: mayChange(actor, self) ? await handings.receivers(actor, self.owner?.id) : [],
    };
  }
  const next = await activities.next(actor, { kind, id });
  if (next)
    return { own: false, missing: false, repeats: false, nudge: null, line: lineView(next, seeing), ...rights(actor) };
  const plan = `/activities/log?${new URLSearchParams({ what: "plan", kind, id, back })}`;
  return kind === "deal" && (await activities.isOpenDeal(actor, id))
    ? { own: false, missing: true, repeats: false, nudge: null, line: null, plan, ...rights(actor) }
    : undefined;
}

/** Whose bell can be rung: that of somebody else. */
const nudgeOf = ({ owner }: Activity, actor: Actor): string | null =>
  owner && owner.id !== actor.id ? owner.title : null;

const rights = (actor: Actor) => ({
  mayChange: may(actor, "activities.change"),
  mayCreate: may(actor, "activities.create"),
  receivers: [],
});
