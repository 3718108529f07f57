// What the history says, in the words of today: keys of fields may have changed since it was written.
import type { Kind } from "../kind.ts";

/** Values of a history line by the paths of today; those of fields that are gone are left out. */
export function asNow(kind: Kind, values: Readonly<Record<string, unknown>> | null): Map<string, unknown> {
  const known = Object.entries(values ?? {}).flatMap(([path, value]) => {
    const field = kind.byPath.get(path);
    return field ? [[field.path, value] as const] : [];
  });
  return new Map(known);
}
