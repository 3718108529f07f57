// A condition as SQL, so that it can be asked of all records at once. It says of every record exactly what working it out says;
// what cannot be asked like that is refused with its place. The text has passed the type check before.
import type { ASTNode } from "@marcbachmann/cel-js";
import type { Kind } from "../kind.ts";
import { compile } from "./compile.ts";
import type { Expression, Mistake } from "./expression.ts";
import { conditionScope } from "./kind-scope.ts";
import { reader } from "./language.ts";
import { isEquality, isNull, Refused } from "./nodes.ts";
import { blankSql, nameOperand, type Operand, valueOperand, type Write } from "./operand-sql.ts";

/** A condition that can be worked out for one record, and asked of many. */
export interface Asked {
  readonly expression: Expression;
  readonly sql: Write;
}

export type ReadCondition =
  | { readonly ok: true; readonly asked: Asked }
  | { readonly ok: false; readonly mistake: Mistake };

/** A thousand signs are far more than a right needs; every question carries them. */
const LONGEST_CONDITION = 1_000;

export function readAsked(kind: Kind, source: string): ReadCondition {
  const wrong = (code: string, values: Mistake["values"] = {}, at = 0): ReadCondition => ({
    ok: false,
    mistake: { code, ...placeIn(source, at), values },
  });
  if (source.length > LONGEST_CONDITION) return wrong("expression_too_long", { maximum: LONGEST_CONDITION });
  const read = compile(source, conditionScope(kind));
  if (!read.ok) return read;
  const { expression } = read;
  if (expression.type !== "yes/no") return wrong("expression_not_yes_or_no", { type: expression.type });
  try {
    return { ok: true, asked: { expression, sql: truth(reader.parse(source).ast, kind) } };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return wrong(error.code, error.values, error.at);
  }
}

function placeIn(source: string, at: number): Pick<Mistake, "line" | "column"> {
  const before = source.slice(0, at).split("\n");
  return { line: before.length, column: [...(before.at(-1) ?? "")].length + 1 };
}

type Args = readonly ASTNode[];

type Sort<Op extends ASTNode["op"]> = Extract<ASTNode, { readonly op: Op }>;

/** How each sort of node is asked; what is not here is a sign between two values, or refused. */
const sorts: Readonly<Record<string, (node: never, kind: Kind) => Write>> = {
  "&&": ({ args }: Sort<"&&">, kind) => both(truths(args, kind), "and"),
  "||": ({ args }: Sort<"||">, kind) => both(truths(args, kind), "or"),
  "!_": ({ args }: Sort<"!_">, kind) => not(truth(args, kind)),
  "?:": ({ args }: Sort<"?:">, kind) => chosen(truths(args, kind)),
  id: (node: ASTNode, kind) => yesOrNo(node, kind),
  ".": (node: ASTNode, kind) => yesOrNo(node, kind),
  "[]": (node: ASTNode, kind) => yesOrNo(node, kind),
  value: (node: ASTNode) => always(node),
  call: (node: Sort<"call">, kind) => called(node, node.args, kind),
  rcall: (node: Sort<"rcall">, kind) => called(node, [node.args[0], [node.args[1], ...node.args[2]]], kind),
};

/** SQL that is true or false, never null. */
function truth(node: ASTNode, kind: Kind): Write {
  const sort = sorts[node.op];
  return sort ? sort(node as never, kind) : compared(node, kind);
}

const truths = (nodes: Args, kind: Kind): readonly Write[] => nodes.map((node) => truth(node, kind));

function always(node: ASTNode): Write {
  if (typeof node.args !== "boolean") throw refused(node);
  return () => String(node.args);
}

const both =
  (sides: readonly Write[], word: "and" | "or"): Write =>
  (at) =>
    `(${sides.map((side) => side(at)).join(` ${word} `)})`;

const not =
  (one: Write): Write =>
  (at) =>
    `(not ${one(at)})`;

const chosen =
  ([when, yes, no]: readonly Write[]): Write =>
  (at) =>
    `(case when ${when?.(at)} then ${yes?.(at)} else ${no?.(at)} end)`;

function yesOrNo(node: ASTNode, kind: Kind): Write {
  const { type, sql } = nameOperand(node, kind);
  if (type !== "yes/no") throw refused(node);
  return sql;
}

const ofTexts: Readonly<Record<string, (text: string, part: string) => string>> = {
  contains: (text, part) => `(strpos(${text}, ${part}) > 0)`,
  startsWith: (text, part) => `starts_with(${text}, ${part})`,
  endsWith: (text, part) => `(right(${text}, length(${part})) = ${part})`,
};

function called(node: ASTNode, [name, args]: readonly [string, Args], kind: Kind): Write {
  const [first, second] = args;
  if (name === "isBlank" && first) return blankSql(first, kind);
  const work = Object.hasOwn(ofTexts, name) ? ofTexts[name] : undefined;
  if (!work || !first || !second) throw refused(node);
  const [text, part] = [operandOf(first, kind), operandOf(second, kind)];
  return (at) => work(text.sql(at), part.sql(at));
}

function compared(node: ASTNode, kind: Kind): Write {
  const { op } = node;
  if (!isEquality(op) && !["<", "<=", ">", ">=", "in"].includes(op)) throw refused(node);
  const [left, right] = node.args as readonly [ASTNode, ASTNode];
  if (isNull(left) || isNull(right)) return negated(op, blankSql(isNull(left) ? right : left, kind));
  const sides = [operandOf(left, kind), operandOf(right, kind)] as const;
  if (op === "in") return among(node, sides);
  return isEquality(op) ? negated(op, equal(node, sides)) : ordered(node, op, sides);
}

type Sides = readonly [Operand, Operand];

/** A yes or no may stand beside another one; everything else is a value. */
function operandOf(node: ASTNode, kind: Kind): Operand {
  const value = valueOperand(node, kind);
  return value ?? { type: "yes/no", sql: truth(node, kind) };
}

const negated = (op: string, sql: Write): Write => (op === "!=" ? not(sql) : sql);

// A blank text is an empty one, a blank yes or no is no: those are never null. Of numbers and days two blanks are the same.
function equal(node: ASTNode, [left, right]: Sides): Write {
  if (left.type === "list" || right.type === "list") throw refused(node);
  const sign = left.type === "text" || left.type === "yes/no" ? "=" : "is not distinct from";
  return (at) => `(${left.sql(at)} ${sign} ${right.sql(at)})`;
}

function ordered(node: ASTNode, op: string, [left, right]: Sides): Write {
  if (!["number", "date", "time"].includes(left.type)) throw refused(node);
  return (at) => `coalesce(${left.sql(at)} ${op} ${right.sql(at)}, false)`;
}

function among(node: ASTNode, [left, right]: Sides): Write {
  if (left.type !== "text" || right.type !== "list") throw refused(node);
  return (at) => `(${left.sql(at)} = any(${right.sql(at)}))`;
}

const refused = (node: ASTNode): Refused =>
  new Refused("expression_not_askable", node, { what: node.input.slice(node.start, node.end).slice(0, 80) });
