// The words of the language. A name that is not here does not exist, whatever the library below knows.
import type { Environment } from "@marcbachmann/cel-js";
import type { RE2JS } from "re2js";
import { isDate } from "../fields/numbers.ts";
import { LONGEST_MATCHED } from "./limits.ts";
import { daysBetween } from "./operators.ts";
import {
  bounded,
  DAY,
  Day,
  dayFrom,
  dayNumber,
  isBlankValue,
  type Moment,
  noDay,
  noMoment,
  noNumber,
  Num,
  HALF_UP,
  type Value,
} from "./values.ts";

/** Calls by the name people write: how many arguments, and the name inside where that is another. */
export const calls: Readonly<Record<string, { readonly counts: readonly number[]; readonly inside?: string }>> = {
  isBlank: { counts: [1] },
  orElse: { counts: [2] },
  size: { counts: [1], inside: "sizeOf" },
  contains: { counts: [2] },
  startsWith: { counts: [2] },
  endsWith: { counts: [2] },
  lower: { counts: [1] },
  upper: { counts: [1] },
  trim: { counts: [1] },
  left: { counts: [2] },
  right: { counts: [2] },
  text: { counts: [1] },
  regex: { counts: [2] },
  abs: { counts: [1] },
  round: { counts: [1, 2] },
  floor: { counts: [1] },
  ceil: { counts: [1] },
  min: { counts: [2] },
  max: { counts: [2] },
  days: { counts: [2] },
  hours: { counts: [2] },
  date: { counts: [1], inside: "dateIn" },
  year: { counts: [1] },
  month: { counts: [1] },
  day: { counts: [1] },
  weekday: { counts: [1] },
  addMonths: { counts: [2] },
  currency: { counts: [1] },
};

/** What may stand behind a point: `name.contains("x")`, `tags.exists(tag, tag == "x")`. */
export const methods: Readonly<Record<string, "call" | "each">> = {
  contains: "call",
  startsWith: "call",
  endsWith: "call",
  exists: "each",
  exists_one: "each",
  all: "each",
  filter: "each",
};

type Work = (...values: never[]) => unknown;

const sync = { async: false };

export function addFunctions(env: Environment): void {
  for (const [signature, work] of [...ofBlanks, ...ofTexts, ...ofNumbers, ...ofDays])
    env.registerFunction(signature, work as never, sync);
}

const plainTypes = ["number", "string", "date", "time"] as const;

const ofBlanks: readonly (readonly [string, Work])[] = [
  ...[...plainTypes, "list"].map((type): [string, Work] => [`isBlank(${type}): bool`, isBlankValue]),
  ...plainTypes.map((type): [string, Work] => [
    `orElse(${type}, ${type}): ${type}`,
    (value: Value, other: Value) => (isBlankValue(value) ? other : value),
  ]),
];

const count = (number: Num): number => (number === noNumber ? 0 : Math.max(0, Math.trunc(number.toNumber())));

const ofTexts: readonly (readonly [string, Work])[] = [
  ["sizeOf(string): number", (text: string) => new Num([...text].length)],
  ["sizeOf(list): number", (list: readonly unknown[]) => new Num(list.length)],
  ["contains(string, string): bool", (text: string, part: string) => text.includes(part)],
  ["startsWith(string, string): bool", (text: string, part: string) => text.startsWith(part)],
  ["endsWith(string, string): bool", (text: string, part: string) => text.endsWith(part)],
  ["lower(string): string", (text: string) => text.toLowerCase()],
  ["upper(string): string", (text: string) => text.toUpperCase()],
  ["trim(string): string", (text: string) => text.trim()],
  ["left(string, number): string", (text: string, signs: Num) => [...text].slice(0, count(signs)).join("")],
  ["right(string, number): string", (text: string, signs: Num) => lastSigns([...text], count(signs))],
  ["text(number): string", (number: Num) => (number === noNumber ? "" : number.toFixed())],
  ["text(date): string", (day: Day) => day.text],
  ["text(string): string", (text: string) => text],
  ["regex(string, pattern): bool", matches],
];

function matches(text: string, pattern: RE2JS): boolean {
  if (text.length > LONGEST_MATCHED) throw new RangeError("text_too_long");
  return pattern.matcher(text).find();
}

const lastSigns = (signs: readonly string[], most: number): string =>
  signs.slice(Math.max(0, signs.length - most)).join("");

const each =
  (work: (number: Num) => Num): Work =>
  (number: Num) =>
    number === noNumber ? noNumber : bounded(work(number));

const better =
  (sign: 1 | -1) =>
  (a: Num, b: Num): Num => {
    if (a === noNumber || b === noNumber) return a === noNumber ? b : a;
    return a.cmp(b) * sign >= 0 ? a : b;
  };

const MOST_DECIMALS = 20;

const ofNumbers: readonly (readonly [string, Work])[] = [
  ["abs(number): number", each((number) => number.abs())],
  ["round(number): number", each((number) => number.round(0, HALF_UP))],
  [
    "round(number, number): number",
    (number: Num, decimals: Num) =>
      number === noNumber ? noNumber : number.round(Math.min(MOST_DECIMALS, count(decimals)), HALF_UP),
  ],
  ["floor(number): number", each((number) => number.round(0, number.s > 0 ? 0 : 3))],
  ["ceil(number): number", each((number) => number.round(0, number.s > 0 ? 3 : 0))],
  ["max(number, number): number", better(1)],
  ["min(number, number): number", better(-1)],
];

const ofMoments = (a: Moment, b: Moment, unit: number): Num =>
  a === noMoment || b === noMoment ? noNumber : new Num((b.at - a.at) / unit);

const later =
  (sign: 1 | -1) =>
  (a: Day, b: Day): Day => {
    if (a === noDay || b === noDay) return a === noDay ? b : a;
    return a.text > b.text === sign > 0 ? a : b;
  };

const part =
  (from: number, to: number): Work =>
  ({ text }: Day) =>
    text === "" ? noNumber : new Num(Number(text.slice(from, to)));

const ofDays: readonly (readonly [string, Work])[] = [
  ["days(date, date): number", (from: Day, to: Day) => daysBetween(to, from)],
  ["days(time, time): number", (from: Moment, to: Moment) => ofMoments(from, to, DAY)],
  ["hours(time, time): number", (from: Moment, to: Moment) => ofMoments(from, to, 3_600_000)],
  ["dateIn(string, string): date", dayOfText],
  ["dateIn(time, string): date", dayOfMoment],
  ["dateIn(date, string): date", (day: Day) => day],
  ["max(date, date): date", later(1)],
  ["min(date, date): date", later(-1)],
  ["year(date): number", part(0, 4)],
  ["month(date): number", part(5, 7)],
  ["day(date): number", part(8, 10)],
  ["weekday(date): number", (day: Day) => (day === noDay ? noNumber : weekday(dayNumber(day)))],
  ["addMonths(date, number): date", addMonths],
];

/** Monday is 1, Sunday 7; 1970 began on a Thursday. */
const weekday = (days: number): Num => new Num(((((days + 3) % 7) + 7) % 7) + 1);

function dayOfText(text: string): Day {
  if (text === "") return noDay;
  if (!isDate(text)) throw new RangeError("not_a_date");
  return new Day(text);
}

const zones = new Map<string, Intl.DateTimeFormat>();

/** The day it was in a time zone. */
export function dayOfMoment(moment: Moment, zone: string): Day {
  if (moment === noMoment) return noDay;
  const format = zones.get(zone) ?? new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" });
  zones.set(zone, format);
  return new Day(format.format(moment.at));
}

/** The same day of another month; the last one where the month is shorter. */
function addMonths(day: Day, months: Num): Day {
  if (day === noDay || months === noNumber) return noDay;
  const [year = 0, month = 1, date = 1] = day.text.split("-").map(Number);
  const whole = Math.trunc(months.toNumber());
  if (Math.abs(whole) > 120_000) throw new RangeError("date_out_of_range");
  const last = new Date(Date.UTC(year, month + whole, 0)).getUTCDate();
  return dayFrom(Date.UTC(year, month - 1 + whole, Math.min(date, last)) / DAY);
}
