// What forms about activities have in common: where the person goes afterwards, what they typed, and what was wrong with it.
import {
  actorOf,
  type Context,
  formIn,
  Invalid,
  messageTo,
  ownPath,
  type Problem,
  type Rec,
  say,
  undoPath,
} from "trellis/sdk";
import type { Following } from "./activities.ts";
import { types } from "./activity.ts";
import type { Overlap } from "./conflicts.ts";
import { instantOf, isClock, isDay } from "./zoned.ts";

/** A day of the calendar, or null. */
export const dayIn = (ctx: Context, name: string): string | null => {
  const text = formIn(ctx).text(name);
  return text === "" ? null : text;
};

/** What follows, if the person said so; a step without a day is due on the one that was proposed. */
export function followingIn(ctx: Context, proposed: string): Following | undefined {
  const form = formIn(ctx);
  const subject = form.text("next");
  if (subject === "" || form.text("only") !== "") return undefined;
  return { subject, type: typeIn(ctx, "nextType"), dueOn: dayIn(ctx, "nextOn") ?? proposed };
}

export function typeIn(ctx: Context, name: string): string {
  const type = formIn(ctx).text(name);
  return types.some((one) => one === type) ? type : "task";
}

/** Day and time of a form: a beginning where there is a time, else only a day. */
export function whenIn(ctx: Context): { readonly startAt: string | null; readonly dueOn: string | null } {
  const [day, time] = [dayIn(ctx, "dueOn"), formIn(ctx).text("time")];
  if (!isDay(day) || !isClock(time)) return { startAt: null, dueOn: day };
  // Of the first and the last years some instants have no four digits: the field refuses them all.
  const isOuter = day < "0002" || day >= "9999";
  return { startAt: isOuter ? `${day}T${time}:00Z` : instantOf(day, time, actorOf(ctx).timeZone), dueOn: day };
}

export const backIn = (ctx: Context): string => ownPath(formIn(ctx).text("back"), "/");

/** Says what happened, with the way back to before. */
export function told(ctx: Context, key: string, record: Rec, overlap?: Overlap): void {
  const undo = undoPath({ kind: "activity", recordId: record.id, version: record.version });
  const text = overlap ? overlapText(ctx, overlap) : say(ctx, key, { subject: record["subject"] });
  messageTo(ctx, { text, ...(record.version > 1 && { undo }), ...(overlap && { tone: "bad" as const }) });
}

const overlapText = (ctx: Context, { other, free }: Overlap): string =>
  free.length === 0
    ? say(ctx, "activities.overlaps.full", { other })
    : say(ctx, "activities.overlaps", { other, free: free.join(", ") });

/** Does something; what was typed wrongly is answered with the form again. */
export async function orAgain(
  ctx: Context,
  work: () => Promise<void>,
  again: (sentences: readonly string[]) => Promise<void> | void,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    ctx.status = 422;
    await again(error.problems.map((problem) => sentence(ctx, problem)));
  }
}

const sentence = (ctx: Context, { message, values, pointer }: Problem): string => {
  const field = pointer.slice(1);
  return say(ctx, message, { ...values, field: say(ctx, `activities.field.${field}`) });
};
