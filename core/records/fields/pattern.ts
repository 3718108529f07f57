// Patterns that administrators write. They run on RE2, which cannot be made to hang, and are exported for readers with the
// regular expressions of JavaScript: so only what both understand in the same way is taken.
import { RE2JS } from "re2js";

const LONGEST = 500;
const DEEPEST = 20;
/** Instructions of a compiled pattern: with so many, 50 kB of the worst text take a few dozen milliseconds. */
const MOST_INSTRUCTIONS = 200;

const category = String.raw`\{(?:L|Lu|Ll|Lt|Lm|Lo|M|N|Nd|Nl|No|P|S|Z|Zs)\}`;
const sign = String.raw`[\^$\\.*+?()[\]{}|/]`;
const inClass = String.raw`\\(?:[dDwWstnrf]|[pP]${category}|${sign}|-)|[^\\[\]]`;
const token = new RegExp(
  [
    String.raw`\\(?:[dDwWsSbBtnrf]|[pP]${category}|${sign})`,
    String.raw`\[\^?(?:${inClass})+\]`,
    String.raw`\((?:\?:)?`,
    String.raw`\)`,
    String.raw`(?:[*+?]|\{\d{1,3}(?:,\d{0,3})?\})\??`,
    String.raw`[^\\[\](){}*+?]`,
  ].join("|"),
  "uy",
);

/** The tokens of a pattern; undefined when something in it is not taken. */
function tokensOf(pattern: string): string[] | undefined {
  const found: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < pattern.length) {
    const next = token.exec(pattern);
    if (!next) return undefined;
    found.push(next[0]);
  }
  return found;
}

const isRepeat = (piece: string): boolean => /^(?:[*+?]|\{\d)/.test(piece);

function timesOf(repeat: string): number {
  const found = /^\{(\d+)(?:,(\d*))?\}/.exec(repeat);
  if (!found) return 1;
  return found[2] ? Number(found[2]) : Number(found[1]) + 1;
}

/** Instructions that the compiled pattern will have, roughly; known before anything is compiled. */
function sizeOf(tokens: readonly string[]): number {
  const open = [0];
  let last = 0;
  for (const piece of tokens) {
    const added = addedBy(piece, last, open);
    if (open.length === 0 || open.length > DEEPEST) return Infinity;
    open.push((open.pop() ?? 0) + added);
    last = isRepeat(piece) ? last + added : added;
  }
  return open.length === 1 ? (open[0] ?? 0) : Infinity;
}

/** What a token adds to the group it stands in; parentheses open and close groups. */
function addedBy(piece: string, last: number, open: number[]): number {
  if (piece === ")") return open.pop() ?? 0;
  if (isRepeat(piece)) return last * (Math.max(timesOf(piece), 1) - 1);
  if (!piece.startsWith("(")) return 1;
  open.push(0);
  return 0;
}

/** True for a pattern that is safe to run on whatever somebody sends. */
export function isPattern(pattern: unknown): pattern is string {
  if (typeof pattern !== "string" || pattern === "" || pattern.length > LONGEST || !pattern.isWellFormed())
    return false;
  const tokens = tokensOf(pattern);
  if (!tokens || sizeOf(tokens) > MOST_INSTRUCTIONS) return false;
  try {
    void new RegExp(everywhere(pattern), "u");
    return RE2JS.compile(everywhere(pattern)).programSize() <= MOST_INSTRUCTIONS;
  } catch {
    return false;
  }
}

/** The pattern in words that RE2 and JavaScript agree on: they differ about `.` and `\s`. */
export function everywhere(pattern: string): string {
  return (tokensOf(pattern) ?? [])
    .map((piece) => {
      if (piece === ".") return "[^\\n]";
      if (piece === "\\S") return "[^\\t\\n\\f\\r ]";
      if (piece === "\\s") return "[\\t\\n\\f\\r ]";
      return piece.startsWith("[")
        ? piece.replace(/\\[\s\S]/g, (pair) => (pair === "\\s" ? "\\t\\n\\f\\r " : pair))
        : piece;
    })
    .join("");
}
