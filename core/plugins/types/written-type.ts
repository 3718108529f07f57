// A JSON Schema as a TypeScript type.
import { isObject } from "../../kernel/json.ts";

type Schema = Readonly<Record<string, unknown>>;

/** Longer lists, such as countries, nobody reads in an editor. */
const MOST_OPTIONS = 20;

/** Such as `"planned" | "done"`, or `{ readonly amount: string }`; what says nothing is `unknown`. */
export function writtenType(schema: Schema): string {
  const options = (schema["enum"] ?? []) as readonly unknown[];
  if (options.length > 0 && options.length <= MOST_OPTIONS)
    return union(options.filter((one) => one !== null).map((one) => JSON.stringify(one)));
  return union([schema["type"]].flat().map((type) => byType(String(type), schema)));
}

const plain: Readonly<Record<string, string>> = {
  string: "string",
  integer: "number",
  number: "number",
  boolean: "boolean",
  null: "null",
};

function byType(type: string, schema: Schema): string {
  if (type === "array") return listType(schema);
  if (type === "object") return objectType(schema);
  return plain[type] ?? "unknown";
}

function listType({ items }: Schema): string {
  const item = isObject(items) ? writtenType(items as Schema) : "unknown";
  return `readonly ${item.includes(" ") ? `(${item})` : item}[]`;
}

function objectType({ properties, required = [] }: Schema): string {
  if (!isObject(properties)) return "Readonly<Record<string, unknown>>";
  const needed = required as readonly string[];
  const members = Object.entries(properties as Readonly<Record<string, Schema>>).map(
    ([key, schema]) => `readonly ${key}${needed.includes(key) ? "" : "?"}: ${writtenType(schema)}`,
  );
  return `{ ${members.join("; ")} }`;
}

const union = (types: readonly string[]): string => [...new Set(types)].join(" | ");
