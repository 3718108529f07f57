// Names in expressions: which there are, and how one gets another.
import type { ASTNode } from "@marcbachmann/cel-js";
import { reader } from "./language.ts";
import { isName, pathOf } from "./nodes.ts";

interface Place {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** The same expression with another name for a field; every other sign of it stays where it is. */
export function renamed(source: string, from: string, to: string): string {
  let text = source;
  const places = placesIn(source).filter(({ path }) => path === from);
  for (const { start, end } of places.toSorted((a, b) => b.start - a.start))
    text = text.slice(0, start) + to + text.slice(end);
  return text;
}

/** Everything an expression names, whether there is such a field or not. */
export const namesIn = (source: string): string[] => [...new Set(placesIn(source).map(({ path }) => path))];

/** Where something is named in an expression; an expression that cannot be read names nothing. */
function placesIn(source: string): Place[] {
  const found: Place[] = [];
  try {
    visit(reader.parse(source).ast, found);
  } catch {
    return [];
  }
  return found;
}

function visit(node: ASTNode, found: Place[]): void {
  const path = isName(node) ? nameOf(node) : undefined;
  if (path !== undefined) found.push({ path, start: node.start, end: node.end });
  else for (const one of partsOf(node)) visit(one, found);
}

function nameOf(node: ASTNode): string | undefined {
  try {
    return pathOf(node);
  } catch {
    return undefined;
  }
}

/** The expressions that another one is made of. */
function partsOf({ args }: ASTNode): ASTNode[] {
  return [args].flat(3).filter((part): part is ASTNode => typeof part === "object" && part !== null && "op" in part);
}
