// Periods of dates in words of ISO 8601 and of people: [from, to) in whole days of the reader's zone.
import { BadRequest } from "../../kernel/errors.ts";
import { isDate } from "../fields/numbers.ts";

export interface Period {
  /** First day. */
  readonly from: string;
  /** First day that is no longer in it. */
  readonly to: string;
}

const day = (at: Date): string => at.toISOString().slice(0, 10);
const utc = (text: string): Date => new Date(`${text}T00:00:00Z`);
const plus = (text: string, days: number): string => day(new Date(utc(text).getTime() + days * 86_400_000));

function plusMonths(text: string, months: number): string {
  const at = utc(text);
  const first = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return day(new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), Math.min(at.getUTCDate(), last))));
}

const today = (timeZone: string): string => new Date().toLocaleDateString("sv-SE", { timeZone });

const monthStart = (text: string): string => `${text.slice(0, 7)}-01`;

const whole: Readonly<Record<string, (now: string) => Period>> = {
  today: (now) => ({ from: now, to: plus(now, 1) }),
  yesterday: (now) => ({ from: plus(now, -1), to: now }),
  tomorrow: (now) => ({ from: plus(now, 1), to: plus(now, 2) }),
  thisWeek: (now) => week(now, 0),
  lastWeek: (now) => week(now, -7),
  nextWeek: (now) => week(now, 7),
  thisMonth: (now) => months(monthStart(now), 1),
  lastMonth: (now) => months(plusMonths(monthStart(now), -1), 1),
  nextMonth: (now) => months(plusMonths(monthStart(now), 1), 1),
  thisQuarter: (now) => months(quarterStart(now), 3),
  lastQuarter: (now) => months(plusMonths(quarterStart(now), -3), 3),
  thisYear: (now) => months(`${now.slice(0, 4)}-01-01`, 12),
  lastYear: (now) => months(`${Number(now.slice(0, 4)) - 1}-01-01`, 12),
};

/** The names a period may have, for menus. */
export const periodNames: readonly string[] = Object.keys(whole);

function week(now: string, shift: number): Period {
  const monday = plus(now, shift - ((utc(now).getUTCDay() + 6) % 7));
  return { from: monday, to: plus(monday, 7) };
}

const months = (from: string, count: number): Period => ({ from, to: plusMonths(from, count) });

function quarterStart(now: string): string {
  const month = Number(now.slice(5, 7));
  return `${now.slice(0, 4)}-${String(month - ((month - 1) % 3)).padStart(2, "0")}-01`;
}

/** `P7D` = the next seven days from today, `-P1M` = the last month until today, `thisMonth`, `2026-01-01/2026-02-01`, `2026-03`. */
export function periodOf(value: unknown, field: string, timeZone: string): Period {
  const text = typeof value === "string" ? value : "";
  const now = today(timeZone);
  const named = Object.hasOwn(whole, text) ? whole[text]?.(now) : undefined;
  const found = named ?? duration(text, now) ?? range(text) ?? month(text);
  if (!found) throw new BadRequest("records.bad_period", { field, value: text.slice(0, 40) });
  return found;
}

function duration(text: string, now: string): Period | undefined {
  const found = /^(-?)P(\d{1,4})([DWMY])$/.exec(text);
  if (!found) return undefined;
  const count = Number(found[2]) * (found[1] ? -1 : 1);
  const shifted =
    found[3] === "D"
      ? plus(now, count)
      : found[3] === "W"
        ? plus(now, count * 7)
        : plusMonths(now, found[3] === "M" ? count : count * 12);
  return count < 0 ? { from: shifted, to: plus(now, 1) } : { from: now, to: shifted };
}

function range(text: string): Period | undefined {
  const [from = "", to = "", more] = text.split("/");
  return more === undefined && isDate(from) && isDate(to) ? { from, to } : undefined;
}

function month(text: string): Period | undefined {
  const from = `${text}-01`;
  return /^\d{4}-\d{2}$/.test(text) && isDate(from) ? months(from, 1) : undefined;
}
