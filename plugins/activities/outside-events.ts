// The events of a calendar elsewhere, each day of a series by itself, as far as they matter here.
import type { ReadEvent } from "./ical-read.ts";
import { daysOfRule } from "./recurrence.ts";
import { dayOf, instantOf, plusDays } from "./zoned.ts";

export interface OutsideEvent {
  readonly uid: string;
  /** The day of a series; '' for something alone. */
  readonly recurrence: string;
  /** Null for what is private there. */
  readonly subject: string | null;
  readonly place: string | null;
  readonly firstDay: string;
  readonly lastDay: string;
  /** RFC 3339; null for whole days. */
  readonly startAt: string | null;
  readonly endAt: string | null;
  readonly busy: boolean;
}

interface Days {
  readonly first: string;
  readonly last: string;
}

const MOST = 5_000;
const HOUR = 3_600_000;

/** What there is between two days. What we wrote ourselves is not somebody else's, and tasks and what is cancelled make nobody busy. */
export function outsideEvents(events: readonly ReadEvent[], days: Days): readonly OutsideEvent[] {
  const theirs = events.filter(({ uid, type }) => uid !== "" && type === "meeting" && !uid.endsWith("@trellis"));
  const changed = new Set(theirs.filter(({ recurrence }) => recurrence !== "").map(keyOf));
  const found = theirs.flatMap((event) =>
    event.rule !== null && event.recurrence === "" ? repeated(event, days, changed) : [event],
  );
  const taking = found.filter(({ status }) => status !== "cancelled").map(eventOf);
  const within = taking.filter(({ firstDay, lastDay }) => firstDay <= days.last && lastDay >= days.first);
  return [...new Map(within.map((one) => [keyOf(one), one])).values()].slice(0, MOST);
}

const keyOf = ({ uid, recurrence }: Pick<ReadEvent, "uid" | "recurrence">): string => `${uid} ${recurrence}`;

/** Each day of it, but for those on which it is another, or does not take place. */
function repeated(event: ReadEvent, { first, last }: Days, changed: ReadonlySet<string>): readonly ReadEvent[] {
  const { rule, day: from, without, clock, zone } = event;
  const length = lengthOf(event);
  const days = daysOfRule(rule ?? "", from, { from: [first, from].toSorted()[1] ?? first, to: last });
  return days
    .filter((day) => !without.includes(day) && !changed.has(keyOf({ uid: event.uid, recurrence: day })))
    .map((day) => {
      const startAt = clock === null ? null : instantOf(day, clock, zone);
      const endAt = startAt === null ? null : new Date(Date.parse(startAt) + length).toISOString();
      return { ...event, day, recurrence: day, startAt, endAt };
    });
}

const lengthOf = ({ startAt, endAt }: ReadEvent): number =>
  startAt !== null && endAt !== null && endAt > startAt ? Date.parse(endAt) - Date.parse(startAt) : HOUR;

function eventOf(event: ReadEvent): OutsideEvent {
  const { uid, recurrence, isPrivate, isFree, subject, place, day, zone, startAt } = event;
  const endAt = startAt === null ? null : new Date(Date.parse(startAt) + lengthOf(event)).toISOString();
  const last = endAt === null ? lastDayOf(event) : dayOf(new Date(Date.parse(endAt) - 1), zone);
  const words = isPrivate ? { subject: null, place: null } : { subject: subject || null, place: place || null };
  return { uid, recurrence, ...words, firstDay: day, lastDay: last < day ? day : last, startAt, endAt, busy: !isFree };
}

/** Whole days end before the day that the file names. */
const lastDayOf = ({ day, endDay }: ReadEvent): string =>
  endDay !== null && endDay > day ? plusDays(endDay, -1) : day;
