// Days and times of the clock on the wall, in a time zone.

const DAY = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const digits = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" } as const;
  const made = new Intl.DateTimeFormat("sv-SE", { ...digits, second: "2-digit", timeZone: zone });
  formats.set(zone, made);
  return made;
}

/** `2026-11-26 14:05:00` there. */
const wallOf = (instant: string | Date, zone: string): string =>
  formatFor(zone).format(new Date(instant)).padStart("2026-11-26 14:05:00".length, "0");

/** The day it is there at this instant, `2026-11-26`. */
export const dayOf = (instant: string | Date, zone: string): string => wallOf(instant, zone).slice(0, 10);

/** The time of day it is there, `14:05`. */
export const timeOf = (instant: string | Date, zone: string): string => wallOf(instant, zone).slice(11, 16);

/** The instant at which clocks there show this. A time that is skipped in spring is the one an hour later; of one that comes twice the first counts. */
export function instantOf(day: string, time: string, zone: string): string {
  const wall = Date.parse(`${day}T${time}:00Z`);
  const offsetAt = (at: number): number => Date.parse(`${wallOf(new Date(at), zone).replace(" ", "T")}Z`) - at;
  const before = wall - offsetAt(wall - DAY);
  const after = wall - offsetAt(wall + DAY);
  const fits = [before, after].filter((at) => at + offsetAt(at) === wall);
  return new Date(fits.length > 0 ? Math.min(...fits) : before).toISOString();
}

/** True for a day of the calendar, `2026-02-28`. */
export function isDay(text: unknown): text is string {
  const at = typeof text === "string" && /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(String(text));
}

/** True for a time of day, `14:05`. */
export const isClock = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(text);

/** True for the name of a time zone, such as `Europe/Sofia`. */
export function isZone(name: string): boolean {
  if (name === "") return false;
  try {
    formatFor(name);
    return true;
  } catch {
    return false;
  }
}

/** So many days later, or earlier. */
export const plusDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);

/** Days from one to the other. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY);
