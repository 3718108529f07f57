// What kinds, fields and options are called on the page.
import type { Field, Option } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import { fieldAt } from "../query/columns.ts";
import type { Reader } from "./reader.ts";

type Label = Option["label"];

/** A word's key is said, labels by language are chosen from. */
export function labelText(label: Label, { say, reading }: Reader): string {
  if (typeof label === "string") return say(label);
  return label[reading.language] ?? label["en"] ?? Object.values(label)[0] ?? "";
}

export const oneOf = (kind: Pick<Kind, "plural">, { say }: Reader): string => say(`${kind.plural}.one`);

export const manyOf = (kind: Pick<Kind, "plural">, { say }: Reader): string => say(`${kind.plural}.many`);

export function fieldLabel(field: Field, reader: Reader): string {
  const own = labelText(field.schema["x-label"] ?? `field.${field.key}`, reader);
  return field.whole ? reader.say("records.part", { field: fieldLabel(field.whole, reader), part: own }) : own;
}

export function fieldHelp(field: Field, reader: Reader): string | null {
  const help = field.schema["x-help"];
  return help === undefined ? null : labelText(help, reader);
}

const systemPaths = new Set(["createdAt", "updatedAt", "createdBy", "updatedBy", "id"]);

/** The heading over any path that a list may show or sort by. */
export function pathLabel(kind: Kind, path: string, reader: Reader): string {
  const field = fieldAt(kind, path);
  if (field) return fieldLabel(field, reader);
  return systemPaths.has(path) ? reader.say(`records.field.${path}`) : path;
}
