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
  /** Path of the field whose values are the headings the rows stand under. */
  readonly group: string | undefined;
  /** Names of headings that were opened and closed by hand. */
  readonly opened: readonly string[];
  readonly closed: readonly string[];
  /** The board's own parameters, where these records stand on a board instead of in a list. */
  readonly board: string | undefined;
  readonly after: string | undefined;
  /** How many rows stand before this page. */
  readonly before: number;
  /** Which of these the address says itself. */
  readonly own: { readonly filter: boolean; readonly sort: boolean; readonly columns: boolean };
}

const ROWS = 50;
const WIDE = 12;

/** How many rows a page has: half as many where they are wide, so that it stays a page which browsers show at once. */
export const rowsOf = ({ columns }: Pick<ListAsk, "columns">): number => (columns.length > WIDE ? ROWS / 2 : ROWS);

/** The rows of this page. */
export function queryOf(ask: ListAsk): ListQuery {
  return { filter: ask.filter, sort: ask.sort, q: ask.q || undefined, after: ask.after, limit: rowsOf(ask) };
}

/** The parameters that describe this list again. */
export function paramsOf(ask: ListAsk): URLSearchParams {
  const { view, own, after, before } = ask;
  const filters = own.filter ? pairsOf(filterOf(conditionsOf(ask.filter) ?? [])) : [];
  const said: [string, string | undefined][] = [
    ["view", view?.id],
    ...filters,
    ["q", ask.q === (view?.query.q ?? "") ? undefined : ask.q],
    ["sort", own.sort ? sortText(ask.sort) : undefined],
    ["columns", own.columns ? ask.columns.join(",") : undefined],
    ...headings(ask),
    ["after", after],
    ["before", after !== undefined && before > 0 ? String(before) : undefined],
  ];
  return new URLSearchParams(said.filter((pair): pair is [string, string] => pair[1] !== undefined));
}

/** What the rows stand under, where that is not what the view says, and what was opened and closed. */
function headings({ view, group, opened, closed }: ListAsk): [string, string | undefined][] {
  const said = group === view?.query.group ? undefined : (group ?? "");
  return [["group", said], ...(group === undefined ? [] : [...named("open", opened), ...named("closed", closed)])];
}

const named = (name: string, values: readonly string[]): [string, string][] => values.map((value) => [name, value]);

/** The address of a list that came along as the text of a query. */
export const listAt = (plural: string, list: string): string => (list === "" ? `/${plural}` : `/${plural}?${list}`);

/** The address of a board, with what narrows it as the text of a list's query. */
export const boardAt = (plural: string, board: string, list: string): string =>
  `/${plural}/board?${[board, list === "" ? "" : new URLSearchParams({ list }).toString()].filter(Boolean).join("&")}`;

/**
 * The address of a list, or of the board it is shown as; `changed` says what is different from this one. It begins with the
 * first row unless `after` is given.
 */
export function listHref(plural: string, ask: ListAsk, changed: Partial<ListAsk> = {}): string {
  const { board, ...asked } = { ...ask, after: undefined, before: 0, ...changed };
  const list = paramsOf({ ...asked, board }).toString();
  return board === undefined ? listAt(plural, list) : boardAt(plural, board, list);
}

/** An address with one parameter more. */
export const withParam = (href: string, name: string, value: string): string =>
  `${href}${href.includes("?") ? "&" : "?"}${name}=${encodeURIComponent(value)}`;

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
