// The days of a rule that repeats. Only days are counted: the time of day is that on the wall, whatever clocks do in between.
import { RRuleTemporal } from "rrule-temporal";
import { plusDays } from "./zoned.ts";

/** Nothing is expected further ahead than this. */
export const FARTHEST = 731;
/** A rule that finds nothing in so many periods finds nothing. */
const PATIENCE = 3_000;

/** What people choose from; files may say more. */
export const repeats = {
  daily: "FREQ=DAILY",
  workdays: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
  weekly: "FREQ=WEEKLY",
  biweekly: "FREQ=WEEKLY;INTERVAL=2",
  monthly: "FREQ=MONTHLY",
  yearly: "FREQ=YEARLY",
} as const;

const partsOf = (rule: string): ReadonlyMap<string, string> =>
  new Map(rule.split(";").map((part) => part.split("=", 2) as [string, string]));

/** True for a rule by days or longer that can be counted. */
export function isRule(rule: string): boolean {
  const parts = partsOf(rule);
  const isShort = rule.length <= 200 && /^[A-Z0-9=;,+-]+$/.test(rule);
  const byDays = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"].includes(parts.get("FREQ") ?? "");
  const within = ["BYHOUR", "BYMINUTE", "BYSECOND"].some((part) => parts.has(part));
  if (!isShort || !byDays || within) return false;
  try {
    counted(rule, "2026-01-01");
    return true;
  } catch {
    return false;
  }
}

export interface Span {
  readonly from: string;
  readonly to: string;
}

/** Days of a rule that began on a day, at most two years of them. What does not exist, such as 29 February, is left out. */
export function daysOfRule(rule: string, first: string, { from, to }: Span): readonly string[] {
  const last = [to, plusDays(from, FARTHEST)].toSorted()[0] ?? to;
  try {
    const found = counted(rule, first).between(noon(from, -1), noon(last, 1), true);
    return found.map((one) => one.toString().slice(0, 10)).filter((day) => from <= day && day <= last);
  } catch {
    return [];
  }
}

const noon = (day: string, days: number): Date => new Date(`${plusDays(day, days)}T12:00:00Z`);

const counted = (rule: string, first: string): RRuleTemporal =>
  new RRuleTemporal({
    rruleString: `DTSTART;TZID=UTC:${first.replaceAll("-", "")}T120000\nRRULE:${rule}`,
    maxIterations: PATIENCE,
  });
