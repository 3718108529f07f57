// What a list's address asks for, and the address of the same list asked differently. The parameters are those of REST.
import type { Condition, Filter, ListQuery, Sort } from "../query/grammar.ts";
import { pairsOf } from "../query/parse-query.ts";
import type { View } from "../views/view.ts";

/** A list as its address describes it. A view lends its filter, order and columns until the address has its own. */
export interface ListAsk {
  readonly view: View | undefined;
  readonly filter: Filter | undefined;
  readonly sort: readonly Sort[];
  readonly columns: readonly string[];
  readonly q: string;
  readonly after: string | undefined;
  /** How many rows stand before this page. */
  readonly before: number;
  /** Which of these the address says itself. */
  readonly own: { readonly filter: boolean; readonly sort: boolean; readonly columns: boolean };
}

export const ROWS = 50;

/** The rows of this page. */
export function queryOf(ask: ListAsk): ListQuery {
  return { filter: ask.filter, sort: ask.sort, q: ask.q || undefined, after: ask.after, limit: ROWS };
}

/** The parameters that describe this list again. */
export function paramsOf(ask: ListAsk): URLSearchParams {
  const { view, own, after } = ask;
  const params = new URLSearchParams();
  if (view) params.set("view", view.id);
  for (const [name, text] of own.filter ? pairsOf(filterOf(conditionsOf(ask.filter) ?? [])) : []) params.append(name, text);
  if (ask.q !== "") params.set("q", ask.q);
  if (own.sort) params.set("sort", sortText(ask.sort));
  if (own.columns) params.set("columns", ask.columns.join(","));
  if (after !== undefined) params.set("after", after);
  if (after !== undefined && ask.before > 0) params.set("before", String(ask.before));
  return params;
}

/** The address of a list; `changed` says what is different from this one. It begins with the first row unless `after` is given. */
export function listHref(plural: string, ask: ListAsk, changed: Partial<ListAsk> = {}): string {
  const text = paramsOf({ ...ask, after: undefined, before: 0, ...changed }).toString();
  return text === "" ? `/${plural}` : `/${plural}?${text}`;
}

export const sortText = (sort: readonly Sort[]): string =>
  sort.map(({ field, direction }) => (direction === "desc" ? `-${field}` : field)).join(",");

/** The conditions of a plain filter; undefined for one with alternatives, which an address cannot say. */
export function conditionsOf(filter: Filter | undefined): readonly Condition[] | undefined {
  if (!filter) return [];
  if ("field" in filter) return [filter];
  if (!("and" in filter)) return undefined;
  const parts = filter.and.map(conditionsOf);
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
}

export function filterOf(conditions: readonly Condition[]): Filter | undefined {
  return conditions.length > 1 ? { and: conditions } : conditions[0];
}
