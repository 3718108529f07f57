import type { Kind } from "../kind.ts";

/** What table `field_access` calls a field: the key of a base field, `cf_<storage>` of an added one, whose key may change. */
export function fieldName(kind: Kind, path: string): string {
  const field = kind.byPath.get(path);
  return field?.custom ? columnStem(field.columns) : path;
}

// Every column of a field begins with the name of its first one.
const columnStem = ([first = ""]: readonly string[]): string => /^cf_[0-9a-z]+/.exec(first)?.[0] ?? first;
