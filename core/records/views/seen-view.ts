import { BadRequest } from "../../kernel/errors.ts";
import type { Kind } from "../kind.ts";
import { isAddedPath } from "../added-columns.ts";
import { filterPaths, keeping } from "../query/paths.ts";
import type { Operator } from "../fields/field.ts";
import type { Condition, Filter, Sort } from "../query/grammar.ts";
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
  columns: view.columns?.filter((path) => kind.byPath.has(path) || isAddedPath(kind, path)) ?? null,
  query: { ...view.query, ...(view.query.sort && { sort: sortSeen(kind, view.query.sort) }) },
});

/** A view's filter without conditions on fields that are not there, or that this person may not ask so: they would tell of them. */
export const filterSeen = (kind: Kind, filter: Filter | undefined): Filter | undefined =>
  filter && keeping(filter, (condition) => mayAsk(kind, condition));

/** Paths of the fields whose conditions `filterSeen` leaves out. */
export function goneFrom(kind: Kind, { query }: Pick<View, "query">): string[] {
  const gone = query.filter && keeping(query.filter, (condition) => !mayAsk(kind, condition));
  return gone ? [...new Set(filterPaths(gone))] : [];
}

function mayAsk({ byPath }: Kind, { field: path, op }: Condition): boolean {
  const field = byPath.get(path);
  return field !== undefined && (field.maskedFrom === undefined || field.type.operators.includes(op as Operator));
}

/** To programs, a view that asks about a field that is not there, or not for them, answers nothing. */
export function refuseUnknownIn(kind: Kind, view: View): void {
  const known = pathsIn(view.query).every((path) => kind.byPath.has(path));
  if (!known) throw new BadRequest("views.unknown_field", { name: view.name });
}

const pathsIn = ({ filter }: View["query"]): string[] => (filter ? filterPaths(filter) : []);
