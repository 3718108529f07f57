// When people work: the company's days and hours, its holidays, and who is away.
import { type Actor, type OwnSettings, type Records, systemActor } from "trellis/sdk";
import { dayOf, instantOf, plusDays } from "./zoned.ts";

/** Reads holidays as everybody may, and absences only for whether somebody is there. */
const reader = systemActor("activities");

const FARTHEST = 400;
const MINUTE = 60_000;

export interface WorkingTime {
  /** True when the person works on this day. */
  isWorkday(day: string): boolean;
  /** `09:00`. */
  readonly from: string;
  readonly to: string;
}

export class WorkingTimes {
  readonly #records: Records;
  readonly #settings: OwnSettings;

  constructor(records: Records, settings: OwnSettings) {
    this.#records = records;
    this.#settings = settings;
  }

  /** A person's working time around these days; nobody's is the company's. */
  async of(person: string | undefined, first: string, last: string): Promise<WorkingTime> {
    const [set, holidays, absences] = await Promise.all([
      this.#settings.read<{ workdays: string[] | null; workFrom: string | null; workTo: string | null }>(reader),
      this.holidays(first, last),
      person === undefined ? [] : this.absences([person], first, last),
    ]);
    const days = set.workdays ?? usualDays;
    const isAway = (day: string) => absences.some((one) => one.first <= day && day <= one.last);
    return {
      isWorkday: (day) => days.includes(weekdayOf(day)) && !holidays.has(day) && !isAway(day),
      from: clockOr(set.workFrom, "09:00"),
      to: clockOr(set.workTo, "17:00"),
    };
  }

  /** Day → its name. */
  async holidays(first: string, last: string): Promise<ReadonlyMap<string, string>> {
    const between = { and: [at("day", "gte", first), at("day", "lte", last)] };
    const { data } = await this.#records.list(reader, "holiday", { filter: between, limit: 200 });
    return new Map(data.map((one) => [String(one["day"]), String(one["name"])]));
  }

  async absences(people: readonly string[], first: string, last: string) {
    const filter = { and: [at("owner", "in", people), at("firstDay", "lte", last), at("lastDay", "gte", first)] };
    const { data } = await this.#records.list(reader, "absence", { filter, limit: 200 });
    return data.map((one) => ({
      person: String(one["owner"]),
      first: String(one["firstDay"]),
      last: String(one["lastDay"]),
    }));
  }

  /** The day so many working days after another: what "in two days" means. */
  async dayAfter(actor: Actor, days: number, now = new Date()): Promise<string> {
    const today = dayOf(now, actor.timeZone);
    return workingDayAfter(await this.of(actor.id, today, plusDays(today, FARTHEST)), today, days);
  }
}

const at = (field: string, op: "gte" | "lte" | "in", value: unknown) => ({ field, op, value });
const clockOr = (text: string | null, usual: string): string =>
  /^([01]\d|2[0-3]):[0-5]\d$/.test(text ?? "") ? String(text) : usual;

const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const usualDays = ["mon", "tue", "wed", "thu", "fri"];
const weekdayOf = (day: string): string => weekdays[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? "";

/** Days on which nobody works do not count; who is away for more than a year is waited for no longer. */
export function workingDayAfter({ isWorkday }: Pick<WorkingTime, "isWorkday">, day: string, days: number): string {
  let [found, left] = [day, days];
  for (let tries = 0; left > 0 && tries < FARTHEST; tries++) {
    found = plusDays(found, 1);
    if (isWorkday(found)) left -= 1;
  }
  return found;
}

export interface Slot {
  readonly start: string;
  readonly end: string;
}

/** Beginnings within the working time of a day, every quarter of an hour, at which nothing else is going on for so long. */
export function freeSlots(day: string, minutes: number, { time, busy, zone }: Free): readonly string[] {
  if (!time.isWorkday(day)) return [];
  const [opens, closes] = [time.from, time.to].map((clock) => Date.parse(instantOf(day, clock, zone)));
  const free: string[] = [];
  for (let start = opens ?? 0; start + minutes * MINUTE <= (closes ?? 0); start += 15 * MINUTE) {
    const end = start + minutes * MINUTE;
    if (!busy.some((one) => Date.parse(one.start) < end && Date.parse(one.end) > start))
      free.push(new Date(start).toISOString());
  }
  return free;
}

interface Free {
  readonly time: WorkingTime;
  readonly busy: readonly Slot[];
  readonly zone: string;
}

/** Working hours between two instants, as far as they matter: counting ends at `enough`. */
export function workingHours(
  from: Date,
  to: Date,
  { time, zone, enough }: { time: WorkingTime; zone: string; enough: number },
): number {
  let hours = 0;
  let day = dayOf(from, zone);
  for (let tries = 0; day <= dayOf(to, zone) && hours < enough && tries < FARTHEST; tries++) {
    if (time.isWorkday(day)) {
      const opens = Math.max(from.getTime(), Date.parse(instantOf(day, time.from, zone)));
      const closes = Math.min(to.getTime(), Date.parse(instantOf(day, time.to, zone)));
      hours += Math.max(0, closes - opens) / (60 * MINUTE);
    }
    day = plusDays(day, 1);
  }
  return hours;
}
