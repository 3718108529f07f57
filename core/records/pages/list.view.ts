import { may } from "../../kernel/actor.ts";
import type { FilledColumn } from "../added-columns.ts";
import type { PageView } from "../../web/page-view.ts";
import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import type { ListPage } from "../query/grammar.ts";
import { pairsOf } from "../query/parse-query.ts";
import type { Sum } from "../query/sums.ts";
import type { Rec, Related } from "../record.ts";
import { goneFrom } from "../views/seen-view.ts";
import type { View } from "../views/view.ts";
import { type Count, countText } from "./count.ts";
import type { PageContext } from "./display.ts";
import { type Chip, chips, type FilterForm, filterMenu } from "./filter.view.ts";
import { manyOf, oneOf } from "./labels.ts";
import type { GroupFacts } from "./group-facts.ts";
import { allColumns, choosable, type Column, column } from "./columns.view.ts";
import { groupChip, groupMenu, groupsView, type GroupsView } from "./groups.view.ts";
import { conditionsOf, filterOf, type ListAsk, listHref, paramsOf, rowsOf } from "./list-ask.ts";
import type { Reader } from "./reader.ts";
import type { RecordAction } from "./record-action.ts";
import type { LockedCells } from "./locked-cells.ts";
import { row, type RowView } from "./row.view.ts";
import { type SumsRow, sumsRow } from "./sums.view.ts";
import { type ViewTabs, viewTabs } from "./views.view.ts";

/** Everything a list page is made from. */
export interface ListFacts {
  readonly kind: Kind;
  readonly ask: ListAsk;
  readonly columns: readonly Field[];
  /** Columns of others, behind those. */
  readonly added: readonly FilledColumn[];
  readonly page: ListPage<Rec>;
  readonly locked: LockedCells;
  /** Set when the list is shown by the values of a field. */
  readonly groups: GroupFacts | null;
  readonly count: Count;
  readonly sums: readonly Sum[];
  readonly views: readonly View[];
  readonly titles: ReadonlyMap<string, Related>;
  readonly hints: readonly { readonly template: string; readonly view: object }[];
  /** For several of its records. */
  readonly actions: readonly RecordAction[];
  readonly filterForm: FilterForm | null;
  /** True while the form that saves a view is open. */
  readonly saving: boolean;
}

export interface ListView extends PageView {
  readonly plural: string;
  readonly name: string;
  readonly icon: string;
  readonly count: string;
  readonly tabs: ViewTabs;
  readonly chips: readonly Chip[];
  readonly clearHref: string;
  readonly filters: ReturnType<typeof filterMenu>;
  readonly filterForm: FilterForm | null;
  readonly q: string;
  /** True for a kind with so many fields that they are chosen from lists instead of menus. */
  readonly crowded: boolean;
  /** Parameters that a search keeps, as hidden fields. */
  readonly kept: readonly { readonly name: string; readonly value: string }[];
  readonly choosable: readonly { readonly path: string; readonly label: string; readonly shown: boolean }[];
  readonly columns: readonly Column[];
  readonly rows: readonly RowView[];
  readonly hints: ListFacts["hints"];
  /** What the view asks that the list cannot answer any more; null when it shows all of the view. */
  readonly gone: string | null;
  /** True when there is nothing to show. */
  readonly empty: boolean;
  readonly groups: GroupsView | null;
  readonly grouping: ReturnType<typeof groupMenu>;
  readonly sums: SumsRow | null;
  readonly from: number;
  readonly to: number;
  readonly firstHref: string | null;
  readonly nextHref: string | null;
  /** This list as a text that pages reached from here carry along. */
  readonly list: string;
  readonly here: string;
  /** Words for choosing everything, null when everything stands on this page. */
  readonly allText: string | null;
  readonly narrowed: boolean;
  readonly may: {
    readonly create: boolean;
    readonly change: boolean;
    readonly remove: boolean;
    readonly import: boolean;
    readonly export: boolean;
  };
  /** What else can be done with several of them. */
  readonly actions: readonly { readonly id: string; readonly label: string }[];
  readonly boardHref: string | null;
  readonly hasOwner: boolean;
  readonly hasTags: boolean;
  /** True for people, who can be taken out as vCards. */
  readonly hasCards: boolean;
  readonly saving: boolean;
}

/** A page of a list of any kind. */
export function listView(facts: ListFacts, context: PageContext): ListView {
  const { kind, ask, page } = facts;
  const { reader } = context;
  const list = paramsOf(ask).toString();
  const name = ask.view ? ask.view.name : manyOf(kind, reader);
  return {
    title: name,
    ...(ask.view ? { where: manyOf(kind, reader) } : {}),
    ...naming(kind, ask, reader),
    ...paging(facts),
    ...filters(facts, reader),
    count: countText(facts.count, reader),
    allText: isWhole(facts) ? null : reader.say("records.bulk.all", { count: countText(facts.count, reader) }),
    tabs: viewTabs(kind, ask, facts.views, reader),
    choosable: choosable(facts, reader),
    crowded: kind.fields.length > MOST_IN_MENU,
    columns: allColumns(facts).map((field) => column(field, facts, reader)),
    rows: page.data.map((record) => row(record, facts, { ...context, list, walk: list })),
    hints: facts.hints,
    gone: goneText(kind, ask, reader),
    empty: isEmpty(facts),
    groups:
      facts.groups &&
      groupsView(facts.groups, { ...facts, columns: allColumns(facts) }, context, (record, walk) =>
        row(record, facts, { ...context, list, walk }),
      ),
    grouping: groupMenu(kind, ask, reader),
    sums: isEmpty(facts) ? null : sumsRow(allColumns(facts), facts.sums, reader),
    list,
    here: listHref(kind.plural, ask, { after: ask.after, before: ask.before }),
    actions: facts.actions.map(({ id, label }) => ({ id, label: reader.say(label) })),
    may: rights(kind, reader),
    saving: facts.saving,
  };
}

/** Fields that somebody may not see have no names: who sees less than everything reads only that there is something. */
function goneText(kind: Kind, { view, own }: ListAsk, { say }: Reader): string | null {
  const gone = view && !own.filter ? goneFrom(kind, view) : [];
  if (gone.length === 0) return null;
  if (kind.whole) return say("records.views.gone_for_you");
  const fields = gone.map((path) => path.replace("custom.", "")).join(", ");
  return say("records.views.gone", { fields, count: gone.length });
}

/** Each of them takes several elements on every page of the list. */
const MOST_IN_MENU = 60;

const isEmpty = ({ page, groups }: ListFacts): boolean => (groups ? groups.groups : page.data).length === 0;

const isWhole = ({ page, count }: ListFacts): boolean => count.exact && page.data.length === count.number;

function naming(kind: Kind, ask: ListAsk, reader: Reader) {
  return {
    plural: kind.plural,
    name: oneOf(kind, reader),
    icon: kind.icon,
    boardHref: kind.boardField ? boardHref(kind, ask) : null,
    hasOwner: kind.ownerField !== undefined,
    hasTags: kind.byPath.has("tags"),
    hasCards: kind.name === "contact",
  };
}

/** The board of the same records: filter and search go along. */
function boardHref({ plural }: Kind, { filter, q }: ListAsk): string {
  const pairs = [...pairsOf(filterOf(conditionsOf(filter) ?? [])), ...(q === "" ? [] : [["q", q]])];
  const list = new URLSearchParams(pairs as [string, string][]).toString();
  return `/${plural}/board${list === "" ? "" : `?${new URLSearchParams({ list })}`}`;
}

function rights(kind: Kind, { actor }: Reader): ListView["may"] {
  const can = (action: string) => may(actor, `${kind.plural}.${action}`);
  return {
    create: can("create"),
    change: can("change"),
    remove: can("delete"),
    import: can("import"),
    export: can("export"),
  };
}

function filters({ kind, ask, titles, filterForm }: ListFacts, reader: Reader) {
  const kept = [...paramsOf({ ...ask, q: "", after: undefined })].map(([name, value]) => ({ name, value }));
  return {
    chips: [...chips(ask, { kind, reader, titles }), ...groupChip(kind, ask, reader)],
    clearHref: `/${kind.plural}`,
    filters: filterMenu(kind, ask, reader),
    filterForm,
    q: ask.q,
    kept,
    narrowed: ask.filter !== undefined || ask.q !== "",
  };
}

function paging({ kind, ask, page }: ListFacts) {
  const shown = page.data.length;
  const next =
    page.next === null ? null : listHref(kind.plural, ask, { after: page.next, before: ask.before + rowsOf(ask) });
  return {
    from: shown === 0 ? 0 : ask.before + 1,
    to: ask.before + shown,
    firstHref: ask.after === undefined ? null : listHref(kind.plural, ask),
    nextHref: next,
  };
}
