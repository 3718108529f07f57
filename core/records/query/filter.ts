// Compiles the filter grammar to SQL. Whatever is not understood is a BadRequest that names it.
import type { Actor } from "../../kernel/actor.ts";
import { BadRequest } from "../../kernel/errors.ts";
import { isId } from "../../kernel/ids.ts";
import { isObject } from "../../kernel/json.ts";
import type { Field, Operator, Reading } from "../fields/field.ts";
import { branchOf } from "../fields/types/tree.ts";
import type { Kind } from "../kind.ts";
import { columnSql } from "./column-sql.ts";
import { known } from "./columns.ts";
import type { Condition, Filter } from "./grammar.ts";
import { periodOf } from "./period.ts";
import type { Params } from "./sql.ts";

export interface Compile {
  readonly kind: Kind;
  readonly actor: Actor;
  readonly reading: Reading;
  readonly alias: string;
  readonly params: Params;
}

const MOST_CONDITIONS = 50;
const DEEPEST = 8;
const LONGEST_LIST = 1_000;

/** SQL of the filter, in parentheses where needed. */
export function filterSql(filter: Filter, at: Compile): string {
  return compile(filter, at, { depth: 0, budget: { left: MOST_CONDITIONS } });
}

interface Limits {
  readonly depth: number;
  readonly budget: { left: number };
}

function compile(filter: Filter, at: Compile, limits: Limits): string {
  if (!isObject(filter) || limits.depth > DEEPEST) throw new BadRequest("records.bad_filter");
  if (--limits.budget.left < 0) throw new BadRequest("records.filter_too_long", { maximum: MOST_CONDITIONS });
  const deeper = { ...limits, depth: limits.depth + 1 };
  if ("and" in filter) return joined(filter.and, " and ", at, deeper);
  if ("or" in filter) return joined(filter.or, " or ", at, deeper);
  if ("not" in filter) return `not coalesce(${compile(filter.not, at, deeper)}, false)`;
  return condition(filter as Condition, at);
}

function joined(parts: unknown, word: string, at: Compile, limits: Limits): string {
  if (!Array.isArray(parts) || parts.length === 0) throw new BadRequest("records.bad_filter");
  return `(${parts.map((part: Filter) => compile(part, at, limits)).join(word)})`;
}

function condition(asked: Condition, at: Compile): string {
  if (typeof asked.field !== "string" || typeof asked.op !== "string") throw new BadRequest("records.bad_filter");
  const field = known(at.kind, asked.field);
  const allowed = field.key === "id" ? ["eq", "ne", "in", "notIn"] : field.type.operators;
  if (!allowed.includes(asked.op))
    throw new BadRequest("records.bad_operator", { field: asked.field, operator: String(asked.op).slice(0, 40) });
  const column = columnSql(field, at.alias);
  return operators[asked.op](column, field, asked.value, at);
}

type Compiler = (column: string, field: Field, value: unknown, at: Compile) => string;

const compare =
  (sign: string): Compiler =>
  (column, field, value, at) => {
    const money = moneyCurrency(field, value, at);
    return `${column} ${sign} ${one(field, value, at)}${money}`;
  };

const operators: Readonly<Record<Operator, Compiler>> = {
  eq: compare("="),
  ne: (column, field, value, at) => `${column} is distinct from ${one(field, value, at)}`,
  lt: compare("<"),
  lte: compare("<="),
  gt: compare(">"),
  gte: compare(">="),
  in: (column, field, value, at) => `${column} = any(${many(field, value, at)})`,
  notIn: (column, field, value, at) => `not coalesce(${column} = any(${many(field, value, at)}), false)`,
  contains: (column, field, value, at) => `${column} ilike ${at.params.add(`%${likeText(field, value)}%`)}`,
  startsWith: (column, field, value, at) => `${column} ilike ${at.params.add(`${likeText(field, value)}%`)}`,
  empty: (column) => `${column} is null`,
  notEmpty: (column) => `${column} is not null`,
  under: (column, field, value, at) =>
    `${column} = any(${at.params.add(
      listOf(field, value).flatMap((id) => branchOf(field.schema, oneElement(field, id))),
      "text[]",
    )})`,
  has: (column, field, value, at) => `${column} @> array[${element(field, value, at)}]`,
  hasAny: (column, field, value, at) => `${column} && ${manyElements(field, value, at)}`,
  within: (column, field, value, at) => {
    const { from, to } = periodOf(value, field.path, at.reading.timeZone);
    const cast = field.type.columns[0]?.sql ?? "date";
    return `(${column} >= ${at.params.add(bound(from, cast, at), cast)} and ${column} < ${at.params.add(bound(to, cast, at), cast)})`;
  },
};

const bound = (day: string, cast: string, at: Compile): string =>
  cast === "date" ? day : `${day}T00:00:00 ${at.reading.timeZone}`;

// Amounts of other currencies are other amounts: `{amount, currency}` compares within the currency, a bare number in all.
function moneyCurrency(field: Field, value: unknown, at: Compile): string {
  if (field.type.name !== "money" || !isObject(value)) return "";
  return ` and ${columnSql(field, at.alias, 1)} = ${at.params.add(currencyOf(field, value))}`;
}

function currencyOf(field: Field, value: Readonly<Record<string, unknown>>): string {
  if (typeof value["currency"] !== "string" || !/^[A-Z]{3}$/.test(value["currency"])) throw badValue(field, value);
  return value["currency"];
}

const cast = (field: Field): string => field.type.columns[0]?.sql ?? "text";

const one = (field: Field, value: unknown, at: Compile): string =>
  at.params.add(columnValue(field, value, at), cast(field));

function many(field: Field, value: unknown, at: Compile): string {
  return at.params.add(
    listOf(field, value).map((item) => columnValue(field, item, at)),
    `${cast(field)}[]`,
  );
}

const element = (field: Field, value: unknown, at: Compile): string =>
  at.params.add(oneElement(field, value), cast(field).replace("[]", ""));

const manyElements = (field: Field, value: unknown, at: Compile): string =>
  at.params.add(
    listOf(field, value).map((item) => oneElement(field, item)),
    cast(field),
  );

function listOf(field: Field, value: unknown): readonly unknown[] {
  const list = typeof value === "string" ? value.split(",") : value;
  if (!Array.isArray(list) || list.length === 0 || list.length > LONGEST_LIST) throw badValue(field, value);
  return list;
}

function oneElement(field: Field, value: unknown): string {
  const isFine = typeof value === "string" && value.length <= 255 && value.isWellFormed() && !value.includes("\u0000");
  if (!isFine || (cast(field) === "uuid[]" && !isId(value))) throw badValue(field, value);
  return value as string;
}

function likeText(field: Field, value: unknown): string {
  if (
    typeof value !== "string" ||
    value === "" ||
    value.length > 200 ||
    !value.isWellFormed() ||
    value.includes("\u0000")
  ) {
    throw badValue(field, value);
  }
  return value.replace(/[\\%_]/g, "\\$&");
}

const namesPeople = ({ type, path }: Field): boolean =>
  type.name === "user" || path === "createdBy" || path === "updatedBy";

const optionTypes = new Set(["choice", "tree"]);

const isOptionId = ({ type }: Field, value: unknown): value is string =>
  optionTypes.has(type.name) && typeof value === "string" && value.length <= 255;

/** The value as the field's first column holds it: `me` for people, archived options allowed. */
function columnValue(field: Field, value: unknown, at: Compile): unknown {
  if (value === "me" && namesPeople(field)) return at.actor.id;
  if (isOptionId(field, value)) return oneElement(field, value);
  const checked =
    typeof value === "string" ? parsed(field, value, at) : field.type.check(value, bare(field), at.reading);
  if (!checked.ok || checked.value === null) throw badValue(field, value);
  return firstColumn(field, checked.value);
}

const firstColumn = ({ type }: Field, value: unknown): unknown => (type.toRow ? type.toRow(value)[0] : value);

// From a query string everything is text: exact forms first, then what a person would type.
function parsed(field: Field, value: string, at: Compile) {
  const exact = field.type.check(value, bare(field), at.reading);
  return exact.ok ? exact : field.type.parse(value, bare(field), { ...at.reading, language: "en" });
}

const bares = new WeakMap<Field, Field["schema"]>();

// Limits of a field say what may be stored, not what may be asked for.
function bare(field: Field): Field["schema"] {
  const made = bares.get(field) ?? { "x-type": field.schema["x-type"], "x-decimals": 20, maxLength: 50_000 };
  bares.set(field, made);
  return made;
}

const badValue = (field: Field, value: unknown): BadRequest =>
  new BadRequest("records.bad_value", { field: field.path, value: String(JSON.stringify(value) ?? "").slice(0, 80) });
