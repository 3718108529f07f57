import { sameJson } from "../../kernel/json.ts";
import type { Kind } from "../kind.ts";
import { perKind } from "../per-kind.ts";
import type { Draft, Rec } from "../record.ts";

/** The value of a record at a path: `amount`, or `custom.region`. */
export const valueAt = (record: Rec | undefined, path: string): unknown =>
  (path.startsWith("custom.") ? record?.custom[path.slice(7)] : record?.[path]) ?? null;

export function draftOf(id: string, before: Rec | undefined, values: Map<string, unknown>): Draft {
  return {
    id,
    before,
    values,
    get: (path) => (values.has(path) ? (values.get(path) ?? null) : valueAt(before, path)),
    set: (path, value) => void values.set(path, value),
    touches: (path) => values.has(path),
  };
}

/** The values the record will have, by path, without those of fields that are closed to somebody: nothing is found by them. */
export function openValues(kind: Kind, draft: Draft): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const path of openPaths(kind)) values[path] = draft.get(path);
  return values;
}

const openPaths = perKind(({ fields, closed }): readonly string[] =>
  fields.map(({ path }) => path).filter((path) => !closed.has(path)),
);

/** Takes out what is as it was before. */
export function dropUnchanged(draft: Draft): void {
  const old = draftOf(draft.id, draft.before, new Map());
  for (const [path, value] of draft.values) if (sameJson(value, old.get(path))) draft.values.delete(path);
}
