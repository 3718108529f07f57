import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import type { Reader } from "./reader.ts";
import { editableFields } from "./read-form.ts";
import { entriesOf, type Entry } from "./typed.ts";

/**
 * What the form of a new record starts with: what its address says, its defaults, and oneself as the owner. `was` holds only
 * what the store would fill in by itself, so that whatever else stands in the form is sent, and a default can be taken away.
 */
export function newTyped({ kind, reader }: { kind: Kind; reader: Reader }, given: URLSearchParams): URLSearchParams {
  const fields = editableFields(kind);
  const usual = fields.map((field) => ({
    field,
    entries: entriesOf(field, usualValue(field, kind, reader), reader.reading),
  }));
  const was = paramsOf(usual.flatMap(({ entries }) => entries));
  const typed = paramsOf(
    usual.flatMap(({ field, entries }) => (given.has(field.path) ? givenEntries(field, given) : entries)),
  );
  typed.set("was", was.toString());
  return typed;
}

const paramsOf = (entries: readonly Entry[]): URLSearchParams =>
  new URLSearchParams(entries.map(([name, text]): [string, string] => [name, text]));

const givenEntries = ({ path }: Field, given: URLSearchParams): readonly Entry[] =>
  given.getAll(path).map((text) => [path, text] as const);

function usualValue(field: Field, kind: Kind, { actor }: Reader): unknown {
  const own = field.path === kind.ownerField && actor.kind === "person" ? actor.id : null;
  return field.schema.default ?? own;
}
