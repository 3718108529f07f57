// How a filter is said in words and how it is made without script: which questions a field can be asked, and their answers.
import { type Checked, fits, misfit } from "../../kernel/checked.ts";
import type { Field, Operator, Reading } from "../fields/field.ts";
import { parseDate } from "../fields/numbers.ts";
import type { Kind } from "../kind.ts";
import { partsOf } from "../query/columns.ts";
import type { Condition } from "../query/grammar.ts";
import { periodNames } from "../query/period.ts";

/** Which boxes the question of a field needs. */
export type Asked = "text" | "range" | "period" | "options" | "picked" | "yesNo" | "filled";

const byType: Readonly<Record<string, Asked>> = {
  integer: "range",
  decimal: "range",
  money: "range",
  percent: "range",
  duration: "range",
  rating: "range",
  autoNumber: "range",
  date: "period",
  dateTime: "period",
  choice: "options",
  choices: "options",
  tree: "options",
  user: "options",
  team: "options",
  reference: "picked",
  references: "picked",
  boolean: "yesNo",
  channels: "filled",
  json: "filled",
  file: "filled",
};

export const askedOf = (field: Field): Asked => byType[field.type.name] ?? "text";

/** Fields that a list offers to filter by. */
export function filterable(kind: Kind): readonly Field[] {
  const times = ["createdAt", "updatedAt"].flatMap((path) => kind.byPath.get(path) ?? []);
  const wholes = [...kind.fields, ...times].filter((field) => field.type.operators.length > 0);
  return wholes.flatMap((field) => [field, ...partsOf(field).values()]);
}

const wanted: Readonly<Record<Asked, readonly string[]>> = {
  text: ["contains", "startsWith", "eq", "ne", "hasAny"],
  range: ["between"],
  period: ["within", "between"],
  options: ["under", "in", "notIn", "hasAny"],
  picked: ["in", "notIn", "hasAny"],
  yesNo: ["eq"],
  filled: [],
};

/** The questions this field can be asked, `between` standing for a lower and an upper end. */
export function questionsOf(field: Field): readonly string[] {
  const can = (op: string) => op === "between" || field.type.operators.includes(op as Operator);
  return [...wanted[askedOf(field)], "empty", "notEmpty"].filter(can);
}

export const periods: readonly string[] = [...periodNames, "P7D", "P30D", "-P7D", "-P30D"];

/** The conditions a filled-in question stands for. */
export function conditionsAsked(field: Field, typed: URLSearchParams, reading: Reading): Checked<readonly Condition[]> {
  const op = typed.get("op") ?? questionsOf(field)[0] ?? "";
  if (!questionsOf(field).includes(op)) return misfit("no_such_question");
  if (op === "empty" || op === "notEmpty") return fits([{ field: field.path, op }]);
  if (op === "between") return between(field, typed, reading);
  const texts = typed
    .getAll("value")
    .map((text) => text.trim())
    .filter((text) => text !== "");
  if (texts.length === 0) return misfit("required");
  return fits([condition(field, op as Operator, texts)]);
}

// One choice reads better as "is" than as "is one of".
const single: Partial<Record<Operator, Operator>> = { in: "eq", notIn: "ne" };

function condition(field: Field, op: Operator, texts: readonly string[]): Condition {
  if (op === "hasAny" || op === "under")
    return { field: field.path, op, value: texts.flatMap((text) => text.split(",")) };
  if (texts.length === 1) return { field: field.path, op: single[op] ?? op, value: texts[0] };
  return { field: field.path, op, value: texts };
}

function between(field: Field, typed: URLSearchParams, reading: Reading): Checked<readonly Condition[]> {
  const from = end(field, typed.get("from"), reading);
  const to = end(field, upperEnd(field, typed.get("to"), reading), reading);
  if (!from.ok) return from;
  if (!to.ok) return to;
  const found: Condition[] = [];
  if (from.value !== null) found.push({ field: field.path, op: "gte", value: from.value });
  if (to.value !== null) found.push({ field: field.path, op: isInstant(field) ? "lt" : "lte", value: to.value });
  return found.length === 0 ? misfit("required") : fits(found);
}

const isInstant = ({ type }: Field): boolean => type.name === "dateTime";

// A day is typed as the last one; among instants that means: before the next day begins.
function upperEnd(field: Field, text: string | null, reading: Reading): string | null {
  const day = isInstant(field) ? parseDate(text ?? "", reading) : undefined;
  if (!day?.ok) return text;
  return new Date(Date.parse(`${day.value}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

/** One end as REST writes it; amounts without currency, so that they compare in all. */
function end(field: Field, text: string | null, reading: Reading): Checked<string | null> {
  const read = field.type.parse(text ?? "", { "x-type": field.schema["x-type"], "x-decimals": 20 }, reading);
  if (!read.ok) return read;
  if (read.value === null) return fits(null);
  const value = read.value as { amount?: string };
  return fits(String(value.amount ?? read.value));
}
