// What stands in the boxes of quick create, and which boxes there are.
import type { Problem } from "../../../kernel/errors.ts";
import type { Field } from "../../fields/field.ts";
import type { HookContext, Kind, Missing } from "../../kind.ts";
import { pathsFor } from "../../layouts/arrange.ts";
import type { Reader } from "../reader.ts";
import { editableFields, readForm } from "../read-form.ts";
import { entriesOf } from "../typed.ts";
import { pointerOf } from "../values.ts";
import { entryOf } from "./along.ts";

/** The form after a paste: what the text says goes into boxes that are still empty. */
export async function pasted(
  kind: Kind,
  typed: URLSearchParams,
  reader: Reader,
  on: Pick<HookContext, "db" | "kinds">,
): Promise<URLSearchParams> {
  const text = typed.get("paste") ?? "";
  if (!kind.hooks?.paste || text.trim() === "") return typed;
  const { values, missing } = await kind.hooks.paste(text, { ...on, actor: reader.actor, reading: reader.reading });
  const filled = new URLSearchParams(typed);
  filled.delete("paste");
  for (const field of editableFields(kind)) fill(filled, field, values[field.path], reader);
  for (const one of missing) offer(filled, one);
  return filled;
}

function fill(filled: URLSearchParams, field: Field, value: unknown, reader: Reader): void {
  if (value === undefined || isFilled(field, filled)) return;
  const entries = entriesOf(field, value, reader.reading);
  for (const [name] of entries) filled.delete(name);
  for (const [name, text] of entries) filled.append(name, text);
}

function offer(filled: URLSearchParams, missing: Missing): void {
  const [name, text] = entryOf(missing);
  if (!filled.get(missing.path)) filled.set(name, text);
}

/** True when any box of the field has something in it. */
const isFilled = (field: Field, typed: URLSearchParams): boolean =>
  [...typed].some(([name, text]) => text !== "" && (name === field.path || name === `${field.path}.value`));

/** True when there is more in it than a new record has anyway. */
const isTyped = (field: Field, typed: URLSearchParams): boolean =>
  isFilled(field, typed) && typed.get(field.path) !== field.schema.default;

/** Who creates what. */
export interface Quick {
  readonly kind: Kind;
  readonly reader: Reader;
}

/** The quick fields, then whatever else is filled in or wanted: nothing that was typed may be out of sight. */
export function shownFields(
  { kind, reader }: Quick,
  typed: URLSearchParams,
  problems: readonly Problem[],
): readonly Field[] {
  const editable = editableFields(kind);
  const quick = pathsFor(kind, reader.actor, "quick").flatMap((path) =>
    editable.filter((field) => field.path === path),
  );
  const more = editable.filter((field) => !quick.includes(field) && field.path !== kind.ownerField);
  return [...quick, ...more.filter((field) => field.required || isTyped(field, typed) || isAsked(field, problems))];
}

const isAsked = (field: Field, problems: readonly Problem[]): boolean =>
  problems.some(({ pointer }) => pointer === pointerOf(field) || pointer.startsWith(`${pointerOf(field)}/`));

/** As far as it can be read, what the new record would be; for the search for similar ones. */
export function valuesSoFar(kind: Kind, typed: URLSearchParams, reader: Reader): Readonly<Record<string, unknown>> {
  return readForm(editableFields(kind), typed, reader.reading).input;
}
