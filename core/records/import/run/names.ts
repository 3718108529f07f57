// The names of records in one cell. A field of several has them with semicolons or line breaks between.
import type { Field } from "../../fields/field.ts";
import { leadsToMany } from "../../query/related.ts";
import type { ReadRow } from "../convert/row-reader.ts";

const split = (text: string, at: RegExp): string[] =>
  text
    .split(at)
    .map((part) => part.trim())
    .filter(Boolean);

const parts = (text: string): string[] => split(text, /[;\n]/);
const pieces = (part: string): string[] => split(part, /,/);

/** Every text in the cell that could be a name. */
export const possibleNames = (field: Field, text: string): string[] =>
  leadsToMany(field) ? parts(text).flatMap((part) => [part, ...pieces(part)]) : [text];

/** The names that are meant. A comma separates where all between commas is known; `Acme, Inc.` is one name. */
export function namesIn(field: Field, text: string, isKnown: (name: string) => boolean): string[] {
  if (!leadsToMany(field)) return [text];
  return parts(text).flatMap((part) => (!isKnown(part) && pieces(part).every(isKnown) ? pieces(part) : [part]));
}

/** Lets a row lead to this record; where the field takes several, to this one too. */
export function linkTo({ values }: ReadRow, field: Field, id: string | undefined): void {
  const before = values.get(field.path);
  values.set(field.path, leadsToMany(field) ? [...(Array.isArray(before) ? before : []), id] : id);
}
