// What expressions about records of a kind may name: its fields, and, where an answer is not kept, who asks and when.
import { isObject } from "../../kernel/json.ts";
import type { Field } from "../fields/field.ts";
import { optionsOf } from "../fields/types/choice.ts";
import type { Kind } from "../kind.ts";
import type { Name, Scope } from "./expression.ts";
import { dayOfMoment } from "./functions.ts";
import { Day, Moment, noDay, noMoment, noNumber, Num, type Value, type ValueType } from "./values.ts";

/** Types of values by the SQL type of a field's first column: a new field type fits in by how it is kept. */
const typesBySql: readonly (readonly [RegExp, ValueType])[] = [
  [/\[\]$/, "list"],
  [/^(numeric|bigint|integer)/, "number"],
  [/^(text|uuid)/, "text"],
  [/^boolean/, "yes/no"],
  [/^date/, "date"],
  [/^timestamptz/, "time"],
];

/** The type a field's value has in expressions; undefined for what can only be asked whether it is there. */
export function typeOf(field: Field): ValueType | undefined {
  const sql = field.type.columns[0]?.sql ?? "";
  return typesBySql.find(([shape]) => shape.test(sql))?.[1];
}

/** Which of its columns holds the currency; undefined for what is no money. */
export const currencyColumn = (field: Field): number | undefined => (isMoney(field) ? 1 : undefined);

const isMoney = (field: Field): boolean => field.type.columns.length === 2 && field.type.input === "money";

const readers: Readonly<Record<ValueType, (value: unknown) => Value>> = {
  number: (value) => numberOf(isObject(value) ? value["amount"] : value),
  text: (value) => (typeof value === "string" ? value : ""),
  "yes/no": (value) => value === true,
  date: (value) => (typeof value === "string" ? new Day(value.slice(0, 10)) : noDay),
  time: (value) => (typeof value === "string" ? momentOf(value) : noMoment),
  list: (value) => (Array.isArray(value) ? value.map(String) : []),
};

const numberOf = (value: unknown): Num =>
  typeof value === "string" || typeof value === "number" ? new Num(value) : noNumber;

function momentOf(text: string): Moment {
  const at = Date.parse(text);
  return Number.isNaN(at) ? noMoment : new Moment(at);
}

/** Nothing there, in the sense of "fill it in". */
export const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

/** Names beside the fields, for answers that are given when somebody asks and kept nowhere. */
const passing = new Map<string, Name>([
  ["today", { type: "date", path: null, read: ({ now, zone }) => dayOfMoment(new Moment(now), zone) }],
  ["now", { type: "time", path: null, read: ({ now }) => new Moment(now) }],
  ["actor.id", { type: "text", path: null, read: ({ actor }) => actor.id }],
  ["actor.roles", { type: "list", path: null, read: ({ actor }) => actor.roles }],
  ["actor.teams", { type: "list", path: null, read: ({ actor }) => actor.teamIds }],
]);

/** Whatever has fields: a kind, or boxes that belong to none. */
type Fielded = Pick<Kind, "byPath">;

class KindScope implements Scope {
  readonly #kind: Fielded;
  readonly #passing: boolean;

  constructor(kind: Fielded, passing: boolean) {
    this.#kind = kind;
    this.#passing = passing;
  }

  find(name: string): Name | undefined {
    const field = this.#kind.byPath.get(name);
    if (!field) return this.#passing ? passing.get(name) : undefined;
    // Behind a mask there is nothing to compare with: only whether something is there.
    const type = field.maskedFrom === undefined ? typeOf(field) : undefined;
    if (!type) return undefined;
    const reader = readers[type];
    return { type, path: field.path, read: (facts) => reader(facts.get(field.path)) };
  }

  options(name: string): readonly string[] | undefined {
    const field = this.#kind.byPath.get(name);
    if (field?.type.input !== "choice" && field?.type.input !== "choices") return undefined;
    return optionsOf(field.schema).map(({ id }) => id);
  }

  presence(name: string): Name | undefined {
    const path = this.#kind.byPath.get(name)?.path;
    return path === undefined ? undefined : { type: "yes/no", path, read: (facts) => isEmpty(facts.get(path)) };
  }

  currency(name: string): Name | undefined {
    const field = this.#kind.byPath.get(name);
    if (!field || field.maskedFrom !== undefined || !isMoney(field)) return undefined;
    return { type: "text", path: field.path, read: (facts) => currencyOf(facts.get(field.path)) };
  }
}

const currencyOf = (value: unknown): string => (isObject(value) ? String(value["currency"]) : "");

/** Conditions: fields, the day and the person. */
export const conditionScope = (kind: Fielded): Scope => new KindScope(kind, true);

/** Formulas, whose answers are kept: fields alone, because a kept answer must not depend on who asked, or when. */
export const formulaScope = (kind: Fielded): Scope => new KindScope(kind, false);
