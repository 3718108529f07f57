// The options of choices and the nodes of trees: what they must say, and how they must stand to each other.
import type { Problem } from "../../kernel/errors.ts";
import { isObject } from "../../kernel/json.ts";
import { problemAt } from "../store/validate.ts";
import type { FieldSchema, FieldType } from "./field.ts";
import { schemaLimits } from "./schema-size.ts";
import { optionsOf } from "./types/choice.ts";
import { isShort } from "./types/plain.ts";
import { DEEPEST_BRANCH, misplaced } from "./types/tree.ts";

const MOST_LANGUAGES = 20;
const language = /^[a-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}$/;

/** A text, or texts by language. */
export const isLabel =
  (most = 120) =>
  (value: unknown): boolean =>
    isShort(value, most) ||
    (isObject(value) &&
      Object.keys(value).length <= MOST_LANGUAGES &&
      Object.entries(value).every(([key, text]) => language.test(key) && isShort(text, most)));

const optionKeys = new Map([
  ["id", "string"],
  ["color", "string"],
  ["archived", "boolean"],
  ["parent", "string"],
]);
const optionId = /^[\p{L}\p{N}][\p{L}\p{N} _.-]{0,79}$/u;

const isOption = (value: unknown): boolean =>
  isObject(value) &&
  typeof value["id"] === "string" &&
  optionId.test(value["id"]) &&
  isLabel()(value["label"]) &&
  Object.entries(value).every(([key, one]) => typeof one === optionKeys.get(key) || key === "label");

/** A list of options, each with an id of its own. */
export const isOptions = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length <= schemaLimits.options &&
  value.every(isOption) &&
  new Set(value.map((one) => one.id)).size === value.length;

/** A choice has something to choose from; in a tree every node reaches the top. */
export function optionProblems(schema: FieldSchema, type: FieldType): Problem[] {
  if (!type.words?.includes("x-options")) return [];
  if (optionsOf(schema).length === 0) return [problemAt("x-options", "required", { field: "x-options" })];
  if (type.name !== "tree")
    return optionsOf(schema).some((option) => option.parent !== undefined)
      ? [problemAt("x-options", "bad_word", { word: "parent" })]
      : [];
  const [first] = misplaced(schema);
  return first === undefined ? [] : [problemAt("x-options", "bad_branch", { node: first, maximum: DEEPEST_BRANCH })];
}
