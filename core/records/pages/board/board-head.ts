// What stands above a board: saved views, filters and the search, as above the list of the same records.
import { queryIn } from "../../../web/read.ts";
import { type Chip, chips, type FilterForm, filterMenu } from "../filter.view.ts";
import { filterQuestion } from "../filter-question.ts";
import { boardAt, conditionsOf, filterOf, type ListAsk, listAt, paramsOf } from "../list-ask.ts";
import { titlesIn } from "../list-facts.ts";
import { paramsFrom, type Parts, type Visit } from "../parts.ts";
import { readBoardAsk } from "../read-ask.ts";
import { type ViewTabs, viewTabs } from "../views.view.ts";
import { pairsOf } from "../../query/parse-query.ts";

export type HeadParts = Pick<Parts, "views" | "choices">;

export interface BoardHead {
  readonly plural: string;
  readonly tabs: ViewTabs;
  readonly saving: boolean;
  readonly chips: readonly Chip[];
  readonly filters: ReturnType<typeof filterMenu>;
  readonly filterForm: FilterForm | null;
  readonly q: string;
  /** Where the search is sent to, and what it keeps. */
  readonly action: string;
  readonly kept: readonly { readonly name: string; readonly value: string }[];
  /** True while a filter or a search leaves records out. */
  readonly narrowed: boolean;
  /** The board without filter and search. */
  readonly clearHref: string;
  /** The same records as a list. */
  readonly listHref: string;
}

/** The board as its address asks for it: `board` are its own parameters, `list` narrows it. A search typed on it joins in. */
export async function boardAskIn(parts: HeadParts, visit: Visit, board: string): Promise<ListAsk> {
  const query = queryIn(visit.ctx);
  const list = new URLSearchParams(query.text("list"));
  const typed = query.find("q");
  if (typed !== undefined) list.set("q", typed.trim());
  return await readBoardAsk(parts, visit.reader.actor, visit.kind, { board, list: list.toString() });
}

/** The text of the list's query that narrows a board; empty when it shows everything. */
export const listOn = (ask: ListAsk): string => paramsOf(ask).toString();

export async function boardHead(parts: HeadParts, visit: Visit, ask: ListAsk): Promise<BoardHead> {
  const { kind, reader, ctx } = visit;
  const add = queryIn(ctx).find("add");
  const typed = paramsFrom(queryIn(ctx));
  const [views, titles, filterForm] = await Promise.all([
    parts.views.list(reader.actor, kind.name),
    titlesIn(parts, reader.actor, kind, ask),
    add === undefined ? null : filterQuestion(parts, visit, { ask, path: add, typed }),
  ]);
  return {
    plural: kind.plural,
    tabs: viewTabs(kind, ask, views, reader),
    saving: queryIn(ctx).has("save"),
    chips: chips(ask, { kind, reader, titles }),
    filters: filterMenu(kind, ask, reader),
    filterForm,
    q: ask.q,
    narrowed: ask.filter !== undefined || ask.q !== "",
    ...searchOf(ask, kind.plural),
  };
}

function searchOf(ask: ListAsk, plural: string): Pick<BoardHead, "action" | "kept" | "clearHref" | "listHref"> {
  const board = ask.board ?? "";
  const list = listOn({ ...ask, q: ask.view?.query.q ?? "" });
  const kept = [...new URLSearchParams(board), ...(list === "" ? [] : [["list", list] as const])];
  return {
    action: `/${plural}/board`,
    kept: kept.map(([name, value]) => ({ name, value })),
    clearHref: boardAt(plural, board, ""),
    listHref: listAt(plural, plainList(ask)),
  };
}

/** A board's view is none of the list's: there its filter and search stand in the address. */
function plainList({ filter, q }: ListAsk): string {
  const pairs = [...pairsOf(filterOf(conditionsOf(filter) ?? [])), ...(q === "" ? [] : [["q", q] as [string, string]])];
  return new URLSearchParams(pairs).toString();
}
