import { type Checked, fits, misfit } from "../../../kernel/checked.ts";
import { isId } from "../../../kernel/ids.ts";
import type { FieldType } from "../field.ts";
import { asIs, choiceOperators, column, idPattern, listOperators } from "./plain.ts";

const check = (value: unknown): Checked<unknown> => {
  if (value === "") return fits(null);
  return isId(value) ? fits(value) : misfit("not_a_reference");
};

const referenceType = (name: string): FieldType => ({
  name,
  input: "reference",
  ...(name.startsWith("reference") ? { words: ["x-kind"] } : {}),
  columns: column("uuid"),
  operators: choiceOperators,
  sortable: false,
  jsonSchema: () => ({ type: "string", pattern: idPattern }),
  check,
  parse: (text) => check(text.trim()),
  format: asIs,
});

/** The id of a record of the kind named by `x-kind`; whether it exists and may be seen, the store checks. */
export const reference = referenceType("reference");
export const user: FieldType = { ...referenceType("user"), input: "user" };
export const team: FieldType = { ...referenceType("team"), input: "team" };

export const references: FieldType = {
  ...referenceType("references"),
  input: "references",
  columns: column("uuid[]"),
  operators: listOperators,
  jsonSchema: () => ({
    type: "array",
    items: { type: "string", pattern: idPattern },
    uniqueItems: true,
    maxItems: 200,
  }),
  check(value) {
    if (!Array.isArray(value) || value.length > 200) return misfit("not_a_list");
    if (!value.every(isId)) return misfit("not_a_reference");
    return fits(value.length === 0 ? null : [...new Set(value)]);
  },
  parse: (text, schema, reading) => references.check(text.split(/[;,\s]+/).filter(Boolean), schema, reading),
  format: (value) => (Array.isArray(value) ? value.join(", ") : ""),
};
