// Events and tasks of a calendar file (RFC 5545), as far as activities know them.
import ICAL from "ical.js";
import { isRule } from "./recurrence.ts";
import { dayOf, instantOf, isZone, timeOf } from "./zoned.ts";

export interface ReadEvent {
  readonly uid: string;
  /** The day of its series that it stands for; '' for something alone, or for the series itself. */
  readonly recurrence: string;
  readonly subject: string;
  readonly notes: string;
  readonly place: string;
  readonly type: "meeting" | "task";
  readonly status: "planned" | "done" | "cancelled";
  /** Nobody else is to know what it is. */
  readonly isPrivate: boolean;
  readonly day: string;
  /** On the wall in `zone`; null for whole days. */
  readonly clock: string | null;
  readonly zone: string;
  /** RFC 3339; null for whole days. */
  readonly startAt: string | null;
  readonly endAt: string | null;
  readonly rule: string | null;
  /** It makes nobody busy. */
  readonly isFree: boolean;
  /** The day on which it ends, of whole days the one after the last; null where the file does not say. */
  readonly endDay: string | null;
  /** Days of the series on which it does not take place. */
  readonly without: readonly string[];
}

const MOST = 5_000;

/** Everything in a file that has a time, or why the file is none. */
export function readCalendar(
  text: string,
  zone: string,
): { readonly events: readonly ReadEvent[] } | { readonly fault: "not_a_calendar" | "too_much" } {
  let calendar: InstanceType<typeof ICAL.Component>;
  try {
    calendar = new ICAL.Component(ICAL.parse(text));
  } catch {
    return { fault: "not_a_calendar" };
  }
  if (calendar.name !== "vcalendar") return { fault: "not_a_calendar" };
  const parts = [...calendar.getAllSubcomponents("vevent"), ...calendar.getAllSubcomponents("vtodo")];
  if (parts.length > MOST) return { fault: "too_much" };
  const zones = calendar.getAllSubcomponents("vtimezone").map(zoneIn);
  const where = { zone, own: new Map(zones.map((one) => [one.tzid, one])) };
  return { events: parts.flatMap((part) => eventIn(part, where)) };
}

/** The library passes over the first onset of what has further ones by days alone. */
function zoneIn(zone: InstanceType<typeof ICAL.Component>): ICAL.Timezone {
  for (const part of zone.getAllSubcomponents()) {
    const first = part.getFirstPropertyValue("dtstart");
    if (first !== null && part.hasProperty("rdate") && !part.hasProperty("rrule"))
      part.addPropertyWithValue("rdate", first);
  }
  return new ICAL.Timezone(zone);
}

/** The reader's zone, and those that the file brings. */
interface Where {
  readonly zone: string;
  readonly own: ReadonlyMap<string, ICAL.Timezone>;
}

type Part = InstanceType<typeof ICAL.Component>;

/** None, where it has no day at all or one that cannot be read. */
function eventIn(part: Part, where: Where): readonly ReadEvent[] {
  try {
    const isTask = part.name === "vtodo";
    const start = momentIn(part, "dtstart", where) ?? (isTask ? momentIn(part, "due", where) : undefined);
    if (!start) return [];
    const end = endOf(part, start, where);
    return [
      {
        ...wordsIn(part),
        ...start,
        endAt: start.startAt === null ? null : end,
        endDay: momentIn(part, "dtend", where)?.day ?? null,
        type: isTask ? "task" : "meeting",
        ...repeating(part, where),
      },
    ];
  } catch {
    return [];
  }
}

function wordsIn(part: Part) {
  const text = (name: string): string => String(part.getFirstPropertyValue(name) ?? "").trim();
  const states: Readonly<Record<string, ReadEvent["status"]>> = { CANCELLED: "cancelled", COMPLETED: "done" };
  return {
    uid: text("uid").slice(0, 500),
    subject: text("summary").replace(/\s+/g, " ").slice(0, 200),
    notes: text("description").slice(0, 20_000),
    place: text("location").replace(/\s+/g, " ").slice(0, 200),
    status: states[text("status").toUpperCase()] ?? ("planned" as const),
    isFree: text("transp").toUpperCase() === "TRANSPARENT",
    isPrivate: ["PRIVATE", "CONFIDENTIAL"].includes(text("class").toUpperCase()),
  };
}

function repeating(part: Part, where: Where) {
  const rule = part.getFirstPropertyValue("rrule");
  const text = rule === null || rule === undefined ? "" : String(rule);
  const without = part
    .getAllProperties("exdate")
    .flatMap((property) => property.getValues().map((value) => momentOf(value as ICAL.Time, property, where).day));
  return { rule: isRule(text) ? text : null, without, recurrence: momentIn(part, "recurrence-id", where)?.day ?? "" };
}

interface Moment {
  readonly day: string;
  readonly clock: string | null;
  readonly zone: string;
  readonly startAt: string | null;
}

function momentIn(part: Part, name: string, where: Where): Moment | undefined {
  const property = part.getFirstProperty(name);
  const value = property?.getFirstValue();
  return property && value instanceof ICAL.Time ? momentOf(value, property, where) : undefined;
}

/** A time in a zone we know counts there, one in a zone of the file is turned into ours, and one without any is ours. */
function momentOf(time: ICAL.Time, property: InstanceType<typeof ICAL.Property>, where: Where): Moment {
  const { zone, own } = where;
  const day = time.toString().slice(0, 10);
  if (time.isDate) return { day, clock: null, zone, startAt: null };
  const named = String(property.getFirstParameter("tzid") ?? "");
  const clock = time.toString().slice(11, 16);
  if (isZone(named)) return { day, clock, zone: named, startAt: instantOf(day, clock, named) };
  const theirs = own.get(named);
  if (!theirs && time.zone === ICAL.Timezone.localTimezone)
    return { day, clock, zone, startAt: instantOf(day, clock, zone) };
  const startAt = new Date((theirs ? inZone(time, theirs) : time).toUnixTime() * 1_000).toISOString();
  return { day: dayOf(startAt, zone), clock: timeOf(startAt, zone), zone, startAt };
}

function inZone(time: ICAL.Time, zone: ICAL.Timezone): ICAL.Time {
  const moved = time.clone();
  moved.zone = zone;
  return moved;
}

function endOf(part: Part, start: Moment, where: Where): string | null {
  const end = momentIn(part, "dtend", where)?.startAt ?? momentIn(part, "due", where)?.startAt;
  if (end !== undefined && end !== null) return end;
  const length = part.getFirstPropertyValue("duration");
  if (length instanceof ICAL.Duration && start.startAt !== null)
    return new Date(Date.parse(start.startAt) + length.toSeconds() * 1_000).toISOString();
  return null;
}
