import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import { fold } from "./fold.ts";

const asDigits = new Set(["phone"]);
const LONGEST = 4_000;

/** Reads a value by its path from a record or from a draft. */
type ValueOf = (path: string) => unknown;

/**
 * The folded text a record is found by: its searchable fields, phone numbers as digits, and all its other channels. All who
 * search share it, so that a field that is closed to somebody is not in it.
 */
export function searchText(kind: Kind, valueOf: ValueOf): string {
  const open = kind.searchable.filter((path) => !kind.closed.has(path));
  const parts = open.flatMap((path) => textsOf(kind.byPath.get(path), valueOf(path)));
  return ` ${[...new Set(parts)].join(" ")}`.slice(0, LONGEST);
}

function textsOf(field: Field | undefined, value: unknown): string[] {
  if (!field || value === null || value === undefined) return [];
  if (field.type.name === "channels") return channelTexts(value);
  if (asDigits.has(field.type.name)) return [digitsOf(String(value))];
  return Array.isArray(value) ? value.map((item) => fold(String(item))) : [fold(String(value))];
}

const digitsOf = (phone: string): string => phone.replace(/\D/g, "") || fold(phone);

function channelTexts(value: unknown): string[] {
  const items = Array.isArray(value) ? (value as { type: string; value: string }[]) : [];
  return items.map((item) => (item.type === "phone" ? digitsOf(item.value) : fold(item.value)));
}
