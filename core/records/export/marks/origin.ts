// From a list that turned up somewhere to the one it was when it left: by its last line, by whom it names that does not exist, by the
// order of neighbours, by blanks behind names.
import { breathe } from "../../../kernel/breathe.ts";
import { bitOf, digestOf, maskOf, type Words } from "./bit.ts";
import { orderBit, pairDigest } from "./mark-rows.ts";

export type Sign = "line" | "bait" | "order" | "blanks";

/** A list that left, as far as it can be known by its rows. */
export interface Known {
  readonly number: number;
  readonly seed: Uint8Array;
}

export interface Found {
  readonly number: number;
  readonly sign: Sign;
  /** How many in a hundred agree; by chance it would be fifty. */
  readonly agree?: number | undefined;
}

/** One thing in a hundred million is no chance, also where thousands of lists are compared in some columns. */
const CERTAIN = 6;
const ROWS = 400;
const COLUMNS = 16;

interface Bits {
  readonly sign: Sign;
  readonly digests: readonly Words[];
  readonly bits: readonly (0 | 1)[];
}

/** Lists whose unseen marks these rows carry, the surest first. */
export async function byMarks(rows: readonly (readonly string[])[], known: readonly Known[]): Promise<Found[]> {
  const bits = bitsIn(rows.slice(0, ROWS));
  const found: (Found & { sure: number })[] = [];
  for (const { number, seed } of known) {
    await breathe();
    const mask = maskOf(seed);
    const best = bits.map((one) => agreement(one, mask)).toSorted((a, b) => b.sure - a.sure)[0];
    if (best && best.sure >= CERTAIN) found.push({ number, ...best });
  }
  return found.toSorted((a, b) => b.sure - a.sure).map(({ number, sign, agree }) => ({ number, sign, agree }));
}

function agreement({ sign, digests, bits }: Bits, mask: Words): { sign: Sign; agree: number; sure: number } {
  const same = bits.filter((bit, at) => bitOf(mask, digests[at] as Words) === bit).length;
  const sure = (same - bits.length / 2) / Math.sqrt(bits.length / 4);
  return { sign, agree: Math.round((same / bits.length) * 100), sure };
}

/** What each column says, if its texts are those by which the list was marked. */
function bitsIn(rows: readonly (readonly string[])[]): Bits[] {
  const width = Math.min(COLUMNS, Math.max(0, ...rows.map((row) => row.length)));
  return Array.from({ length: width }, (_, at) => rows.map((row) => row[at] ?? "").filter((text) => text !== ""))
    .filter((texts) => new Set(texts).size > rows.length / 3)
    .flatMap((texts) => [orders(texts, 0), orders(texts, 1), ...blanks(texts)])
    .filter(({ bits }) => bits.length > 0);
}

/** Neighbours two by two. Where a row is missing at the beginning, those that belong together begin one later. */
function orders(texts: readonly string[], from: 0 | 1): Bits {
  const pairs = texts
    .slice(from)
    .flatMap((text, at, all) => (at % 2 === 0 && all[at + 1] !== undefined ? [[text, all[at + 1] as string]] : []))
    .filter(([one = "", other = ""]) => one.trim() !== other.trim());
  return {
    sign: "order",
    digests: pairs.map(([one = "", other = ""]) => pairDigest(one, other)),
    bits: pairs.map(([one = "", other = ""]) => orderBit(one, other)),
  };
}

function blanks(texts: readonly string[]): Bits[] {
  if (!texts.some((text) => text.endsWith(" "))) return [];
  const bits = texts.map((text): 0 | 1 => (text.endsWith(" ") ? 1 : 0));
  return [{ sign: "blanks", digests: texts.map((text) => digestOf(text)), bits }];
}
