// Days as people and programs write them: YYYY-MM-DD.

/** The day, if it is one. */
export function dayIn(value: unknown): string | undefined {
  const text = String(value);
  const day = new Date(`${text}T00:00:00Z`);
  const isOne = /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(day.getTime()) && day.toJSON().startsWith(text);
  return isOne ? text : undefined;
}

/** So many days later, or earlier. */
export function daysAfter(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** The day it is now where somebody is. */
export const todayIn = (timeZone: string): string => new Intl.DateTimeFormat("en-CA", { timeZone }).format(new Date());
