// A kind as JSON Schema 2020-12: the same words that check its values describe them to whoever sends them. What validates
// against the schema of a write is taken; what is taken without being tidied first validates.
import type { Field } from "../fields/field.ts";
import type { labelOf } from "../fields/types/choice.ts";
import { idPattern } from "../fields/types/plain.ts";
import type { Kind } from "../kind.ts";

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Puts a label into words: a key becomes its word, labels by language their language's. */
export type Label = (label: Parameters<typeof labelOf>[0]) => string;

/** The values of a field as they are sent: one that is required cannot be emptied. */
const sentSchema = (field: Field, label: Label): JsonSchema =>
  valueSchema(field, label, field.required ? filled : nullable);

function valueSchema(field: Field, label: Label, form: (plain: JsonSchema) => JsonSchema): JsonSchema {
  const { schema, type, key } = field;
  return {
    title: label(schema["x-label"] ?? key),
    ...form(type.jsonSchema(schema)),
    "x-type": type.name,
    ...(schema["x-kind"] ? { "x-kind": schema["x-kind"] } : {}),
    ...(schema["x-unit"] ? { "x-unit": schema["x-unit"] } : {}),
    ...(field.readOnly ? { readOnly: true } : {}),
  };
}

/** A list with something in it, an object of parts of which one says something. */
function filled(plain: JsonSchema): JsonSchema {
  if (plain["type"] === "array") return { minItems: 1, ...plain };
  const parts = plain["required"] === undefined ? Object.keys((plain["properties"] as object | undefined) ?? {}) : [];
  const said = parts.map((part) => ({ required: [part], properties: { [part]: { not: { type: "null" } } } }));
  return said.length > 0 ? { ...plain, anyOf: said } : plain;
}

function nullable(plain: JsonSchema): JsonSchema {
  const options = plain["enum"] as readonly unknown[] | undefined;
  return { ...plain, type: [plain["type"], "null"].flat(), ...(options ? { enum: [...options, null] } : {}) };
}

// What is answered may be older than the field's limits, an archived option, a record's own number: only its form is sure.
const limits = new Set([
  "enum",
  "pattern",
  "minLength",
  "maxLength",
  "minimum",
  "maximum",
  "maxItems",
  "allOf",
  "anyOf",
  "not",
]);

function readSchema(field: Field, label: Label): JsonSchema {
  return Object.fromEntries(
    Object.entries(valueSchema(field, label, nullable)).flatMap(([word, value]) => {
      if (limits.has(word)) return [];
      return word === "items" ? [[word, withoutLimits(value as JsonSchema)]] : [[word, value]];
    }),
  );
}

const withoutLimits = (schema: JsonSchema): JsonSchema =>
  Object.fromEntries(Object.entries(schema).filter(([word]) => !limits.has(word)));

type Describe = (field: Field, label: Label) => JsonSchema;

const properties = (fields: readonly Field[], label: Label, describe: Describe): Record<string, JsonSchema> =>
  Object.fromEntries(fields.map((field) => [field.key, describe(field, label)]));

const system: Readonly<Record<string, JsonSchema>> = {
  id: { type: "string", pattern: idPattern, readOnly: true },
  version: {
    type: "integer",
    readOnly: true,
    description: 'Grows by one with every change; the ETag is "v<version>".',
  },
  createdAt: { type: "string", format: "date-time", readOnly: true },
  createdBy: { type: "string", readOnly: true },
  updatedAt: { type: "string", format: "date-time", readOnly: true },
  updatedBy: { type: "string", readOnly: true },
  deletedAt: { type: ["string", "null"], format: "date-time", readOnly: true },
};

const relatedOne: JsonSchema = {
  type: "object",
  properties: { id: { type: "string", format: "uuid" }, title: { type: "string" } },
  required: ["id", "title"],
  additionalProperties: false,
};

const related: JsonSchema = {
  type: "object",
  readOnly: true,
  description: "Titles of referenced records, by field, where `include` asked for them; a list for fields of several.",
  additionalProperties: { oneOf: [relatedOne, { type: "array", items: relatedOne }, { type: "null" }] },
};

function customOf(fields: readonly Field[], label: Label, describe: Describe): JsonSchema {
  return {
    type: "object",
    description: "Fields of this installation.",
    properties: properties(
      fields.filter((field) => field.custom),
      label,
      describe,
    ),
    additionalProperties: false,
  };
}

/** A whole record, as it is read. */
export function recordSchema(kind: Kind, label: Label): JsonSchema {
  const own = kind.fields.filter((field) => !field.custom);
  const custom = customOf(kind.fields, label, readSchema);
  const all = { ...system, ...properties(own, label, readSchema), custom, related };
  return { type: "object", properties: all, required: ["id", "version"], additionalProperties: false };
}

/** What may be sent to create or to change one. */
export function inputSchema(kind: Kind, label: Label, mode: "create" | "change"): JsonSchema {
  const writable = kind.fields.filter((field) => !field.readOnly);
  const needed =
    mode === "create" ? writable.filter((field) => field.required && field.schema.default === undefined) : [];
  const own = needed.filter((field) => !field.custom).map((field) => field.key);
  const ofCustom = needed.filter((field) => field.custom).map((field) => field.key);
  const custom = { ...customOf(writable, label, sentSchema), ...(ofCustom.length > 0 ? { required: ofCustom } : {}) };
  const required = ofCustom.length > 0 ? [...own, "custom"] : own;
  const base = writable.filter((field) => !field.custom);
  return {
    type: "object",
    properties: { ...properties(base, label, sentSchema), custom },
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}
