// From the value of an expression to what its field holds.
import { Day, isBlankValue, Moment, Num, type Value, type ValueType } from "../expressions/values.ts";
import type { FieldSchema } from "../fields/field.ts";
import { currencyDigits } from "../fields/types/currency-digits.ts";

/** Types of fields that can hold a value of each sort. */
export const resultTypes: Readonly<Record<ValueType, readonly string[]>> = {
  number: ["decimal", "integer", "money", "percent", "duration"],
  text: ["text", "longText"],
  "yes/no": ["boolean"],
  date: ["date"],
  time: ["dateTime"],
  list: [],
};

const digits: Readonly<Record<string, number>> = { integer: 0, duration: 0, percent: 2, decimal: 2 };

/** How many digits after the point a result is rounded to. */
export const decimalsOf = (schema: FieldSchema): number =>
  typeof schema["x-decimals"] === "number" ? schema["x-decimals"] : (digits[schema["x-type"]] ?? 6);

const HALF_UP = 1;
const MOST_DIGITS = 15;
const SHORT_TEXT = 255;
const LONGEST_TEXT = 20_000;

/** The value as JSON, null for a blank; throws RangeError with a reason when it does not fit the field. */
export function resultOf(value: Value, schema: FieldSchema, currency: string): unknown {
  if (isBlankValue(value)) return null;
  if (value instanceof Num) return numberResult(value, schema, currency);
  if (value instanceof Day) return value.text;
  if (value instanceof Moment) return new Date(value.at).toISOString();
  if (typeof value === "string" && value.length > longestOf(schema)) throw new RangeError("text_too_long");
  return value;
}

const longestOf = (schema: FieldSchema): number => (schema["x-type"] === "text" ? SHORT_TEXT : LONGEST_TEXT);

function numberResult(number: Num, schema: FieldSchema, currency: string): unknown {
  if (number.e >= MOST_DIGITS) throw new RangeError("number_too_large");
  if (schema["x-type"] === "money") {
    const decimals = currencyDigits(currency);
    return { amount: number.round(decimals, HALF_UP).toFixed(decimals), currency };
  }
  const rounded = number.round(decimalsOf(schema), HALF_UP);
  return schema["x-type"] === "integer" || schema["x-type"] === "duration" ? rounded.toNumber() : rounded.toFixed();
}
