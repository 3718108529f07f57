import { may } from "../../kernel/actor.ts";
import type { Kind } from "../kind.ts";
import type { View } from "../views/view.ts";
import { SHARE_VIEWS } from "../views/views.ts";
import { boardAt, type ListAsk, listAt, listHref, paramsOf, withParam } from "./list-ask.ts";
import type { Reader } from "./reader.ts";

export interface ViewTab {
  readonly id: string;
  readonly name: string;
  readonly href: string;
  readonly current: boolean;
}

export interface ViewTabs {
  readonly tabs: readonly ViewTab[];
  /** What did not fit beside the others. */
  readonly more: readonly ViewTab[];
  /** The open view, when this person may change it. */
  readonly own: {
    readonly id: string;
    readonly name: string;
    readonly sharedWith: string;
    readonly changed: boolean;
  } | null;
  /** True when the list shows something that no view has saved. */
  readonly unsaved: boolean;
  /** This list with the form that saves it, and without. */
  readonly saveHref: string;
  readonly here: string;
  readonly list: string;
  /** The board's own parameters; null for the list. */
  readonly board: string | null;
  readonly sharings: readonly { readonly value: string; readonly label: string; readonly chosen: boolean }[];
}

const MOST_TABS = 5;

/** "All" and the first views as tabs, the rest in a menu. The open one is always among the tabs. */
export function viewTabs(kind: Kind, ask: ListAsk, views: readonly View[], reader: Reader): ViewTabs {
  const open = ask.view;
  const own = views.filter(({ query }) => (query.board === undefined) === (ask.board === undefined));
  const tabs = own.map((view) => tab(kind, view, ask));
  const first = tabs.filter((one, at) => at < MOST_TABS - 1 || one.current);
  const plain = { ...ask, opened: [], closed: [] };
  const here = listHref(kind.plural, plain);
  return {
    tabs: [...(ask.board === undefined ? [wholeTab(kind, ask, reader)] : ownerTabs(kind, ask, reader)), ...first],
    more: tabs.filter((one) => !first.includes(one)),
    own: ownView(ask, reader),
    unsaved: isChanged(ask),
    saveHref: withParam(here, "save", "new"),
    here,
    list: paramsOf({ ...plain, after: undefined, before: 0 }).toString(),
    board: ask.board ?? null,
    sharings: sharings(open?.sharedWith ?? "me", reader),
  };
}

const wholeTab = ({ plural }: Kind, { view }: ListAsk, reader: Reader): ViewTab => ({
  id: "",
  name: reader.say("records.views.all"),
  href: listAt(plural, ""),
  current: !view,
});

/** A board begins with everybody's, one's own and the team's; these keep the filter, which an open view does not lend. */
function ownerTabs(kind: Kind, ask: ListAsk, reader: Reader): ViewTab[] {
  const owners = kind.ownerField ? ["all", "me", "team"] : ["all"];
  return owners.map((owner) => ({
    id: "",
    name: reader.say(`records.board.owner.${owner}`),
    href: ask.view
      ? boardAt(kind.plural, boardOf(ask.board, owner), "")
      : listHref(kind.plural, ask, { board: boardOf(ask.board, owner) }),
    current: !ask.view && ownerOn(ask.board ?? "") === owner,
  }));
}

/** A board's own parameters, with another owner. */
function boardOf(board: string | undefined, owner: string): string {
  const params = new URLSearchParams(board);
  params.set("owner", owner);
  return params.toString();
}

/** Where a view opens: as the list, or as the board with what else that board shows. */
export function viewPath({ plural }: Pick<Kind, "plural">, board: string | undefined, view?: View): string {
  const list = view ? `view=${view.id}` : "";
  if (board === undefined) return listAt(plural, list);
  return boardAt(plural, boardOf(board, view?.query.board?.owner ?? "all"), list);
}

/** Whose records a board shows. */
export const ownerOn = (board: string): string => new URLSearchParams(board).get("owner") || "all";

const isChanged = (ask: ListAsk): boolean => isOtherList(ask) || isOtherBoard(ask);

const isOtherList = ({ own, q, view, group }: ListAsk): boolean =>
  own.filter || own.sort || own.columns || q !== (view?.query.q ?? "") || group !== view?.query.group;

const isOtherBoard = ({ board, view }: ListAsk): boolean =>
  board !== undefined && view !== undefined && ownerOn(board) !== view.query.board?.owner;

function ownView(ask: ListAsk, reader: Reader): ViewTabs["own"] {
  const { view } = ask;
  if (!view || !mayChange(view, reader)) return null;
  return { id: view.id, name: view.name, sharedWith: view.sharedWith, changed: isChanged(ask) };
}

const tab = (kind: Kind, view: View, ask: ListAsk): ViewTab => ({
  id: view.id,
  name: view.name,
  href: viewPath(kind, ask.board, view),
  current: ask.view?.id === view.id,
});

const mayChange = (view: View, { actor }: Reader): boolean => view.ownerId === actor.id || may(actor, SHARE_VIEWS);

function sharings(chosen: string, { actor, say }: Reader) {
  const offered = ["me", "team", ...(may(actor, SHARE_VIEWS) ? ["all"] : [])];
  return offered.map((value) => ({ value, label: say(`records.views.shared.${value}`), chosen: value === chosen }));
}
