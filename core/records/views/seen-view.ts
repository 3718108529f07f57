import { BadRequest } from "../../kernel/errors.ts";
import type { Kind } from "../kind.ts";
import { filterPaths } from "../query/paths.ts";
import type { Sort } from "../query/grammar.ts";
import type { View } from "./view.ts";

/** True when a view filters only by fields of the kind as somebody sees it. */
export const isOpenFor = (kind: Kind, { query }: View): boolean =>
  pathsIn(query).every((path) => kind.byPath.has(path));

/** What a view sorts by, without what somebody does not see or cannot sort by: of a mask the order would tell the value. */
export const sortSeen = ({ byPath }: Kind, sort: readonly Sort[]): readonly Sort[] =>
  sort.filter(({ field }) => byPath.get(field)?.type.sortable);

/** The view with those of its columns, and of what it sorts by, that somebody sees. */
export const viewSeen = (kind: Kind, view: View): View => ({
  ...view,
  columns: view.columns?.filter((path) => kind.byPath.has(path)) ?? null,
  query: { ...view.query, ...(view.query.sort && { sort: sortSeen(kind, view.query.sort) }) },
});

/** A view that asks about a field that is not there, or not for this person, answers nothing: its answer would tell of it. */
export function refuseUnknownIn(kind: Kind, view: View): void {
  const known = pathsIn(view.query).every((path) => kind.byPath.has(path));
  if (!known) throw new BadRequest("views.unknown_field", { name: view.name });
}

const pathsIn = ({ filter }: View["query"]): string[] => (filter ? filterPaths(filter) : []);
