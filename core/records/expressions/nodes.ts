// Looking at what was read: names, words, blanks, patterns.
import type { ASTNode } from "@marcbachmann/cel-js";
import { RE2JS } from "re2js";
import { isHeavyPattern, isLongPattern } from "./limits.ts";

/** Something that may not be written; `at` is its place in the text. */
export class Refused extends Error {
  readonly code: string;
  readonly at: number;
  readonly values: Readonly<Record<string, unknown>>;

  constructor(code: string, node: { readonly start: number }, values: Readonly<Record<string, unknown>> = {}) {
    super(code);
    this.code = code;
    this.at = node.start;
    this.values = values;
  }
}

/** Signs between two values, by how tightly they bind. */
const levels = [["||"], ["&&"], ["==", "!=", "<", "<=", ">", ">=", "in"], ["+", "-"], ["*", "/", "%"]];
const levelBySign = new Map(levels.flatMap((signs, level) => signs.map((sign): [string, number] => [sign, level])));

/** How tightly a sign binds; undefined for what is no sign between two values. */
export const levelOf = (op: string): number | undefined => levelBySign.get(op);

export const isEquality = (op: string): boolean => op === "==" || op === "!=";

export const isNull = (node: ASTNode): boolean => node.op === "value" && node.args === null;

export const isName = (node: ASTNode): boolean => node.op === "id" || node.op === "." || node.op === "[]";

export const wordsIn = (node: ASTNode): ASTNode[] => {
  const nodes = node.op === "list" ? node.args : [node];
  return nodes.filter((one) => one.op === "value" && typeof one.args === "string" && one.args !== "");
};

/** A branch that says what type the others have. */
export function valueIn(node: ASTNode): ASTNode | undefined {
  if (isNull(node)) return undefined;
  if (node.op !== "?:") return node;
  return valueIn(node.args[1]) ?? valueIn(node.args[2]);
}

/** `custom.region`, also when written `custom["region"]`. */
export function pathOf(node: ASTNode): string {
  if (node.op === "id") return node.args;
  if (node.op === ".") return `${pathOf(node.args[0])}.${node.args[1]}`;
  if (node.op !== "[]") throw new Refused("expression_not_allowed", node, { what: "." });
  const key = node.args[1];
  if (key.op !== "value" || typeof key.args !== "string")
    throw new Refused("expression_not_allowed", node, { what: "[]" });
  return `${pathOf(node.args[0])}.${key.args}`;
}

export function compiled(node: ASTNode): RE2JS {
  const pattern = String(node.args);
  const made = isLongPattern(pattern) ? undefined : tried(pattern);
  if (made && !isHeavyPattern(made)) return made;
  throw new Refused("expression_bad_pattern", node, { pattern: pattern.slice(0, 80) });
}

function tried(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
}
