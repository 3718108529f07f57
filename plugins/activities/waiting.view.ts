// What somebody waits for, on Today and on its page.
import type { Actor } from "trellis/sdk";
import { lineView, type Seeing, seeingFor } from "./day.view.ts";
import type { Waiting, WaitingFor } from "./waiting.ts";
import type { WorkingTimes } from "./working-time.ts";

export const waitingLine = ({ activity, unanswered }: Waiting, seeing: Seeing) => ({
  line: lineView(activity, seeing),
  unanswered: unanswered.join(", "),
  // Whose bell can be rung for what they have to do.
  nudge: unanswered.length === 0 && activity.owner?.id !== seeing.actor.id ? (activity.owner?.title ?? null) : null,
});

const SHOWN = 5;

/** The first of them; undefined where nobody is waited for. */
export async function waitingTile(
  waitingFor: WaitingFor,
  actor: Actor,
  times: WorkingTimes,
): Promise<object | undefined> {
  const found = await waitingFor.list(actor);
  if (found.length === 0) return undefined;
  const seeing = { ...(await seeingFor(times, actor, "/")), named: true };
  return { number: found.length, lines: found.slice(0, SHOWN).map((one) => waitingLine(one, seeing)) };
}
