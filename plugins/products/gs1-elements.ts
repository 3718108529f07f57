// What a GS1 barcode says: element strings (GS1-128, DataMatrix, QR) and addresses of GS1 Digital Link.
// Source: GS1 General Specifications 25, chapters 3 (elements), 7.8 (strings), 7.12 (century of a date).
import { isGtin } from "./gs1.ts";

export interface Elements {
  readonly gtin?: string;
  /** An article number of whoever printed it, where there is none of GS1. */
  readonly item?: string;
  readonly lot?: string;
  readonly serial?: string;
  /** Until when it is good: 2026-11-30. */
  readonly expires?: string;
  /** How many are in it. */
  readonly count?: string;
}

/** Ends an element of variable length; scanners that cannot type it spell it out. */
const separators = /\u001d|\u241d|<GS>|\{GS\}/g;
const GS = "\u001d";
/** What a scanner may put before a code to say which symbol it was. */
const symbol = /^\](C1|e0|d2|Q3|J1)/;

/** Length of the identifier by its first two digits; two where nothing is said. */
const three = new Set(["23", "24", "25", "40", "41", "42", "71"]);
const four = new Set(["31", "32", "33", "34", "35", "36", "39", "43", "70", "72", "80", "81", "82"]);

/** Elements of a known length, identifier included, by the first two digits: they need no end. */
const lengths: Readonly<Record<string, number>> = {
  "00": 20,
  "01": 16,
  "02": 16,
  "03": 16,
  "04": 18,
  "20": 4,
  "41": 16,
  ...Object.fromEntries(["11", "12", "13", "14", "15", "16", "17", "18", "19"].map((ai) => [ai, 8])),
  ...Object.fromEntries(["31", "32", "33", "34", "35", "36"].map((ai) => [ai, 10])),
};

/** What the code says; undefined where it is none of GS1's, or not a sound one. */
export function readElements(typed: string, now = new Date()): Elements | undefined {
  const found = foundIn(typed);
  return found && elementsOf(found, now);
}

/** The elements of a code by their identifiers. */
export function foundIn(typed: string): Found | undefined {
  const text = typed.trim().replace(separators, GS);
  return linkOf(text) ?? bracketed(text) ?? stringOf(text);
}

type Found = ReadonlyMap<string, string>;

/** https://id.gs1.org/01/04012345123456/10/ABC?17=261130 */
function linkOf(text: string): Found | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const { pathname, searchParams } = new URL(text);
  const pieces = pathname.split("/").map(decoded);
  const first = pieces.indexOf("01");
  if (first < 0) return undefined;
  const pairs = pieces
    .slice(first)
    .flatMap((piece, at, all) => (at % 2 === 0 ? [[piece, all[at + 1] ?? ""] as const] : []));
  return new Map([...pairs, ...[...searchParams].filter(([ai]) => /^\d{2,4}$/.test(ai))]);
}

function decoded(piece: string): string {
  try {
    return decodeURIComponent(piece);
  } catch {
    return piece;
  }
}

/** As people read it: (01)04012345123456(10)ABC */
function bracketed(text: string): Found | undefined {
  if (!/^\(\d{2,4}\)/.test(text)) return undefined;
  return new Map(
    [...text.matchAll(/\((\d{2,4})\)([^(]*)/g)].map(([, ai = "", data = ""]) => [ai, data.replaceAll(GS, "").trim()]),
  );
}

/** As scanners type it: one element after the other. A bare number of an article is none. */
function stringOf(text: string): Found | undefined {
  const isMarked = symbol.test(text) || text.startsWith(GS);
  let rest = text.replace(symbol, "").replace(/^\u001d+/, "");
  if (!isMarked && !/^0[12]\d{14}./.test(rest)) return undefined;
  const found = new Map<string, string>();
  while (rest !== "") {
    const element = firstOf(rest);
    if (!element) return undefined;
    found.set(element.ai, element.data);
    rest = rest.slice(element.length).replace(/^\u001d+/, "");
  }
  return found;
}

function firstOf(rest: string): { readonly ai: string; readonly data: string; readonly length: number } | undefined {
  const start = rest.slice(0, 2);
  const end = rest.indexOf(GS);
  const length = lengths[start] ?? (end < 0 ? rest.length : end);
  const ai = rest.slice(0, digitsIn(start));
  const data = rest.slice(ai.length, length);
  const isWhole = rest.length >= length && /^[^\u001d]{1,90}$/.test(data);
  return isWhole && /^\d+$/.test(ai) ? { ai, data, length } : undefined;
}

function digitsIn(start: string): number {
  if (four.has(start)) return 4;
  return three.has(start) ? 3 : 2;
}

/** What each element means, and undefined where it says something that cannot be; the first identifier that is there counts. */
const meanings: readonly [
  name: keyof Elements,
  ais: readonly string[],
  read: (data: string, now: Date) => string | undefined,
][] = [
  ["gtin", ["01", "02"], gtinIn],
  ["item", ["240"], (data) => data],
  ["lot", ["10"], (data) => data],
  ["serial", ["21"], (data) => data],
  ["expires", ["17", "15"], dayIn],
  ["count", ["37", "30"], (data) => (/^\d{1,8}$/.test(data) ? String(Number(data)) : undefined)],
];

function elementsOf(found: Found, now: Date): Elements | undefined {
  const said = meanings.flatMap(([name, ais, read]) => {
    const data = ais.map((ai) => found.get(ai)).find((one) => one !== undefined);
    return data === undefined ? [] : [[name, read(data, now)] as const];
  });
  return said.every(([, value]) => value !== undefined) ? (Object.fromEntries(said) as Elements) : undefined;
}

function gtinIn(data: string): string | undefined {
  const padded = data.padStart(14, "0");
  return /^\d{8,14}$/.test(data) && isGtin(padded) ? padded : undefined;
}

/** YYMMDD, the year within fifty of ours; the day 00 is the last of its month. */
function dayIn(text: string, now: Date): string | undefined {
  const [, yy = "", mm = "", dd = ""] = /^(\d\d)(\d\d)(\d\d)$/.exec(text) ?? [];
  const month = Number(mm);
  if (month < 1 || month > 12) return undefined;
  const year = yearOf(Number(yy), now.getUTCFullYear());
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const day = Number(dd) === 0 ? last : Number(dd);
  return day > last ? undefined : `${year}-${mm}-${String(day).padStart(2, "0")}`;
}

function yearOf(yy: number, current: number): number {
  const century = current - (current % 100);
  const difference = yy - (current % 100);
  if (difference >= 51) return century - 100 + yy;
  return difference <= -50 ? century + 100 + yy : century + yy;
}

/** The same article's number in every length it may be kept in. */
export function gtinForms(gtin: string): readonly string[] {
  const full = gtin.padStart(14, "0");
  return [14, 13, 12, 8]
    .filter((length) => /^0*$/.test(full.slice(0, 14 - length)))
    .map((length) => full.slice(14 - length));
}
