// Bounds of what somebody may write: far beyond every honest formula, and nowhere near what could stop a process.
import type { RE2JS } from "re2js";

/** Characters of an expression. */
export const LONGEST = 4_000;
const LONGEST_PATTERN = 300;
/** Steps of a compiled pattern: with the longest text it takes 20 ms at worst. */
const MOST_STEPS = 200;
/** Patterns of one expression. */
export const MOST_PATTERNS = 5;
/** Characters that a pattern is held against. */
export const LONGEST_MATCHED = 4_000;
/** An iteration inside an iteration would multiply: one is enough. */
export const DEEPEST_EACH = 1;

export const limits = {
  maxAstNodes: 600,
  maxDepth: 40,
  maxListElements: 200,
  maxMapEntries: 0,
  maxCallArguments: 4,
} as const;

export const isLongPattern = (pattern: string): boolean => pattern.length > LONGEST_PATTERN;

export const isHeavyPattern = (pattern: RE2JS): boolean => pattern.programSize() > MOST_STEPS;
