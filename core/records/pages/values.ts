import type { Field } from "../fields/field.ts";
import type { Rec } from "../record.ts";

/** The value at `amount` or `custom.region`; null when there is none. */
export function valueAt(record: Readonly<Record<string, unknown>>, path: string): unknown {
  if (!path.startsWith("custom.")) return record[path] ?? null;
  const custom = record["custom"] as Readonly<Record<string, unknown>> | undefined;
  return custom?.[path.slice("custom.".length)] ?? null;
}

export const titleOf = (record: Rec, titleField: string): string => String(valueAt(record, titleField) ?? "");

/** `/amount` or `/custom/region`: where problems of this field point to. */
export const pointerOf = (field: Pick<Field, "path">): string => `/${field.path.replace(".", "/")}`;

/** Field paths → an input as the store takes it, custom ones under `custom`. */
export function inputFrom(values: ReadonlyMap<string, unknown>): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  const custom: Record<string, unknown> = {};
  for (const [path, value] of values) {
    if (path.startsWith("custom.")) custom[path.slice("custom.".length)] = value;
    else input[path] = value;
  }
  return Object.keys(custom).length > 0 ? { ...input, custom } : input;
}
