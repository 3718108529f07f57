// What a field's schema may say. Checked before anything uses it: a schema from outside must not be able to stop us.
import { Invalid, type Problem } from "../../kernel/errors.ts";
import { isObject, sameJson } from "../../kernel/json.ts";
import { checkValue, problemAt } from "../store/validate.ts";
import type { FieldSchema, FieldType, Reading } from "./field.ts";
import { tooLarge } from "./schema-size.ts";
import { optionProblems } from "./schema-options.ts";
import { words } from "./schema-words.ts";
import { fieldTypes } from "./types/index.ts";
import { isComputed } from "./value-schema.ts";

/** Nobody types a computed value: it cannot be demanded, limited or given beforehand. */
const typedWords = ["x-required", "x-options", "x-unique", "default", "minimum", "maximum", "pattern", "maxLength"];

/** The schema as it is kept, its default tidied; throws Invalid with a problem per word that is unknown or impossible. */
export function checkFieldSchema(schema: unknown): FieldSchema {
  const problems = problemsOf(schema);
  if (problems.length > 0) throw new Invalid(problems.slice(0, 20), "fields.invalid");
  return withTidyDefault(schema as FieldSchema);
}

function problemsOf(schema: unknown): Problem[] {
  if (!isObject(schema)) return [problemAt("schema", "not_an_object")];
  const large = tooLarge(schema);
  if (large) return [problemAt("schema", large.code, { maximum: large.maximum })];
  const type = typeof schema["x-type"] === "string" ? fieldTypes.get(schema["x-type"]) : undefined;
  const wrong = Object.keys(schema).flatMap((word) => wordProblems(word, schema[word], type));
  if (wrong.length > 0) return wrong;
  if (type) return together(schema as FieldSchema, type);
  if (isComputed(schema as FieldSchema)) return computedProblems(schema as FieldSchema);
  return [problemAt("x-type", "required", { field: "x-type" })];
}

function wordProblems(word: string, value: unknown, type: FieldType | undefined): Problem[] {
  const code = misfitOf(word, value, type);
  const name = word.slice(0, 60);
  return code === undefined ? [] : [problemAt(name, code, { word: name })];
}

function misfitOf(word: string, value: unknown, type: FieldType | undefined): string | undefined {
  if (Object.hasOwn(words.all, word)) return words.all[word]?.(value) ? undefined : "bad_word";
  if (!Object.hasOwn(words.ofTypes, word)) return "unknown_word";
  if (type && !type.words?.includes(word)) return "word_of_other_type";
  return words.ofTypes[word]?.(value) ? undefined : "bad_word";
}

/** What the words say about each other. */
function together(schema: FieldSchema, type: FieldType): Problem[] {
  const { minimum, maximum, minLength, maxLength } = schema;
  const problems = [...optionProblems(schema, type), ...referenceProblems(schema, type)];
  if (Number(minimum) > Number(maximum)) problems.push(problemAt("minimum", "above_maximum"));
  if (Number(minLength) > Number(maxLength)) problems.push(problemAt("minLength", "above_maximum"));
  if (problems.length === 0 && schema.default !== undefined) problems.push(...defaultProblems(schema, type));
  return problems;
}

const referenceProblems = (schema: FieldSchema, type: FieldType): Problem[] =>
  type.words?.includes("x-kind") && !schema["x-kind"] ? [problemAt("x-kind", "required", { field: "x-kind" })] : [];

// A default has to stand for itself: amounts name their currency, numbers of phones their country.
const nowhere: Reading = { language: "en", timeZone: "UTC", currency: "", country: "" };

function defaultProblems(schema: FieldSchema, type: FieldType): Problem[] {
  if (type.name === "file" || type.name === "autoNumber")
    return [problemAt("default", "word_of_other_type", { word: "default" })];
  const checked = checkValue({ type, schema }, schema.default, nowhere);
  return checked.ok ? [] : [problemAt("default", "bad_default", { why: checked.problems[0]?.code ?? "" })];
}

function withTidyDefault(schema: FieldSchema): FieldSchema {
  const type = fieldTypes.get(schema["x-type"]);
  if (!type || schema.default === undefined) return schema;
  const checked = checkValue({ type, schema }, schema.default, nowhere);
  return checked.ok && !sameJson(checked.value, schema.default) ? { ...schema, default: checked.value } : schema;
}

function computedProblems(schema: FieldSchema): Problem[] {
  const stray = typedWords.find((word) => schema[word] !== undefined);
  if (stray) return [problemAt(stray, "bad_word", { word: stray })];
  return schema["x-result"] ? [] : [problemAt("x-result", "required")];
}
