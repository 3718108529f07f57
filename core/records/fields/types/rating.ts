import type { FieldSchema, FieldType } from "../field.ts";
import { wholeType } from "./number.ts";

const MOST_STARS = 10;

/** How many stars a field has: five, or what its `maximum` says. */
export const starsOf = ({ maximum }: FieldSchema): number =>
  typeof maximum === "number" ? Math.min(Math.max(Math.trunc(maximum), 1), MOST_STARS) : 5;

const whole = wholeType("rating", { minimum: 0, maximum: MOST_STARS });
const bounded = (schema: FieldSchema): FieldSchema => ({ "x-type": "rating", minimum: 0, maximum: starsOf(schema) });

/** Stars; in filters and exports the number of them. */
export const rating: FieldType = {
  ...whole,
  input: "rating",
  words: ["maximum"],
  jsonSchema: (schema) => whole.jsonSchema(bounded(schema)),
  check: (value, schema, reading) => whole.check(value, bounded(schema), reading),
  parse: (text, schema, reading) => whole.parse(text, bounded(schema), reading),
};
