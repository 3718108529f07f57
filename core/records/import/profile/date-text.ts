// Dates as files have them. `03/04/2026` alone does not say which is the month; its column does.
import { isDate } from "../../fields/numbers.ts";

export type DateOrder = "ymd" | "dmy" | "mdy";

export interface DateText {
  /** The three parts in the order they are written. */
  readonly parts: readonly [string, string, string];
  /** `/`, `.`, `-`, or a letter for a month that is written as a word. */
  readonly separator: string;
  /** `09:30:00`, or empty. */
  readonly time: string;
}

const shape =
  /^(\d{1,4})\s?([-/.年])\s?(\d{1,2})\s?[-/.月]\s?(\d{1,4})\s?(?:日|г\.?)?(?:[T,\s]+(\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s?(am|pm|Z)?)?$/i;
const worded =
  /^(?:(\d{1,2})(?:st|nd|rd|th|\.)?[\s-]+(?:de\s+)?([\p{L}]{3,})\.?(?:\s+de)?[\s,-]+(\d{2,4})|([\p{L}]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4}))(?:\s?г\.?)?$/u;
const monthNames = namesOfMonths(["en", "de", "es", "bg"]);

function namesOfMonths(languages: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const language of languages) {
    for (const length of ["long", "short"] as const) {
      for (const [at, name] of monthsOf(language, length).entries()) names.set(name, String(at + 1));
    }
  }
  return names;
}

function monthsOf(language: string, month: "long" | "short"): string[] {
  const format = new Intl.DateTimeFormat(language, { month, day: "numeric", timeZone: "UTC" });
  return Array.from({ length: 12 }, (_, at) => {
    const part = format.formatToParts(Date.UTC(2026, at, 1)).find(({ type }) => type === "month");
    return (part?.value ?? "").toLowerCase().replace(/\.$/, "");
  });
}

/** Undefined when the text is no date. */
export function readDate(text: string): DateText | undefined {
  const found = shape.exec(text);
  if (found)
    return {
      parts: [found[1] ?? "", found[3] ?? "", found[4] ?? ""],
      separator: found[2] ?? "",
      time: clock(found[5], found[6]),
    };
  if (text.length < 8 || text.length > 40) return undefined;
  return wordedDate(text);
}

function wordedDate(text: string): DateText | undefined {
  const found = worded.exec(text);
  const month = monthNames.get((found?.[2] ?? found?.[4] ?? "").toLowerCase());
  if (!found || !month) return undefined;
  return { parts: [found[1] ?? found[5] ?? "", month, found[3] ?? found[6] ?? ""], separator: "a", time: "" };
}

function clock(time: string | undefined, half: string | undefined): string {
  if (!time) return "";
  const [hour = "0", ...rest] = time.split(":");
  const afternoon =
    half?.toLowerCase() === "pm"
      ? (Number(hour) % 12) + 12
      : half?.toLowerCase() === "am"
        ? Number(hour) % 12
        : Number(hour);
  return [String(afternoon).padStart(2, "0"), ...rest, ...(rest.length === 1 ? ["00"] : [])].join(":");
}

/** Which order the parts prove; `either` when both could be the month. Dots and words always have the day first. */
export function orderOf({ parts: [a, b], separator }: DateText): DateOrder | "either" | "broken" {
  if (a.length > 2) return "ymd";
  if (separator === "a") return "dmy";
  return orderOfPair(Number(a), Number(b));
}

function orderOfPair(first: number, second: number): DateOrder | "either" | "broken" {
  if (Math.max(first, second) > 31 || Math.min(first, second) > 12) return "broken";
  if (first > 12) return "dmy";
  return second > 12 ? "mdy" : "either";
}

/** `YYYY-MM-DD`, or undefined for a day that does not exist in this order. */
export function isoDate({ parts: [a, b, c] }: DateText, order: DateOrder): string | undefined {
  const [year, month, day] = order === "ymd" ? [a, b, c] : order === "dmy" ? [c, b, a] : [c, a, b];
  const iso = `${fullYear(year)}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return isDate(iso) ? iso : undefined;
}

// Two digits: up to ten years ahead of now belongs to this century, the rest to the last one.
function fullYear(year: string): string {
  if (year.length !== 2) return year.padStart(4, "0");
  const limit = (new Date().getUTCFullYear() + 10) % 100;
  return Number(year) <= limit ? `20${year}` : `19${year}`;
}
