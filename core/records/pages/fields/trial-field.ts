import type { Field } from "../../fields/field.ts";
import { fieldTypes } from "../../fields/types/index.ts";
import { type FieldDraft, proposedKey } from "./field-draft.ts";

/** The field as it would be, without columns: nothing is read or written with it. */
export function trialField({ key, schema }: FieldDraft): Field | undefined {
  const type = fieldTypes.get(schema["x-type"]);
  if (!type || typeof schema["x-label"] === "number") return undefined;
  const name = key || proposedKey(schema) || "field";
  return {
    key: name,
    path: `custom.${name}`,
    custom: true,
    type,
    // Until it has a name of its own, it is called what it is.
    schema: { ...schema, "x-label": schema["x-label"] ?? `fields.type.${type.name}` },
    columns: [],
    required: schema["x-required"] === true,
    readOnly: false,
  };
}
