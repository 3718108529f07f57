// What a field's schema may say. Checked before anything compiles it: a schema from outside must not be able to stop us.
import { RE2JS } from "re2js";
import { Invalid, type Problem } from "../../kernel/errors.ts";
import { isObject } from "../../kernel/json.ts";
import { problemAt } from "../store/validate.ts";
import type { FieldSchema } from "./field.ts";
import { fieldTypes } from "./types/index.ts";
import { isComputed } from "./value-schema.ts";

const MOST_OPTIONS = 2_000;
const LONGEST = 100_000;

type Check = (value: unknown) => boolean;

const isText =
  (most: number): Check =>
  (value) =>
    typeof value === "string" && value.length <= most && value.isWellFormed() && !value.includes("\u0000");
const isNumber: Check = (value) => typeof value === "number" && Number.isFinite(value);
const isCount: Check = (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 1_000_000;
const isFlag: Check = (value) => typeof value === "boolean";
const isLabel: Check = (value) =>
  isText(120)(value) || (isObject(value) && Object.keys(value).length <= 20 && Object.values(value).every(isText(120)));

function isPattern(value: unknown): boolean {
  if (!isText(500)(value)) return false;
  try {
    RE2JS.compile(value as string);
    return true;
  } catch {
    return false;
  }
}

const isOption: Check = (value) =>
  isObject(value) &&
  /^[\p{L}\p{N}][\p{L}\p{N} _.-]{0,79}$/u.test(String(value["id"])) &&
  isLabel(value["label"]) &&
  Object.keys(value).every((key) => ["id", "label", "color", "archived"].includes(key));

const isOptions: Check = (value) =>
  Array.isArray(value) &&
  value.length <= MOST_OPTIONS &&
  value.every(isOption) &&
  new Set(value.map((one) => one.id)).size === value.length;

/** The type of what a computed field holds, and how many decimals it is rounded to. */
const isResult: Check = (value) =>
  isObject(value) &&
  typeof value["x-type"] === "string" &&
  fieldTypes.has(value["x-type"]) &&
  Object.keys(value).every((word) => word === "x-type" || word === "x-decimals") &&
  (value["x-decimals"] === undefined || (isCount(value["x-decimals"]) && (value["x-decimals"] as number) <= 6));

/** Nobody types a computed value: it cannot be demanded, limited or given beforehand. */
const typedWords = ["x-required", "x-options", "x-unique", "default", "minimum", "maximum", "pattern", "maxLength"];

/** Every word a schema may use, and what it may say. */
const words: Readonly<Record<string, Check>> = {
  "x-type": (value) =>
    typeof value === "string" &&
    (fieldTypes.has(value) || value === "formula" || value === "rollup") &&
    value !== "autoNumber",
  "x-label": isLabel,
  "x-help": isLabel,
  "x-section": isText(60),
  "x-kind": isText(60),
  "x-required": isFlag,
  "x-readOnly": isFlag,
  "x-indexed": isFlag,
  "x-unique": isFlag,
  "x-options": isOptions,
  "x-decimals": (value) => isCount(value) && (value as number) <= 6,
  "x-unit": isText(20),
  "x-formula": isText(4_000),
  "x-result": isResult,
  "x-rollup": (value) => isObject(value) && JSON.stringify(value).length <= 4_000,
  minimum: isNumber,
  maximum: isNumber,
  minLength: isCount,
  maxLength: isCount,
  pattern: isPattern,
  default: (value) => JSON.stringify(value).length <= 1_000,
};

/** Throws Invalid with a problem per word that is unknown or says something impossible. */
export function checkFieldSchema(schema: unknown): void {
  const problems = problemsOf(schema);
  if (problems.length > 0) throw new Invalid(problems.slice(0, 20), "fields.invalid");
}

function problemsOf(schema: unknown): Problem[] {
  if (!isObject(schema)) return [problemAt("schema", "not_an_object")];
  const named = Object.keys(schema)
    .slice(0, 50)
    .flatMap((word) => {
      if (!Object.hasOwn(words, word))
        return [problemAt(word.slice(0, 60), "unknown_word", { word: word.slice(0, 60) })];
      return words[word]?.(schema[word]) ? [] : [problemAt(word, "bad_word", { word })];
    });
  if (named.length > 0) return named;
  if (!schema["x-type"]) return [problemAt("x-type", "required")];
  if (isComputed(schema as FieldSchema)) return computedProblems(schema as FieldSchema);
  const options = schema["x-options"] as readonly unknown[] | undefined;
  if (/^choices?$/.test(String(schema["x-type"])) && !options?.length) return [problemAt("x-options", "required")];
  return JSON.stringify(schema).length > LONGEST ? [problemAt("schema", "too_long", { maximum: LONGEST })] : [];
}

function computedProblems(schema: FieldSchema): Problem[] {
  const stray = typedWords.find((word) => schema[word] !== undefined);
  if (stray) return [problemAt(stray, "bad_word", { word: stray })];
  return schema["x-result"] ? [] : [problemAt("x-result", "required")];
}
