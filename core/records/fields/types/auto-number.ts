// A number that counts up by itself. It is kept as a number; how it reads (`INV-00042`) is a matter of the field.
import { type Checked, fits, misfit } from "../../../kernel/checked.ts";
import type { FieldSchema, FieldType } from "../field.ts";
import { integer } from "./number.ts";

/** `42` → `INV-00042`. */
function numberText(value: unknown, { "x-prefix": prefix, "x-digits": digits }: FieldSchema): string {
  if (value === null || value === undefined) return "";
  return `${typeof prefix === "string" ? prefix : ""}${String(value).padStart(Number(digits ?? 0), "0")}`;
}

/** Takes the number with or without what stands before it. */
function parse(text: string): Checked<unknown> {
  if (text.trim() === "") return fits(null);
  const found = /(\d{1,15})\s*$/.exec(text);
  return found ? fits(Number(found[1])) : misfit("not_a_number");
}

export const autoNumber: FieldType = {
  ...integer,
  name: "autoNumber",
  words: ["x-prefix", "x-digits"],
  jsonSchema: () => ({ type: "integer", minimum: 1 }),
  parse,
  format: (value, schema) => numberText(value, schema),
};
