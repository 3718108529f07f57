// Two spellings of one thing: `GTXPro` and `GTX Pro`, `technolgy` and `technology`.
import type { ValueCount } from "./column-profile.ts";
import { knownWords } from "./known-words.ts";
import { squeezed } from "./squeezed.ts";

export interface Misspelling {
  readonly value: string;
  readonly count: number;
  /** What it probably means. */
  readonly meant: string;
  /** Where that stands: an option of the field, another value of the column, or a word everybody knows. */
  readonly from: "option" | "column" | "word";
}

/** True when two texts are probably two spellings of one thing; equal ones are not. */
export function nearlyEqual(a: string, b: string): boolean {
  if (a === b) return false;
  return nearlySame(squeezed(a), squeezed(b));
}

/** The same for texts that are squeezed already; equal ones are. */
export function nearlySame(one: string, other: string): boolean {
  if (one === other) return one !== "";
  const length = Math.min(one.length, other.length);
  const allowed = length >= 9 ? 2 : length >= 5 ? 1 : 0;
  if (allowed === 0 || Math.abs(one.length - other.length) > allowed) return false;
  // Another digit is another thing: "GTK 500" is not a misspelt "GTK 600".
  if (one.replace(/\D/g, "") !== other.replace(/\D/g, "")) return false;
  return distance(one, other, allowed) <= allowed;
}

/** Edits (insert, delete, replace, swap of neighbours) from one to the other; stops counting above `limit`. */
function distance(a: string, b: string, limit: number): number {
  let [older, old]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) row.push(cheapest(a, b, [i, j], { row, old, older }));
    if (Math.min(...row) > limit) return limit + 1;
    [older, old] = [old, row];
  }
  return old.at(-1) ?? 0;
}

type Rows = { readonly row: number[]; readonly old: number[]; readonly older: number[] };

function cheapest(a: string, b: string, [i, j]: readonly [number, number], { row, old, older }: Rows): number {
  const same = a[i - 1] === b[j - 1] ? 0 : 1;
  const plain = Math.min((row[j - 1] ?? 0) + 1, (old[j] ?? 0) + 1, (old[j - 1] ?? 0) + same);
  const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
  return swapped ? Math.min(plain, (older[j - 2] ?? 0) + 1) : plain;
}

/** Values of a column that look like misspellings: of an option first, then of a more frequent value, then of a common word. */
export function misspellings(values: readonly ValueCount[], options: readonly string[] = []): Misspelling[] {
  const right = new Set(options.map((option) => option.normalize("NFKC").trim().toLowerCase()));
  const words = knownWords();
  return values.flatMap(({ value, count }): Misspelling[] => {
    if (right.has(value.normalize("NFKC").trim().toLowerCase())) return [];
    const option = options.find((known) => nearlyEqual(value, known));
    if (option !== undefined) return [{ value, count, meant: option, from: "option" }];
    const twin = values.find((other) => other.count > count && nearlyEqual(value, other.value));
    if (twin) return [{ value, count, meant: twin.value, from: "column" }];
    const word = words.has(squeezed(value)) ? undefined : wordNear(value, words);
    return word === undefined ? [] : [{ value, count, meant: word, from: "word" }];
  });
}

function wordNear(value: string, words: ReadonlyMap<string, string>): string | undefined {
  if (value.length < 5 || value.length > 40) return undefined;
  for (const word of words.values()) if (nearlyEqual(value, word) && squeezed(word) !== squeezed(value)) return word;
  return undefined;
}
