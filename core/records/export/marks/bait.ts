// Somebody who does not exist and is in one list alone: a letter to them says which list went to whom.
import { newId } from "../../../kernel/ids.ts";
import type { ExportColumn } from "../export-columns.ts";

export interface Bait {
  readonly firstName: string;
  readonly lastName: string;
  readonly name: string;
  readonly email: string;
}

const firstNames =
  "Anna Elena Maria Julia Sofia Laura Nina Vera Marta Clara Irene Petra Paul Daniel Martin Victor Adrian Simon Leo Max Ivan Robert Thomas Felix".split(
    " ",
  );
const lastNames =
  "Adler Albers Bauer Benton Brandt Castell Daniels Falk Ferrer Galan Hansen Heller Keller Lang Marin Martens Nolan Petrov Ramos Roth Sander Varga Winter Wolf".split(
    " ",
  );

/** An address of the company's own in which `*` becomes the sign of the list, such as `info+*@example.com`. */
export const isBaitAddress = (text: string): boolean =>
  text.length <= 100 && /^[a-z0-9._+-]*\*[a-z0-9._+-]*@[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(text);

const letters = "abcdefghijkmnpqrstuvwxyz23456789";
const TAG = 10;

/** The same for the same seed and address. */
export function baitOf(seed: Uint8Array, address: string): Bait {
  const byte = (at: number): number => seed[at] ?? 0;
  const firstName = firstNames[byte(0) % firstNames.length] ?? "";
  const lastName = lastNames[byte(1) % lastNames.length] ?? "";
  const tag = Array.from({ length: TAG }, (_, at) => letters[byte(2 + at) % letters.length]).join("");
  return { firstName, lastName, name: `${firstName} ${lastName}`, email: address.toLowerCase().replace("*", tag) };
}

/** After so many rows it stands, or last in a shorter list. */
export const placeOf = (seed: Uint8Array): number => 2 + ((seed[15] ?? 0) % 40);

/** Taken over from the record beside it, so that it does not stand out. */
const likeNeighbours = new Set(["createdAt", "updatedAt", "owner", "country"]);

/** Its cells; undefined where the list has no place for an address, because nothing would lead back from it. */
export function baitCells(
  columns: readonly ExportColumn[],
  bait: Bait,
  neighbour: readonly string[],
): string[] | undefined {
  if (!columns.some(({ path }) => path === "email")) return undefined;
  const own: Readonly<Record<string, string>> = { ...bait, id: newId() };
  return columns.map(({ path }, at) => own[path] ?? (likeNeighbours.has(path) ? (neighbour[at] ?? "") : ""));
}
