// Whether a file says what its published schema lets it say. Each misfit is told with its place.
import { readFileSync } from "node:fs";
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import type { Problem } from "../../kernel/errors.ts";
import { problemIn } from "./problem.ts";

/** The files of a plugin that have a schema; each is published under its name. */
export const schemaNames = ["plugin", "kind", "field", "rule"] as const;
export type SchemaName = (typeof schemaNames)[number];

/** A published schema, as editors read it. */
export const schemaText = (name: SchemaName): string =>
  readFileSync(new URL(`${name}.schema.json`, import.meta.url), "utf8");

const ajv = new Ajv2020({ allErrors: true, verbose: true, allowUnionTypes: true });
const compiled = new Map<SchemaName, ValidateFunction>();

function checkOf(name: SchemaName): ValidateFunction {
  const check = compiled.get(name) ?? ajv.compile(JSON.parse(schemaText(name)) as object);
  compiled.set(name, check);
  return check;
}

const MOST = 50;

export function shapeProblems(name: SchemaName, file: string, value: unknown): Problem[] {
  const check = checkOf(name);
  if (check(value)) return [];
  return (check.errors ?? [])
    .filter(({ keyword }) => !echoes.has(keyword))
    .slice(0, MOST)
    .map((error) => said(file, error));
}

/** They repeat at the whole what was said at the piece. */
const echoes = new Set(["anyOf", "propertyNames", "if"]);

const codes: Readonly<Record<string, string>> = {
  additionalProperties: "plugins.unknown_word",
  required: "plugins.word_needed",
  type: "plugins.wrong_type",
  enum: "plugins.no_choice",
  const: "plugins.no_choice",
  pattern: "plugins.wrong_form",
  minLength: "plugins.wrong_length",
  maxLength: "plugins.wrong_length",
  minimum: "plugins.wrong_size",
  maximum: "plugins.wrong_size",
  minItems: "plugins.wrong_number",
  maxItems: "plugins.wrong_number",
  minProperties: "plugins.wrong_number",
  maxProperties: "plugins.wrong_number",
  uniqueItems: "plugins.given_twice",
};

function said(file: string, error: ErrorObject): Problem {
  const { keyword, params, instancePath, propertyName, data } = error;
  const word = String(
    params["additionalProperty"] ?? params["missingProperty"] ?? propertyName ?? lastOf(instancePath),
  );
  const inner = params["additionalProperty"] ?? propertyName;
  const at = inner === undefined ? instancePath : `${instancePath}/${escaped(String(inner))}`;
  const values = { word: word.slice(0, 60), value: shown(data), wanted: wantedBy(error) };
  return problemIn(file, at || "/", codes[keyword] ?? "plugins.wrong_form", values);
}

const escaped = (key: string): string => key.replaceAll("~", "~0").replaceAll("/", "~1").slice(0, 60);
const lastOf = (pointer: string): string => pointer.split("/").at(-1) || "/";
const shown = (value: unknown): string =>
  String(typeof value === "string" ? value : JSON.stringify(value)).slice(0, 60);

/** What would have been right, in the words of the schema. */
function wantedBy({ keyword, params, parentSchema }: ErrorObject): string {
  if (keyword === "enum") return (params["allowedValues"] as readonly string[]).join(", ");
  if (keyword === "type") return [params["type"]].flat().join(", ");
  const limit = params["limit"] ?? params["allowedValue"] ?? params["pattern"];
  const { description } = (parentSchema ?? {}) as { description?: string };
  return String(limit ?? description ?? "");
}
