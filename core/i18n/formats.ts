// How values read in a language. Intl objects cost much to make and nothing to use, so each is made once.

type Make<F> = (language: string) => F;

/** Amount and ISO 4217 currency, as everywhere in the product. */
export interface MoneyValue {
  readonly amount: string;
  readonly currency: string;
}

/** `22.11.2026 г.` from `2026-11-22`. */
export function formatDate(language: string, date: string): string {
  return dates(language, "medium", undefined, "UTC").format(new Date(`${date.slice(0, 10)}T00:00:00Z`));
}

/** Date and time of an instant, as the clock on that person's wall shows it. */
export function formatDateTime(language: string, timeZone: string, instant: string): string {
  return dates(language, "medium", "short", timeZone).format(new Date(instant));
}

/** Hours and minutes of an instant. */
export function formatTime(language: string, timeZone: string, instant: string): string {
  return dates(language, undefined, "short", timeZone).format(new Date(instant));
}

/** A number or a decimal string, without losing digits of the latter. */
export function formatNumber(language: string, value: number | string, decimals?: number): string {
  const digits = decimals === undefined ? {} : { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return numbers(language, { maximumFractionDigits: 6, ...digits }).format(value as Intl.StringNumericLiteral);
}

/** `1.234,50 €`; without cents where there are none and `short` is asked for (boards, sums). */
export function formatMoney(language: string, money: MoneyValue, short = false): string {
  const digits = short && isWhole(money.amount) ? { maximumFractionDigits: 0, minimumFractionDigits: 0 } : {};
  const options: Intl.NumberFormatOptions = { style: "currency", currency: money.currency, ...digits };
  return numbers(language, options).format(money.amount as Intl.StringNumericLiteral);
}

/** `25 %` from 25 or "25". */
export function formatPercent(language: string, value: number | string): string {
  const options: Intl.NumberFormatOptions = { style: "unit", unit: "percent", maximumFractionDigits: 2 };
  return numbers(language, options).format(value as Intl.StringNumericLiteral);
}

/** "3 days ago", "in 2 hours": the largest unit that fits. */
export function formatRelative(language: string, instant: string, now: Date): string {
  const seconds = (new Date(instant).getTime() - now.getTime()) / 1000;
  const [unit, size] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? (["second", 1] as const);
  return relatives(language).format(unit === "second" ? 0 : Math.round(seconds / size), unit);
}

const steps = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
] as const;

const isWhole = (amount: string): boolean => !/\.\d*[1-9]/.test(amount);

type DateLength = Intl.DateTimeFormatOptions["dateStyle"];

const made = new Map<string, unknown>();

/** Keeps what was made; the number of languages, zones and currencies in use is small, and bounded all the same. */
function once<F>(key: string, language: string, make: Make<F>): F {
  const id = `${language} ${key}`;
  const known = made.get(id);
  if (known) return known as F;
  if (made.size > 2000) made.clear();
  const fresh = make(language);
  made.set(id, fresh);
  return fresh;
}

function dates(language: string, day: DateLength, time: DateLength, timeZone: string): Intl.DateTimeFormat {
  const options = { ...(day && { dateStyle: day }), ...(time && { timeStyle: time }), timeZone };
  return once(`date ${day} ${time} ${timeZone}`, language, (l) => new Intl.DateTimeFormat(l, options));
}

function numbers(language: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return once(`number ${JSON.stringify(options)}`, language, (l) => new Intl.NumberFormat(l, options));
}

const relatives = (language: string): Intl.RelativeTimeFormat =>
  once("relative", language, (l) => new Intl.RelativeTimeFormat(l, { numeric: "auto" }));
