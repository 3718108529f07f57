// A kind as JSON Schema 2020-12: the same words that check its values describe them to whoever sends them.
import type { Field } from "../fields/field.ts";
import { labelOf } from "../fields/types/choice.ts";
import type { Kind } from "../kind.ts";

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Puts a label into words: a key becomes its word, labels by language their language's. */
export type Label = (label: Parameters<typeof labelOf>[0]) => string;

function valueSchema(field: Field, label: Label): JsonSchema {
  const plain = field.type.jsonSchema(field.schema);
  const named = field.schema["x-label"] ?? field.key;
  const nullable = plain["type"]
    ? {
        ...plain,
        type: [plain["type"], "null"],
        ...(plain["enum"] ? { enum: [...(plain["enum"] as unknown[]), null] } : {}),
      }
    : plain;
  const target = field.schema["x-kind"] ? { "x-kind": field.schema["x-kind"] } : {};
  return {
    title: label(named),
    ...nullable,
    "x-type": field.type.name,
    ...target,
    ...(field.readOnly ? { readOnly: true } : {}),
  };
}

const properties = (fields: readonly Field[], label: Label): Record<string, JsonSchema> =>
  Object.fromEntries(fields.map((field) => [field.key, valueSchema(field, label)]));

const system: Readonly<Record<string, JsonSchema>> = {
  id: { type: "string", format: "uuid", readOnly: true },
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

const related: JsonSchema = {
  type: "object",
  readOnly: true,
  description: "Titles of referenced records, by field, where `include` asked for them.",
  additionalProperties: {
    type: ["object", "null"],
    properties: { id: { type: "string", format: "uuid" }, title: { type: "string" } },
    required: ["id", "title"],
    additionalProperties: false,
  },
};

const customOf = (kind: Kind, label: Label): JsonSchema => ({
  type: "object",
  description: "Fields of this installation.",
  properties: properties(
    kind.fields.filter((field) => field.custom),
    label,
  ),
  additionalProperties: false,
});

/** A whole record, as it is read. */
export function recordSchema(kind: Kind, label: Label): JsonSchema {
  const own = kind.fields.filter((field) => !field.custom);
  const all = { ...system, ...properties(own, label), custom: customOf(kind, label), related };
  return { type: "object", properties: all, required: ["id", "version"], additionalProperties: false };
}

/** What may be sent to create or to change one. */
export function inputSchema(kind: Kind, label: Label, mode: "create" | "change"): JsonSchema {
  const writable = kind.fields.filter((field) => !field.readOnly);
  const own = writable.filter((field) => !field.custom);
  const custom = {
    ...customOf(kind, label),
    properties: properties(
      writable.filter((field) => field.custom),
      label,
    ),
  };
  const required =
    mode === "create"
      ? own.filter((field) => field.required && field.schema.default === undefined).map((field) => field.key)
      : [];
  return {
    type: "object",
    properties: { ...properties(own, label), custom },
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}
