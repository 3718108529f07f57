// The fields that a filter speaks of.
import type { Filter } from "./grammar.ts";

/** Every path in the filter. */
export function filterPaths(filter: Filter): string[] {
  if ("and" in filter) return filter.and.flatMap(filterPaths);
  if ("or" in filter) return filter.or.flatMap(filterPaths);
  return "not" in filter ? filterPaths(filter.not) : [filter.field];
}

/** The same filter with other paths. */
export function withPath(filter: Filter, other: (path: string) => string): Filter {
  if ("and" in filter) return { and: filter.and.map((part) => withPath(part, other)) };
  if ("or" in filter) return { or: filter.or.map((part) => withPath(part, other)) };
  return "not" in filter ? { not: withPath(filter.not, other) } : { ...filter, field: other(filter.field) };
}
