import { BadRequest } from "../../kernel/errors.ts";
import type { Kind } from "../kind.ts";
import { filterPaths } from "../query/paths.ts";
import type { View } from "./view.ts";

/** True when a view asks only about fields of the kind as somebody sees it. */
export const isOpenFor = (kind: Kind, { query }: View): boolean =>
  pathsIn(query).every((path) => kind.byPath.has(path)) &&
  (query.sort ?? []).every(({ field }) => kind.byPath.has(field));

/** The view with those of its columns that somebody sees. */
export const withColumnsOf = ({ byPath }: Kind, view: View): View => ({
  ...view,
  columns: view.columns?.filter((path) => byPath.has(path)) ?? null,
});

/** A view that asks about a field that is not there, or not for this person, answers nothing: its answer would tell of it. */
export function refuseUnknownIn(kind: Kind, view: View): void {
  const known = pathsIn(view.query).every((path) => kind.byPath.has(path));
  if (!known) throw new BadRequest("views.unknown_field", { name: view.name });
}

const pathsIn = ({ filter }: View["query"]): string[] => (filter ? filterPaths(filter) : []);
