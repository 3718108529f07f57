// How alike two names are, counted as PostgreSQL's pg_trgm counts: shared runs of three letters over all of them.
import { fold } from "./normalise.ts";

/** 0 for nothing in common, 1 for the same words in any order. */
export function similarity(a: string, b: string): number {
  const left = trigrams(a);
  const right = trigrams(b);
  const all = left.union(right).size;
  return all === 0 ? 0 : left.intersection(right).size / all;
}

function trigrams(text: string): Set<string> {
  const found = new Set<string>();
  for (const word of fold(text).match(/[\p{L}\p{N}]+/gu) ?? []) {
    const signs = [..."  ", ...word, " "];
    for (let at = 0; at + 3 <= signs.length; at++) found.add(signs.slice(at, at + 3).join(""));
  }
  return found;
}
