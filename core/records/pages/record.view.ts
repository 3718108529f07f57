import { may } from "../../kernel/actor.ts";
import type { PageView } from "../../web/page-view.ts";
import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import { pathsFor } from "../layouts/arrange.ts";
import type { Rec } from "../record.ts";
import type { PageContext } from "./display.ts";
import { ASK_WHY } from "../access/why/why.ts";
import { GIVE_SHARES } from "../shares/share.ts";
import { type FactSection, type FactView, factView, sectionsOf } from "./facts.view.ts";
import { crumbs } from "./form.view.ts";
import { manyOf, oneOf } from "./labels.ts";
import { listAt } from "./list-ask.ts";
import type { Neighbours } from "./neighbours.ts";
import type { Reader } from "./reader.ts";
import { type TimelineFacts, type TimelineLine, timelineOf } from "./timeline.view.ts";
import type { Composer } from "./told.ts";
import type { RecordAction } from "./record-action.ts";
import { titleOf } from "./values.ts";

/** A piece that an area or a plugin adds, ready to be shown. */
export interface ShownPanel {
  readonly id: string;
  readonly place: "side" | "tab" | "head";
  readonly title: string;
  readonly template: string;
  readonly view: object;
}

export interface RecordFacts extends TimelineFacts {
  /** The kind as its rules leave it for this record. */
  readonly kind: Kind;
  readonly record: Rec;
  /** Fields in sections that the layout does not show now. */
  readonly folded: readonly Field[];
  /** Forms with which areas and plugins let one tell of it. */
  readonly composers: readonly Composer[];
  /** Version that the next page of history begins before; null when this is all. */
  readonly older: number | null;
  readonly panels: readonly ShownPanel[];
  readonly actions: readonly RecordAction[];
  readonly neighbours: Neighbours | null;
  /** Which tab is open: `timeline`, `details`, or a panel's id. */
  readonly tab: string;
  /** The list this page was opened from, as the text of a query. */
  readonly list: string;
}

export interface RecordView extends PageView {
  readonly id: string;
  readonly version: number;
  readonly plural: string;
  readonly one: string;
  readonly icon: string;
  readonly keyFacts: readonly FactView[];
  readonly owner: FactView | null;
  readonly deleted: boolean;
  readonly head: readonly ShownPanel[];
  readonly side: readonly ShownPanel[];
  readonly open: ShownPanel | null;
  readonly tabs: readonly {
    readonly label: string;
    readonly path: string;
    readonly current: boolean;
    readonly count: string | null;
  }[];
  readonly tab: string;
  readonly sections: readonly FactSection[];
  readonly timeline: readonly TimelineLine[];
  readonly composers: readonly Composer[];
  readonly olderHref: string | null;
  readonly neighbours: Neighbours | null;
  readonly list: string;
  /** What else can be done with it; `asks` first leads to a page with a question. */
  readonly actions: readonly ActionView[];
  /** Where it is given to others. */
  readonly shares: string | null;
  /** Where it is told who may do what with it, and why. */
  readonly why: string | null;
  readonly hasMenu: boolean;
  readonly may: { readonly change: boolean; readonly remove: boolean; readonly note: boolean };
}

export interface ActionView {
  readonly label: string;
  readonly icon: string;
  readonly path: string;
  readonly asks: boolean;
}

/** The page of one record of any kind. */
export function recordView(facts: RecordFacts, context: PageContext): RecordView {
  const { kind, record, panels, tab, list } = facts;
  const { reader } = context;
  const can = (action: string) => may(reader.actor, `${kind.plural}.${action}`);
  return {
    title: titleOf(record, kind.titleField) || reader.say("records.untitled"),
    where: manyOf(kind, reader),
    breadcrumb: listCrumb(kind, list, reader),
    id: record.id,
    version: record.version,
    plural: kind.plural,
    one: oneOf(kind, reader),
    icon: kind.icon,
    ...headOf(facts, context),
    deleted: record.deletedAt !== null,
    head: panels.filter((panel) => panel.place === "head"),
    side: panels.filter((panel) => panel.place === "side"),
    open: panels.find((panel) => panel.place === "tab" && panel.id === tab) ?? null,
    tabs: tabsOf(facts, reader),
    tab,
    sections: tab === "details" ? sectionsOf(facts, context) : [],
    timeline: tab === "timeline" ? timelineOf(facts, context) : [],
    composers: facts.composers,
    olderHref: facts.older === null ? null : `/${kind.plural}/${record.id}?before=${facts.older}`,
    neighbours: facts.neighbours,
    list,
    actions: facts.actions.map((action) => actionView(action, facts, reader)),
    ...menuOf(facts, reader),
    may: { change: can("change"), remove: can("delete"), note: may(reader.actor, "notes.create") },
  };
}

/** Only what has an owner is given to others. */
function menuOf(
  { kind, record, actions }: RecordFacts,
  { actor }: Reader,
): Pick<RecordView, "shares" | "why" | "hasMenu"> {
  const isGiven = kind.ownerField !== undefined && may(actor, GIVE_SHARES);
  return {
    why: may(actor, ASK_WHY) ? `/${kind.plural}/${record.id}/access` : null,
    shares: isGiven ? `/${kind.plural}/${record.id}/shares` : null,
    hasMenu: actions.length > 0 || may(actor, `${kind.plural}.delete`) || isGiven || may(actor, ASK_WHY),
  };
}

const actionView = (
  { id, label, icon, confirm }: RecordAction,
  { kind, record }: RecordFacts,
  { say }: Reader,
): ActionView => ({
  label: say(label),
  icon,
  path: `/${kind.plural}/${record.id}/actions/${id}`,
  asks: confirm !== undefined,
});

function listCrumb(kind: Kind, list: string, reader: Reader) {
  const [first] = crumbs(kind, undefined, reader);
  return first ? [{ ...first, path: listAt(kind.plural, list) }] : [];
}

function headOf({ kind, record }: RecordFacts, context: PageContext): Pick<RecordView, "keyFacts" | "owner"> {
  const fact = (path: string) => {
    const field = kind.byPath.get(path);
    return field ? [factView(field, kind, record, context)] : [];
  };
  const [owner = null] = kind.ownerField ? fact(kind.ownerField) : [];
  return {
    keyFacts: pathsFor(kind, context.reader.actor, "facts")
      .flatMap(fact)
      .filter((one) => !one.empty),
    owner,
  };
}

function tabsOf({ kind, record, panels, tab, list, notes }: RecordFacts, reader: Reader): RecordView["tabs"] {
  const own = ["timeline", "details"].map((id) => ({
    id,
    label: reader.say(`records.tab.${id}`),
    count: id === "timeline" && notes.length > 0 ? String(notes.length) : null,
  }));
  const added = panels
    .filter((panel) => panel.place === "tab")
    .map(({ id, title }) => ({ id, label: title, count: null }));
  return [...own, ...added].map(({ id, label, count }) => {
    const params = new URLSearchParams({
      ...(id === "timeline" ? {} : { tab: id }),
      ...(list === "" ? {} : { in: list }),
    }).toString();
    return {
      label,
      count,
      current: id === tab,
      path: `/${kind.plural}/${record.id}${params === "" ? "" : `?${params}`}`,
    };
  });
}
