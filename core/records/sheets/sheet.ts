// Boxes that belong to no kind: what somebody is asked for before something is worked out, with expressions about the answers.
import type { Actor } from "../../kernel/actor.ts";
import { Invalid, type Problem } from "../../kernel/errors.ts";
import { isObject } from "../../kernel/json.ts";
import type { Expression } from "../expressions/expression.ts";
import { formulaScope } from "../expressions/kind-scope.ts";
import { jsonOf } from "../expressions/values.ts";
import type { Field, FieldSchema, Option, Reading } from "../fields/field.ts";
import { checkFieldSchema } from "../fields/field-schema.ts";
import { declaredField } from "../fields/ready.ts";
import { type Read, readExpression } from "../rules/check-rule.ts";
import { checkValue, problemAt } from "../store/validate.ts";

/** Boxes of these types can be asked for by themselves; the others lead to records or files. */
const askable = new Set(["decimal", "integer", "percent", "money", "boolean", "choice", "text", "date"]);
const MOST = 30;

export interface Sheet {
  /** In the order in which they are asked for. */
  readonly fields: readonly Field[];
  /** An expression that may name the boxes and nothing else, or what is wrong with it at `at`. */
  read(at: string, source: unknown): Read;
  /** Values as they are kept, defaults where nothing was said, and what is wrong with them by box. */
  take(input: unknown, reading: Reading): Answers;
}

export interface Answers {
  readonly values: Readonly<Record<string, unknown>>;
  readonly problems: readonly Problem[];
}

/**
 * Boxes from a list of them: the schema of a field and its `key`, in the order in which they are asked for. Invalid with every
 * problem, at `/<key>/<word>`.
 */
export function readSheet(boxes: unknown): Sheet {
  if (!Array.isArray(boxes)) throw whole("not_a_list");
  if (boxes.length > MOST) throw whole("too_many", { maximum: MOST });
  const problems: Problem[] = [];
  const fields = boxes.flatMap((box: unknown): Field[] => {
    try {
      return [boxOf(box)];
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      problems.push(...error.problems.map((one) => ({ ...one, pointer: `/${nameOf(box)}${one.pointer}` })));
      return [];
    }
  });
  const twice = fields.filter(({ path }, at) => fields.findIndex((one) => one.path === path) < at);
  problems.push(...twice.map(({ path }) => problemAt(path, "field_given_twice", { field: path })));
  if (problems.length > 0) throw new Invalid(problems);
  return sheetOf(fields);
}

/** Something that is wrong with what it stands in. */
const whole = (code: string, values: Readonly<Record<string, unknown>> = {}): Invalid =>
  new Invalid([{ ...problemAt("", code, values), pointer: "" }]);

const nameOf = (box: unknown): string => (isObject(box) ? String(box["key"]).slice(0, 60) : "");

function boxOf(box: unknown): Field {
  if (!isObject(box)) throw whole("not_an_object");
  const { key, ...schema } = box;
  if (typeof key !== "string" || !/^[a-z][a-zA-Z0-9_]{0,40}$/.test(key)) throw whole("bad_key");
  const field = declaredField(key, inWords(key, checkFieldSchema(schema)));
  if (!askable.has(field.type.name))
    throw new Invalid([problemAt("x-type", "not_an_option", { value: field.type.name })]);
  // A word of the language cannot be the name of a box as well.
  const named = sheetOf([field]).read("", `isBlank(${key})`);
  if ("problems" in named) throw whole("bad_key");
  return field;
}

/** A plain text is what it says, in every language; a box without a label is called by its name. */
function inWords(key: string, schema: FieldSchema): FieldSchema {
  const texts = <T>(label: T): T | { readonly en: T } => (typeof label === "string" ? { en: label } : label);
  const { "x-label": label = key, "x-help": help, "x-options": options } = schema;
  return {
    ...schema,
    "x-label": texts(label) as FieldSchema["x-label"] & object,
    ...(help !== undefined && { "x-help": texts(help) as FieldSchema["x-help"] & object }),
    ...(options && { "x-options": options.map((one) => ({ ...one, label: texts(one.label) as Option["label"] })) }),
  };
}

function sheetOf(fields: readonly Field[]): Sheet {
  const byPath = new Map(fields.map((field) => [field.path, field]));
  const scope = formulaScope({ byPath });
  return {
    fields,
    read: (at, source) => readExpression(at, source, scope),
    take: (input, reading) => taken(byPath, isObject(input) ? input : {}, reading),
  };
}

function taken(
  byPath: ReadonlyMap<string, Field>,
  input: Readonly<Record<string, unknown>>,
  reading: Reading,
): Answers {
  const unknown = Object.keys(input).filter((key) => !byPath.has(key));
  const problems = unknown.map((key) => problemAt(key.slice(0, 60), "unknown_field", { field: key.slice(0, 60) }));
  const values: Record<string, unknown> = {};
  for (const [key, field] of byPath) {
    const said = Object.hasOwn(input, key) ? input[key] : (field.schema.default ?? null);
    const checked = checkValue(field, said, reading);
    if (!checked.ok) problems.push(...checked.problems.map((one) => ({ ...one, pointer: `/${key}` })));
    else if (checked.value === null && field.required) problems.push(problemAt(key, "required", { field: key }));
    else values[key] = checked.value;
  }
  return { values, problems };
}

/** What an expression of a sheet says: numbers as exact decimal text, null for a blank; or why nothing came of it. */
export type Said = { readonly value: unknown } | { readonly reason: string };

/** Works an expression out for the answers that were given. */
export function work(
  expression: Expression,
  values: Answers["values"],
  { actor, zone }: { readonly actor: Actor; readonly zone: string },
): Said {
  const outcome = expression.run({ get: (path) => values[path] ?? null, zone, actor, now: 0 });
  return outcome.ok ? { value: jsonOf(outcome.value) } : { reason: outcome.reason };
}
