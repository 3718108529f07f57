// What each activity of a series begins with, and what of it follows the series.
import { isDeepStrictEqual } from "node:util";
import type { Actor, Input, Rec } from "trellis/sdk";
import kind from "./kinds/activity.json" with { type: "json" };
import type { SeriesPlan } from "./series-rows.ts";
import { dayOf, instantOf, timeOf } from "./zoned.ts";

const MINUTE = 60_000;

export interface Occurrence {
  readonly day: string;
  readonly record: Rec;
}

/** Minutes from one instant to another; null where there are no two. */
export function lengthOf(start: unknown, end: unknown): number | null {
  if (typeof start !== "string" || typeof end !== "string") return null;
  return Math.round((Date.parse(end) - Date.parse(start)) / MINUTE);
}

/** Writes where the series is: its days are those of the clock there, whoever has them made. */
export const there = (actor: Actor, { zone }: Pick<SeriesPlan, "zone">): Actor => ({ ...actor, timeZone: zone });

export function whenOf({ clock, zone, length }: Pick<SeriesPlan, "clock" | "zone" | "length">, day: string): Input {
  if (clock === null) return { startAt: null, dueOn: day };
  const startAt = instantOf(day, clock, zone);
  return { startAt, ...(length && { endAt: new Date(Date.parse(startAt) + length * MINUTE).toISOString() }) };
}

/** What an activity has where nobody said anything. */
const usual = new Map<string, unknown>(
  Object.entries(kind.fields).map(([path, field]) => [path, "default" in field ? field.default : null]),
);

/** What the series says now, for all that this one had from the series. */
export function changesOf({ day, record }: Occurrence, before: SeriesPlan, after: SeriesPlan): Input {
  const had = (path: string): unknown => before.fields[path] ?? usual.get(path) ?? null;
  const changed = Object.entries(after.fields).filter(
    ([path, value]) => !isDeepStrictEqual(value, had(path)) && isDeepStrictEqual(record[path], had(path)),
  );
  const start = record["startAt"];
  const asPlanned =
    before.clock === null
      ? record["dueOn"] === day && start === null
      : typeof start === "string" &&
        dayOf(start, before.zone) === day &&
        timeOf(start, before.zone) === timeOf(instantOf(day, before.clock, before.zone), before.zone);
  const isMoved = before.clock !== after.clock || before.zone !== after.zone;
  const when = whenOf({ ...after, length: null }, day);
  return { ...Object.fromEntries(changed), ...(isMoved && asPlanned && when) };
}
