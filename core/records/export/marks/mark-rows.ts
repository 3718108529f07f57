// What a list of clients carries unseen: somebody who does not exist, and neighbours in an order that only this list has – or, where
// an order was asked for, blanks behind some names. Neither changes what the list says.
import type { ExportColumn } from "../export-columns.ts";
import { type Bait, baitCells, placeOf } from "./bait.ts";
import { bitOf, digestOf, maskOf, type Words } from "./bit.ts";
import { cellsOf, firstRows, rowOf } from "./rows.ts";

export interface Marks {
  readonly seed: Uint8Array;
  readonly columns: readonly ExportColumn[];
  /** Path of what a record is called by. */
  readonly title: string;
  /** False: whoever takes the list out has chosen an order, which stays as it is. */
  readonly mayOrder: boolean;
  readonly bait: Bait | undefined;
}

/** So many rows are marked: enough to know the list by a part of it. */
export const MARKED = 2_000;

export async function* markRows(lines: AsyncIterable<Uint8Array>, marks: Marks): AsyncGenerator<Uint8Array> {
  const { rows, rest, end } = await firstRows(lines, MARKED);
  try {
    const marked = marking(rows, marks);
    if (marked.length > 0) yield Buffer.from(marked.join(""));
    yield* rest;
  } finally {
    await end();
  }
}

function marking(rows: readonly string[], marks: Marks): string[] {
  const title = marks.columns.findIndex(({ path }) => path === marks.title);
  const [at, mask, all] = [Math.max(0, title), maskOf(marks.seed), withBait(rows, marks)];
  if (marks.mayOrder) return ordered(all, at, mask);
  return title < 0 ? all : spaced(all, at, mask);
}

function withBait(rows: readonly string[], { seed, columns, bait }: Marks): string[] {
  const place = Math.min(placeOf(seed), rows.length);
  const cells = bait && baitCells(columns, bait, cellsOf(rows[Math.max(0, place - 1)] ?? ""));
  return cells && rows.length > 0 ? rows.toSpliced(place, 0, rowOf(cells)) : [...rows];
}

/** Of two neighbours the one comes first that the seed says. */
function ordered(rows: readonly string[], at: number, mask: Words): string[] {
  const names = rows.map((row) => cellsOf(row)[at] ?? "");
  return rows.flatMap((row, index) => {
    if (index % 2 === 1) return [];
    const other = rows[index + 1];
    if (other === undefined) return [row];
    return isAscending(names[index] ?? "", names[index + 1] ?? "") === wantsAscending(mask, names, index)
      ? [row, other]
      : [other, row];
  });
}

const isAscending = (first: string, second: string): boolean => first.trim() <= second.trim();

function wantsAscending(mask: Words, names: readonly string[], index: number): boolean {
  return bitOf(mask, pairDigest(names[index] ?? "", names[index + 1] ?? "")) === 0;
}

/** The same for both orders of the two. */
export const pairDigest = (one: string, other: string): Words =>
  isAscending(one, other) ? digestOf(one, other) : digestOf(other, one);

/** What the order of two neighbours says. */
export const orderBit = (first: string, second: string): 0 | 1 => (isAscending(first, second) ? 0 : 1);

const spaced = (rows: readonly string[], at: number, mask: Words): string[] =>
  rows.map((row) => {
    const cells = cellsOf(row);
    const name = cells[at] ?? "";
    if (name === "" || bitOf(mask, digestOf(name)) === 0) return row;
    return rowOf(cells.with(at, `${name} `));
  });
