// Which row names the columns? Titles and group names may stand above it; some files have none at all.
import { FileRefused } from "./refusal.ts";
import type { RawRow } from "./table.ts";

export interface Header {
  /** Place among the rows that are not blank, from 1; 0 when there is none. */
  readonly row: number;
  readonly names: readonly string[];
}

const valueLike =
  /^[-+(]?[\d\s.,'%€$£¥)]*\d[\d\s.,'%€$£¥)]*$|^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|^[^@\s]+@[^@\s]+\.[^@\s]+$|^https?:/i;

/** `wanted` overrides the guess: a row's number from 1, or 0 for none. */
export function headerOf(rows: readonly RawRow[], wanted?: number): Header {
  const row = wanted ?? guess(rows);
  const width = Math.max(0, ...rows.map(({ cells }) => cells.length));
  if (row === 0) return { row, names: Array.from({ length: width }, (_, at) => letterOf(at)) };
  const found = rows[row - 1]?.cells ?? [];
  const names = withGroups(filled(found, width), rows[row - 2]?.cells);
  refuseDuplicates(names);
  return { row, names };
}

function guess(rows: readonly RawRow[]): number {
  const usual = usualWidth(rows);
  const at = rows.slice(0, 20).findIndex((row) => isHeader(row, usual));
  return at + 1;
}

// Narrower rows above are titles: the header is the first row about as wide as the data, all of it words.
const isHeader = ({ cells }: RawRow, usual: number): boolean => {
  const words = cells.filter((cell) => cell !== "");
  return words.length >= Math.max(1, usual * 0.6) && !words.some((word) => valueLike.test(word));
};

function usualWidth(rows: readonly RawRow[]): number {
  const widths = rows.map(({ cells }) => cells.filter((cell) => cell !== "").length).sort((a, b) => a - b);
  return widths[Math.floor(widths.length / 2)] ?? 0;
}

/** A column without a name gets its letter, as in a spreadsheet; empty columns at the end of the header are dropped. */
function filled(cells: readonly string[], width: number): string[] {
  const last = cells.findLastIndex((cell) => cell !== "") + 1;
  const size = Math.max(last, cells.length === width ? last : width);
  return Array.from({ length: size }, (_, at) => cells[at]?.replace(/\s+/g, " ") || letterOf(at));
}

/** `Address | | City` above `street | zip | name`: a name that stands twice is completed by its group's. */
function withGroups(names: readonly string[], above: readonly string[] | undefined): readonly string[] {
  const twice = (name: string) => names.filter((other) => sameName(other, name)).length > 1;
  if (!above || !names.some(twice)) return names;
  let group = "";
  return names.map((name, at) => {
    group = above[at] || group;
    return twice(name) && group ? `${group} ${name}` : name;
  });
}

const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

function refuseDuplicates(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name.toLowerCase())) throw new FileRefused("imports.duplicate_header", { name });
    seen.add(name.toLowerCase());
  }
}

function letterOf(at: number): string {
  const letter = String.fromCharCode(65 + (at % 26));
  return at < 26 ? letter : letterOf(Math.floor(at / 26) - 1) + letter;
}
