// Values that fit a field, for records that nobody has thought of.
import type { FieldSchema } from "../../../records/fields/field.ts";

/** A value by type; what is not here is left empty. */
const values: Readonly<Record<string, (schema: FieldSchema) => unknown>> = {
  text: () => "Kept",
  longText: () => "Kept, with more words.",
  integer: ({ minimum }) => minimum ?? 3,
  decimal: () => "3",
  percent: () => "0.5",
  money: () => ({ amount: "12.50", currency: "EUR" }),
  boolean: () => true,
  date: () => "2026-11-26",
  dateTime: () => "2026-11-26T09:00:00Z",
  choice: (schema) => firstOption(schema),
  choices: (schema) => [firstOption(schema)],
  email: () => "kept@example.com",
  url: () => "https://example.com/",
  rating: () => 3,
};

/** Everything that has to be said, and what can be said of the rest: for one record of these fields. */
export function filled(fields: Readonly<Record<string, FieldSchema>>): Record<string, unknown> {
  const said = Object.entries(fields)
    .filter(([, schema]) => schema["x-required"] === true)
    .map(([key, schema]) => [key, values[String(schema["x-type"])]?.(schema)] as const);
  return Object.fromEntries(said.filter(([, value]) => value !== undefined));
}

/** Fields in which something has to be chosen, with the kind to choose from. */
export const leadingTo = (fields: Readonly<Record<string, FieldSchema>>): [field: string, kind: string][] =>
  Object.entries(fields).flatMap(([key, schema]): [string, string][] => {
    const to = schema["x-required"] === true && schema["x-type"] === "reference" ? schema["x-kind"] : undefined;
    return typeof to === "string" ? [[key, to]] : [];
  });

/** A value for one field; undefined where none can be made up. */
export const valueFor = (schema: FieldSchema): unknown => values[String(schema["x-type"])]?.(schema);

function firstOption(schema: FieldSchema): unknown {
  const [first] = (schema["x-options"] ?? []) as readonly { readonly id: string }[];
  return first?.id;
}
