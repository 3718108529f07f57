import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import type { Reader } from "./reader.ts";
import { editableFields } from "./read-form.ts";
import { entriesOf } from "./typed.ts";

/** What the form of a new record starts with: what its address says, its defaults, and oneself as the owner. */
export function newTyped({ kind, reader }: { kind: Kind; reader: Reader }, given: URLSearchParams): URLSearchParams {
  const typed = new URLSearchParams();
  for (const field of editableFields(kind)) {
    for (const [name, text] of startOf(field, kind, { reader, given })) typed.append(name, text);
  }
  return typed;
}

function startOf(field: Field, kind: Kind, { reader, given }: { reader: Reader; given: URLSearchParams }) {
  if (given.has(field.path)) return given.getAll(field.path).map((text) => [field.path, text] as const);
  const own = field.path === kind.ownerField && reader.actor.kind === "person" ? reader.actor.id : null;
  return entriesOf(field, field.schema.default ?? own, reader.reading);
}
