import type { CustomField } from "../../fields/custom-field.ts";
import type { NewField } from "../../fields/add-field.ts";
import type { FieldSchema } from "../../fields/field.ts";
import { labelOf } from "../../fields/types/choice.ts";
import { fold } from "../../search/fold.ts";

/** What was typed into the form for a new field. */
export interface Typed {
  readonly label: string;
  readonly type: string;
  /** One per line. */
  readonly options: string;
  readonly help: string;
  readonly required: boolean;
}

export interface Sentence {
  readonly message: string;
}

/** The types a person chooses from, the usual ones first. */
const offered = [
  "text",
  "longText",
  "integer",
  "decimal",
  "money",
  "percent",
  "date",
  "dateTime",
  "boolean",
  "choice",
  "choices",
  "email",
  "phone",
  "url",
  "user",
  "rating",
  "tags",
] as const;

type Say = (key: string) => string;

export const typeChoices = (say: Say, chosen: string) =>
  offered.map((type) => ({ id: type, label: say(`fields.type.${type}`), current: type === chosen }));

export const fieldLines = (fields: readonly CustomField[], language: string, say: Say) =>
  fields.map(({ id, key, schema, state }) => ({
    id,
    key,
    label: labelOf(schema["x-label"] ?? key, language),
    type: say(`fields.type.${schema["x-type"]}`),
    required: schema["x-required"] === true,
    active: state === "active",
  }));

/** The key comes from the label: `Zone Süd` → `zone_sud`. */
export function typedField({ label, type, options, help, required }: Typed): NewField {
  const key = fold(label)
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[_0-9]+|_+$/g, "")
    .slice(0, 40);
  const hasOptions = type === "choice" || type === "choices";
  const schema: FieldSchema = {
    "x-type": type,
    "x-label": label,
    ...(help ? { "x-help": help } : {}),
    ...(required ? { "x-required": true } : {}),
    ...(hasOptions ? { "x-options": optionsFrom(options) } : {}),
  };
  return { key: key || "field", schema };
}

const optionsFrom = (text: string) =>
  [
    ...new Set(
      text
        .split("\n")
        .map((line) => line.trim())
        .filter(Boolean),
    ),
  ].map((line) => ({ id: line.slice(0, 80), label: line }));
