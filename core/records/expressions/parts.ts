import type { ASTNode } from "@marcbachmann/cel-js";
import { reader } from "./language.ts";

/** True when the first condition asks for all that the second does: `a && b` does of `a`. Other words for the same are not recognised. */
export function asksAsMuch(when: string, as: string): boolean {
  const parts = new Set(partsOf(when));
  return partsOf(as).every((part) => parts.has(part));
}

/** What has to be true all at once, each in the words it was written with. */
function partsOf(source: string): string[] {
  try {
    return split(reader.parse(source).ast).map(({ input, start, end }) => input.slice(start, end).trim());
  } catch {
    return [source];
  }
}

const split = (node: ASTNode): ASTNode[] => (node.op === "&&" ? node.args.flatMap(split) : [node]);
