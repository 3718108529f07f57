import { may } from "../../kernel/actor.ts";
import type { Kind } from "../kind.ts";
import type { View } from "../views/view.ts";
import { SHARE_VIEWS } from "../views/views.ts";
import { type ListAsk, paramsOf } from "./list-ask.ts";
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
  readonly list: string;
  readonly sharings: readonly { readonly value: string; readonly label: string; readonly chosen: boolean }[];
}

const MOST_TABS = 5;

/** "All" and the first views as tabs, the rest in a menu. The open one is always among the tabs. */
export function viewTabs(kind: Kind, ask: ListAsk, views: readonly View[], reader: Reader): ViewTabs {
  const open = ask.view;
  const all = { id: "", name: reader.say("records.views.all"), href: `/${kind.plural}`, current: !open };
  const tabs = views.map((view) => tab(kind, view, open));
  const first = tabs.filter((one, at) => at < MOST_TABS - 1 || one.current);
  return {
    tabs: [all, ...first],
    more: tabs.filter((one) => !first.includes(one)),
    own: ownView(ask, reader),
    unsaved: isChanged(ask),
    list: paramsOf({ ...ask, opened: [], closed: [], after: undefined, before: 0 }).toString(),
    sharings: sharings(open?.sharedWith ?? "me", reader),
  };
}

const isChanged = ({ own, q, view, group }: ListAsk): boolean =>
  own.filter || own.sort || own.columns || q !== (view?.query.q ?? "") || group !== view?.query.group;

function ownView(ask: ListAsk, reader: Reader): ViewTabs["own"] {
  const { view } = ask;
  if (!view || !mayChange(view, reader)) return null;
  return { id: view.id, name: view.name, sharedWith: view.sharedWith, changed: isChanged(ask) };
}

const tab = (kind: Kind, { id, name }: View, open: View | undefined): ViewTab => ({
  id,
  name,
  href: `/${kind.plural}?view=${id}`,
  current: open?.id === id,
});

const mayChange = (view: View, { actor }: Reader): boolean => view.ownerId === actor.id || may(actor, SHARE_VIEWS);

function sharings(chosen: string, { actor, say }: Reader) {
  const offered = ["me", "team", ...(may(actor, SHARE_VIEWS) ? ["all"] : [])];
  return offered.map((value) => ({ value, label: say(`records.views.shared.${value}`), chosen: value === chosen }));
}
