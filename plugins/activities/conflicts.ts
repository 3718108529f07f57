// Two things at the same time are allowed, and said, with the times at which all who are to come are free instead.
import { type Actor, isId, type Rec, type Records } from "trellis/sdk";
import type { Busy, Engagement } from "./busy.ts";
import { peopleIn } from "./participants.ts";
import { dayOf, timeOf } from "./zoned.ts";

export interface Overlap {
  /** What else is at that time, or who is busy, where what with is not for this reader. */
  readonly other: string;
  /** Beginnings on that day at which there would be room, `14:30`; the three nearest. */
  readonly free: readonly string[];
}

const SHOWN = 3;

interface Needs {
  readonly busy: Busy;
  readonly records: Records;
}

/** What collides with an activity that was just planned, for anybody who is to come; undefined when nothing does. */
export async function overlapWith({ busy, records }: Needs, actor: Actor, made: Rec): Promise<Overlap | undefined> {
  const [start, end, owner] = [made["startAt"], made["endAt"], made["owner"]];
  if (typeof start !== "string" || typeof end !== "string" || typeof owner !== "string") return undefined;
  const people = [owner, ...peopleIn(made)];
  const day = dayOf(start, actor.timeZone);
  const taken = await busy.of(people, day, day);
  const other = taken.find((one) => one.activity !== made.id && isMeanwhile(one, start, end));
  if (!other) return undefined;
  const minutes = (Date.parse(end) - Date.parse(start)) / 60_000;
  const asked = { people, minutes, first: day, days: 1, timeZone: actor.timeZone, except: made.id };
  const free = await busy.freeTimes(asked);
  const away = (slot: string) => Math.abs(Date.parse(slot) - Date.parse(start));
  const nearest = free
    .toSorted((a, b) => away(a) - away(b))
    .slice(0, SHOWN)
    .toSorted();
  return { other: await nameOf(records, actor, other), free: nearest.map((slot) => timeOf(slot, actor.timeZone)) };
}

const isMeanwhile = (one: Engagement, start: string, end: string): boolean =>
  Date.parse(one.start) < Date.parse(end) && Date.parse(one.end) > Date.parse(start);

/** What it is, for whoever may see it; else only whose time it takes. */
async function nameOf(records: Records, actor: Actor, { activity, person }: Engagement): Promise<string> {
  const seen = isId(activity) && (await records.find(actor, "activity", activity, { fields: ["subject"] }));
  if (seen) return String(seen["subject"]);
  const colleague = await records.find(actor, "user", person, { fields: ["name"] });
  return String(colleague?.["name"] ?? "");
}
