// What stands on one side of a comparison, in SQL: a field, a fixed value, the day, whoever asks.
import type { ASTNode } from "@marcbachmann/cel-js";
import type { Actor } from "../../kernel/actor.ts";
import type { Field } from "../fields/field.ts";
import { isDate } from "../fields/numbers.ts";
import type { Kind } from "../kind.ts";
import { columnSql } from "../query/column-sql.ts";
import type { Params } from "../query/sql.ts";
import { dayOfMoment } from "./functions.ts";
import { currencyColumn, typeOf } from "./kind-scope.ts";
import { isName, pathOf, Refused } from "./nodes.ts";
import { Moment, type ValueType } from "./values.ts";

/** Where a condition is asked. */
export interface AskedAt {
  readonly alias: string;
  readonly params: Params;
  readonly actor: Actor;
  /** IANA zone in which days begin. */
  readonly zone: string;
}

export type Write = (at: AskedAt) => string;

export interface Operand {
  readonly type: ValueType;
  /** Text, lists, and yes or no are never null; a blank number, day or time is. */
  readonly sql: Write;
}

type Sort<Op extends ASTNode["op"]> = Extract<ASTNode, { readonly op: Op }>;

const sorts: Readonly<Record<string, (node: never, kind: Kind) => Operand | undefined>> = {
  id: (node: ASTNode, kind) => nameOperand(node, kind),
  ".": (node: ASTNode, kind) => nameOperand(node, kind),
  "[]": (node: ASTNode, kind) => nameOperand(node, kind),
  value: (node: ASTNode) => fixed(node),
  "-_": ({ args }: Sort<"-_">) => numberOf(args, "-"),
  list: (node: Sort<"list">) => fixedList(node, node.args),
  "+": (node: Sort<"+">, kind) => shiftedDay(node, node.args, kind),
  "-": (node: Sort<"-">, kind) => shiftedDay(node, node.args, kind),
  call: (node: Sort<"call">, kind) => called(node, kind),
};

/** A name, or a fixed value; undefined for what may still be a condition by itself. */
export const valueOperand = (node: ASTNode, kind: Kind): Operand | undefined => sorts[node.op]?.(node as never, kind);

function called(node: Sort<"call">, kind: Kind): Operand | undefined {
  const [name, [of]] = node.args;
  if (name === "currency") return currencyOf(node, of, kind);
  return name === "date" ? fixedDay(node, of) : undefined;
}

const passing: Readonly<Record<string, Operand>> = {
  today: {
    type: "date",
    sql: ({ params, zone }) => params.add(dayOfMoment(new Moment(Date.now()), zone).text, "date"),
  },
  now: { type: "time", sql: ({ params }) => params.add(new Date().toISOString(), "timestamptz") },
  "actor.id": { type: "text", sql: ({ params, actor }) => params.add(actor.id, "text") },
  "actor.roles": { type: "list", sql: ({ params, actor }) => params.add(actor.roles, "text[]") },
  "actor.teams": { type: "list", sql: ({ params, actor }) => params.add(actor.teamIds, "text[]") },
};

export function nameOperand(node: ASTNode, kind: Kind): Operand {
  const path = pathOf(node);
  const field = kind.byPath.get(path);
  const found = field ? fieldOperand(field) : Object.hasOwn(passing, path) ? passing[path] : undefined;
  if (!found) throw refused(node);
  return found;
}

const columns: Readonly<Record<ValueType, (column: string) => string>> = {
  number: (column) => column,
  text: (column) => `coalesce(${column}::text, '')`,
  "yes/no": (column) => `coalesce(${column}, false)`,
  date: (column) => column,
  // A moment is told to the thousandth of a second.
  time: (column) => `date_trunc('milliseconds', ${column})`,
  list: (column) => `coalesce(${column}::text[], '{}')`,
};

function fieldOperand(field: Field): Operand | undefined {
  const type = typeOf(field);
  return type && { type, sql: ({ alias }) => columns[type](columnSql(field, alias)) };
}

/** True for nothing there, in the sense of "fill it in". */
export function blankSql(node: ASTNode, kind: Kind): Write {
  const field = isName(node) ? kind.byPath.get(pathOf(node)) : undefined;
  if (!field) throw refused(node);
  const empty = emptySql(field);
  return ({ alias }) => empty(columnSql(field, alias));
}

function emptySql(field: Field): (column: string) => string {
  const type = typeOf(field);
  if (type === "text") return (column) => `(coalesce(${column}::text, '') = '')`;
  if (type === "list") return (column) => `(coalesce(cardinality(${column}), 0) = 0)`;
  if (type !== undefined) return (column) => `(${column} is null)`;
  return (column) => `(coalesce(to_jsonb(${column}), '""') in ('""', '[]', 'null'))`;
}

function fixed(node: ASTNode): Operand | undefined {
  const value = node.args;
  if (typeof value === "boolean") return undefined;
  if (typeof value !== "string") return numberOf(node, "");
  refuseUnfit(node, value);
  return { type: "text", sql: ({ params }) => params.add(value, "text") };
}

function numberOf(node: ASTNode, sign: string): Operand {
  const digits = node.input.slice(node.start, node.end);
  if (!/^\d{1,20}(\.\d{1,20})?$/.test(digits)) throw refused(node);
  return { type: "number", sql: ({ params }) => params.add(sign + digits, "numeric") };
}

function fixedList(node: ASTNode, items: readonly ASTNode[]): Operand {
  const values = items.map(({ op, args }) => (op === "value" && typeof args === "string" ? args : undefined));
  const texts = values.filter((value) => value !== undefined);
  if (texts.length !== values.length) throw refused(node);
  for (const text of texts) refuseUnfit(node, text);
  return { type: "list", sql: ({ params }) => params.add(texts, "text[]") };
}

/** Days that one looks ahead or back: no day leaves the calendar by them. */
const MOST_DAYS = 36_500;

function shiftedDay(node: ASTNode, [left, right]: readonly [ASTNode, ASTNode], kind: Kind): Operand {
  const day = valueOperand(left, kind);
  const days = right.op === "value" ? right.input.slice(right.start, right.end) : "";
  if (day?.type !== "date" || !/^\d{1,5}$/.test(days) || Number(days) > MOST_DAYS) throw refused(node);
  return { type: "date", sql: (at) => `(${day.sql(at)} ${node.op} ${at.params.add(Number(days), "integer")})` };
}

function currencyOf(node: ASTNode, of: ASTNode | undefined, kind: Kind): Operand {
  const field = of && isName(of) ? kind.byPath.get(pathOf(of)) : undefined;
  const column = field && currencyColumn(field);
  if (!field || column === undefined) throw refused(node);
  return { type: "text", sql: ({ alias }) => `coalesce(${columnSql(field, alias, column)}::text, '')` };
}

function fixedDay(node: ASTNode, of: ASTNode | undefined): Operand {
  const day = of?.op === "value" ? of.args : undefined;
  if (typeof day !== "string" || !isDate(day)) throw refused(node);
  return { type: "date", sql: ({ params }) => params.add(day, "date") };
}

function refuseUnfit(node: ASTNode, text: string): void {
  if (!text.isWellFormed() || text.includes("\u0000")) throw refused(node);
}

const refused = (node: ASTNode): Refused =>
  new Refused("expression_not_askable", node, { what: node.input.slice(node.start, node.end).slice(0, 80) });
