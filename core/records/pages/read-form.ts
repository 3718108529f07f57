import type { Problem } from "../../kernel/errors.ts";
import type { Field, Reading } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import type { Input } from "../record.ts";
import { entriesOf, isTyped, readField } from "./typed.ts";
import { inputFrom, pointerOf, valueAt } from "./values.ts";

/** What a form said: an input for the store, or a sentence per field. */
export interface FormRead {
  readonly input: Input;
  /** Paths of the fields that the person changed. */
  readonly changed: readonly string[];
  readonly problems: readonly Problem[];
}

/** Everything a form of this record shows before anybody types. */
export function typedFrom(
  fields: readonly Field[],
  record: Readonly<Record<string, unknown>>,
  reading: Reading,
): URLSearchParams {
  const entries = fields.flatMap((field) => entriesOf(field, valueAt(record, field.path), reading));
  return new URLSearchParams(entries.map(([name, text]): [string, string] => [name, text]));
}

/** Fields a person may fill in, in the order of the form. */
export const editableFields = (kind: Kind): readonly Field[] =>
  kind.fields.filter((field) => !field.readOnly && field.schema["x-form"] !== false);

/**
 * Reads a form. Only fields whose text differs from what the form showed at first (`was`) are part of the input,
 * so that two people editing different fields do not overwrite each other; after a conflict, only what is to be kept.
 */
export function readForm(fields: readonly Field[], typed: URLSearchParams, reading: Reading): FormRead {
  const was = new URLSearchParams(typed.get("was") ?? "");
  const given = fields.filter((field) => isTyped(field, typed) && typed.get(`take.${field.path}`) !== "theirs");
  const touched = given.filter((field) => differs(field, typed, was));
  const values = new Map<string, unknown>();
  const problems: Problem[] = [];
  for (const field of touched) {
    const read = readField(field, typed, reading);
    if (read.ok) values.set(field.path, read.value);
    else problems.push(...read.problems.map((problem) => ({ ...problem, pointer: pointerOf(field) })));
  }
  return { input: inputFrom(values), changed: touched.map((field) => field.path), problems };
}

function differs(field: Field, typed: URLSearchParams, was: URLSearchParams): boolean {
  return entriesText(field, typed) !== entriesText(field, was);
}

/** All boxes of one field as one text; empty ones of a list do not count. */
function entriesText(field: Field, from: URLSearchParams): string {
  const own = [...from].filter(
    ([name, text]) => text !== "" && (name === field.path || name.startsWith(`${field.path}.`)),
  );
  return JSON.stringify(own.map(([name, text]) => [name, text.replace(/\r\n/g, "\n")]));
}
