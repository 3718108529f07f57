import { fits, misfit } from "../../../kernel/checked.ts";
import type { FieldSchema, FieldType } from "../field.ts";
import { asIs, column, textOperators } from "./plain.ts";

const limits = ["minLength", "maxLength", "pattern"] as const;

const onlyLimits = (schema: FieldSchema) =>
  Object.fromEntries(limits.filter((word) => schema[word] !== undefined).map((word) => [word, schema[word]]));

// NUL cannot be stored, and half a surrogate pair would silently become another character.
// oxlint-disable-next-line no-control-regex
const unstorable = /\u0000/;

function checkText(value: unknown, many: boolean) {
  if (typeof value !== "string") return misfit("not_a_text");
  if (unstorable.test(value) || !value.isWellFormed()) return misfit("broken_text");
  const clean = many ? value.replace(/\r\n?/g, "\n").trimEnd() : value.replace(/\s+/g, " ").trim();
  return clean === "" ? fits(null) : fits(clean);
}

const textType = (name: string, input: string, many: boolean): FieldType => ({
  name,
  input,
  columns: column("text"),
  operators: textOperators,
  sortable: !many,
  jsonSchema: (schema) => ({ type: "string", ...onlyLimits(schema) }),
  check: (value) => checkText(value, many),
  parse: (text) => checkText(text, many),
  format: asIs,
});

/** One line; white space is collapsed. */
export const text = textType("text", "text", false);
/** Several lines. */
export const longText = textType("longText", "long-text", true);
