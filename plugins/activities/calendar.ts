// Which days a page of the calendar shows, and where the pages before and after are.
import { isDay, plusDays } from "./zoned.ts";

export const calendarViews = ["day", "week", "month", "team"] as const;
export type CalendarView = (typeof calendarViews)[number];

export interface CalendarAsk {
  readonly view: CalendarView;
  /** A day that is on the page. */
  readonly on: string;
  readonly whose: "me" | "team";
}

/** What an address asks for; what it does not say well is this week. */
export function askOf(view: string, on: string, today: string): CalendarAsk {
  const known = calendarViews.find((one) => one === view) ?? "week";
  return {
    view: known,
    on: isDay(on) && on > "1970-01-01" && on < "9999-01-01" ? on : today,
    whose: known === "team" ? "team" : "me",
  };
}

export const calendarPath = ({ view, on }: Pick<CalendarAsk, "view" | "on">): string =>
  `/activities/calendar?${new URLSearchParams({ view, on })}`;

/** Days from Monday on. */
const weekdayOf = (day: string): number => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
const mondayOf = (day: string): string => plusDays(day, -weekdayOf(day));
const firstOf = (day: string): string => `${day.slice(0, 7)}-01`;

/** All days of a page; those of a month in whole weeks. */
export function daysOf({ view, on }: Pick<CalendarAsk, "view" | "on">): readonly string[] {
  const run = (first: string, count: number) => Array.from({ length: count }, (_, at) => plusDays(first, at));
  if (view === "day") return [on];
  if (view !== "month") return run(mondayOf(on), 7);
  const first = mondayOf(firstOf(on));
  const last = plusDays(firstOf(plusDays(firstOf(on), 31)), -1);
  const weeks = Math.ceil((weekdayOf(firstOf(on)) + Number(last.slice(8))) / 7);
  return run(first, weeks * 7);
}

/** A day on the page before (-1) or after (1). */
export function turned({ view, on }: Pick<CalendarAsk, "view" | "on">, by: -1 | 1): string {
  if (view === "day") return plusDays(on, by);
  if (view !== "month") return plusDays(on, by * 7);
  return by === 1 ? firstOf(plusDays(firstOf(on), 31)) : firstOf(plusDays(firstOf(on), -1));
}
