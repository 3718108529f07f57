import type { Actor } from "../../kernel/actor.ts";
import { isId } from "../../kernel/ids.ts";
import type { Kind } from "../kind.ts";
import { isAddedPath } from "../added-columns.ts";
import { pathsFor } from "../layouts/arrange.ts";
import { isGroupable } from "../query/list-groups.ts";
import { sortFrom } from "../query/order.ts";
import { filterFrom } from "../query/parse-query.ts";
import { filterSeen, sortSeen } from "../views/seen-view.ts";
import type { View } from "../views/view.ts";
import type { ListAsk } from "./list-ask.ts";
import type { Parts } from "./parts.ts";

/** More would be a page that no browser shows at once; a file takes all. */
const MOST_COLUMNS = 20;

/** What an address asks of a list; a view that this person may not open does not exist. */
export async function readAsk(
  { views }: Pick<Parts, "views">,
  actor: Actor,
  kind: Kind,
  params: URLSearchParams,
): Promise<ListAsk> {
  const id = params.get("view");
  const view = id !== null && isId(id) ? await views.get(actor, id) : undefined;
  const own = ownOf(params);
  return {
    view,
    ...viewed(kind, view, actor),
    ...own,
    group: (params.get("group") ?? viewedGroup(kind, view)) || undefined,
    opened: params.getAll("open"),
    closed: params.getAll("closed"),
    board: undefined,
    after: params.get("after") ?? undefined,
    before: numberIn(params.get("before")),
    own: { filter: "filter" in own, sort: "sort" in own, columns: "columns" in own },
  };
}

type Shown = Pick<ListAsk, "filter" | "sort" | "columns" | "q">;

/** The list as the view or the kind has it. What speaks of fields that were taken away since the view was saved is left out. */
function viewed(kind: Kind, view: View | undefined, actor: Actor): Shown {
  const { filter, sort = sortFrom(kind.defaultSort ?? "-createdAt"), q = "" } = view?.query ?? {};
  const columns = (view?.columns ?? pathsFor(kind, actor, "list")).flatMap(
    (path) => kind.byPath.get(path)?.path ?? (isAddedPath(kind, path) ? path : []),
  );
  return { filter: filterSeen(kind, filter), sort: sortSeen(kind, sort), q, columns: columns.slice(0, MOST_COLUMNS) };
}

/** The heading field of the view, unless it was taken away or changed since. */
function viewedGroup(kind: Kind, view: View | undefined): string | undefined {
  const field = kind.byPath.get(view?.query.group ?? "");
  return field && isGroupable(kind, field) ? field.path : undefined;
}

/** What the address says itself. */
function ownOf(params: URLSearchParams): Partial<Shown> {
  const filter = filterFrom(params);
  const sort = params.get("sort") ?? "";
  const q = params.get("q");
  const columns = params.getAll("columns").flatMap((text) => text.split(",").filter(Boolean));
  return {
    ...(filter && { filter }),
    ...(sort !== "" && { sort: sortFrom(sort) }),
    ...(q !== null && { q: q.trim() }),
    ...(columns.length > 0 && { columns: columns.slice(0, MOST_COLUMNS) }),
  };
}

/** The same for a board: its own parameters, and the text of a list's query that narrows it. */
export async function readBoardAsk(
  parts: Pick<Parts, "views">,
  actor: Actor,
  kind: Kind,
  { board, list }: { readonly board: string; readonly list: string },
): Promise<ListAsk> {
  const known = [...new URLSearchParams(board)].filter(([name]) => name === "pipeline" || name === "owner");
  const ask = await readAsk(parts, actor, kind, new URLSearchParams(list));
  return { ...ask, board: new URLSearchParams(known).toString(), group: ask.view?.query.group };
}

const numberIn = (text: string | null): number => (/^\d{1,9}$/.test(text ?? "") ? Number(text) : 0);
