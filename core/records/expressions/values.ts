// What expressions reckon with. A number is an exact decimal, a day has no time; each has a blank of its own, so that
// an empty field is a value like any other and never a null that stops an expression in its middle.
import { Big } from "big.js";

/** Exact decimals: money is never a float. Kept apart from the rest of the program's, because its blank is one of them. */
export const Num = Big();
export type Num = InstanceType<typeof Num>;
Num.DP = 20;
/** Half up, as people round. */
export const HALF_UP = 1 as const;
Num.RM = HALF_UP;

export class Day {
  /** `YYYY-MM-DD`; empty for the blank one. */
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export class Moment {
  /** Milliseconds since 1970; NaN for the blank one. */
  readonly at: number;
  constructor(at: number) {
    this.at = at;
  }
}

export const noNumber = new Num(0);
export const noDay = new Day("");
export const noMoment = new Moment(Number.NaN);

/** Types of values, by the names messages use. Blank text is an empty one, a blank yes or no is no, a blank list has nothing in it. */
export type ValueType = "number" | "text" | "yes/no" | "date" | "time" | "list";

export type Value = Num | Day | Moment | string | boolean | readonly string[];

export const isBlankValue = (value: Value): boolean =>
  value === noNumber ||
  value === noDay ||
  value === noMoment ||
  value === "" ||
  (Array.isArray(value) && value.length === 0);

const MOST_DIGITS = 40;
const LARGEST = 30;

/** A result within bounds: forty digits and thirty before the point are more than any company counts; so nothing can grow without end. */
export function bounded(number: Num): Num {
  if (number.e > LARGEST) throw new RangeError("number_too_large");
  if (number.c.length <= MOST_DIGITS) return number;
  return number.prec(MOST_DIGITS, HALF_UP);
}

/** Length of a day in milliseconds. */
export const DAY = 86_400_000;

/** Days since 1970 of a day that is not blank. */
export const dayNumber = ({ text }: Day): number => Date.parse(`${text}T00:00:00Z`) / DAY;

/** The day so many days after 1970; refused outside the years 1 to 9999. */
export function dayFrom(number: number): Day {
  const at = new Date(number * DAY);
  if (Number.isNaN(at.getTime()) || at.getUTCFullYear() < 1 || at.getUTCFullYear() > 9_999)
    throw new RangeError("date_out_of_range");
  return new Day(at.toISOString().slice(0, 10));
}

/** A value as JSON says it: numbers as exact decimal text, nothing for a blank. */
export function jsonOf(value: Value): unknown {
  if (value instanceof Num) return value === noNumber ? null : value.toFixed();
  if (value instanceof Day) return value.text || null;
  if (value instanceof Moment) return Number.isNaN(value.at) ? null : new Date(value.at).toISOString();
  return value;
}
