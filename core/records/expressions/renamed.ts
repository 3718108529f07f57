import type { ASTNode } from "@marcbachmann/cel-js";
import { reader } from "./language.ts";
import { isName, pathOf } from "./nodes.ts";

interface Place {
  readonly start: number;
  readonly end: number;
}

/** The same expression with another name for a field; every other sign of it stays where it is. */
export function renamed(source: string, from: string, to: string): string {
  let text = source;
  for (const { start, end } of placesOf(source, from).toSorted((a, b) => b.start - a.start))
    text = text.slice(0, start) + to + text.slice(end);
  return text;
}

/** Where a field is named in an expression; an expression that cannot be read names nothing. */
function placesOf(source: string, path: string): Place[] {
  const found: Place[] = [];
  try {
    visit(reader.parse(source).ast, path, found);
  } catch {
    return [];
  }
  return found;
}

function visit(node: ASTNode, path: string, found: Place[]): void {
  if (isName(node) && isPath(node, path)) found.push({ start: node.start, end: node.end });
  else for (const one of partsOf(node)) visit(one, path, found);
}

function isPath(node: ASTNode, path: string): boolean {
  try {
    return pathOf(node) === path;
  } catch {
    return false;
  }
}

/** The expressions that another one is made of. */
function partsOf({ args }: ASTNode): ASTNode[] {
  return [args].flat(3).filter((part): part is ASTNode => typeof part === "object" && part !== null && "op" in part);
}
