// May a rule be as somebody wrote it? What is wrong is said by member, and inside of an expression by line and column.
import { type Problem } from "../../kernel/errors.ts";
import { isObject } from "../../kernel/json.ts";
import { compile } from "../expressions/compile.ts";
import type { Expression, Mistake, Scope } from "../expressions/expression.ts";
import { conditionScope } from "../expressions/kind-scope.ts";
import type { Field } from "../fields/field.ts";
import { optionsOf } from "../fields/types/choice.ts";
import type { Kind } from "../kind.ts";
import { problemAt } from "../store/validate.ts";
import { effects, oldRows, type Rule } from "./rule.ts";

const LONGEST_NAME = 120;
const LONGEST_SENTENCE = 500;
const MOST_TEAMS = 100;

/** Everything that is wrong with a rule by itself; whether stage and teams exist, the data base knows. */
export function ruleProblems(kind: Kind, rule: Rule): Problem[] {
  return [
    ...(isText(rule.name, LONGEST_NAME) ? [] : [problemAt("name", "bad_name")]),
    ...(effects.includes(rule.effect) ? [] : [problemAt("effect", "not_an_option", { value: shortened(rule.effect) })]),
    ...fieldProblems(kind, rule),
    ...conditionProblems(kind, rule),
    ...oldProblems(kind, rule),
    ...listProblems(rule),
  ];
}

const isText = (value: unknown, most: number): boolean =>
  typeof value === "string" &&
  value.trim() !== "" &&
  value.length <= most &&
  value.isWellFormed() &&
  !value.includes("\u0000");

const shortened = (value: unknown): string => String(value).slice(0, 80);

function fieldProblems(kind: Kind, { field, effect }: Rule): Problem[] {
  if (field === null) return effect === "valid" ? [] : [problemAt("field", "required")];
  const found = kind.fields.find(({ path }) => path === field);
  if (!found) return [problemAt("field", "unknown_field", { field: shortened(field) })];
  if (effect === "required" && found.readOnly) return [problemAt("field", "read_only", { field })];
  if (effect === "visible" && field === kind.titleField) return [problemAt("field", "always_shown", { field })];
  return [];
}

function conditionProblems(kind: Kind, { condition, effect }: Rule): Problem[] {
  if (condition === null) return effect === "valid" ? [problemAt("condition", "required")] : [];
  const read = readCondition(kind, condition);
  return "expression" in read ? [] : read.problems;
}

/** An expression, or what is wrong with it. */
export type Read = { readonly expression: Expression } | { readonly problems: Problem[] };

/** A condition about records of a kind: an expression that answers yes or no. */
export function readCondition(kind: Kind, source: unknown): Read {
  const read = readExpression("condition", source, conditionScope(kind));
  if (!("expression" in read) || read.expression.type === "yes/no") return read;
  const { type } = read.expression;
  return { problems: [problemAt("condition", "expression_not_yes_or_no", { type, line: 1, column: 1 })] };
}

/** An expression, or the one problem with it at a member of what was sent. */
export function readExpression(at: string, source: unknown, scope: Scope): Read {
  if (typeof source !== "string") return { problems: [problemAt(at, "expression_empty", { line: 1, column: 1 })] };
  const read = compile(source, scope);
  return read.ok ? { expression: read.expression } : { problems: [mistakeAt(at, read.mistake)] };
}

const mistakeAt = (at: string, { code, line, column, values }: Mistake): Problem =>
  problemAt(at, code, { ...values, line, column });

function oldProblems(kind: Kind, { old, stage }: Rule): Problem[] {
  if (!oldRows.includes(old)) return [problemAt("old", "not_an_option", { value: shortened(old) })];
  const board = kind.byPath.get(kind.boardField ?? "");
  if (board) return stage === null ? [] : stageProblems(board, stage);
  if (stage !== null) return [problemAt("stage", "no_stages")];
  return old === "stage" ? [problemAt("old", "no_stages")] : [];
}

/** The stages of a choice are its options; others are records, which the data base knows. */
const stageProblems = (board: Field, stage: string): Problem[] =>
  board.type.input !== "choice" || optionsOf(board.schema).some(({ id }) => id === stage)
    ? []
    : [problemAt("stage", "not_an_option", { value: shortened(stage) })];

function listProblems({ teams, message }: Rule): Problem[] {
  const fine = Array.isArray(teams) && teams.length <= MOST_TEAMS && teams.every((team) => typeof team === "string");
  return [
    ...(fine ? [] : [problemAt("teams", "not_a_list")]),
    ...(isMessage(message) ? [] : [problemAt("message", "bad_sentence", { maximum: LONGEST_SENTENCE })]),
  ];
}

const isMessage = (message: unknown): boolean =>
  message === null || (isObject(message) && Object.entries(message).every(isSentence));

const isSentence = ([language, text]: readonly [string, unknown]): boolean =>
  /^[a-z]{2,3}(-[A-Za-z]{2,8})?$/.test(language) && isText(text, LONGEST_SENTENCE);
