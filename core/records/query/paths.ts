// The fields that a filter speaks of.
import type { Condition, Filter } from "./grammar.ts";

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

/** The filter without conditions that are not kept; undefined when nothing is left of it. */
export function keeping(filter: Filter, kept: (condition: Condition) => boolean): Filter | undefined {
  const left = (parts: readonly Filter[]): Filter[] => parts.flatMap((part) => keeping(part, kept) ?? []);
  if ("and" in filter) return joined("and", left(filter.and));
  if ("or" in filter) return joined("or", left(filter.or));
  if (!("not" in filter)) return kept(filter) ? filter : undefined;
  const not = keeping(filter.not, kept);
  return not && { not };
}

const joined = (word: "and" | "or", parts: readonly Filter[]): Filter | undefined =>
  parts.length > 1 ? ({ [word]: parts } as Filter) : parts[0];
