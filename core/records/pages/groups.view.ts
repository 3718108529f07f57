import { formatNumber } from "../../i18n/formats.ts";
import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import { isGroupable, type ListGroup } from "../query/list-groups.ts";
import { isAddable } from "../query/sums.ts";
import type { Rec } from "../record.ts";
import { type PageContext, shownText, shownValue } from "./display.ts";
import { conditionOf, GROUP_ROWS, type GroupFacts, isOpenAtFirst, nameOfGroup } from "./group-facts.ts";
import { fieldLabel, pathLabel } from "./labels.ts";
import { conditionsOf, filterOf, type ListAsk, listHref, paramsOf } from "./list-ask.ts";
import type { Reader } from "./reader.ts";
import type { RowView } from "./row.view.ts";
import { sumsRow } from "./sums.view.ts";

export interface GroupView {
  readonly id: string;
  readonly text: string;
  readonly count: string;
  readonly open: boolean;
  /** The same list with this heading open instead of closed, or the other way round. */
  readonly toggle: string;
  /** What stands under the columns behind the title. */
  readonly sums: readonly { readonly texts: readonly string[] }[];
  readonly rows: readonly RowView[];
  /** The list of this group's records, where not all are shown; null also where an address cannot say it. */
  readonly all: string | null;
}

export interface GroupsView {
  readonly groups: readonly GroupView[];
  readonly more: boolean;
  readonly columns: number;
}

interface Listed {
  readonly kind: Kind;
  readonly ask: ListAsk;
  readonly columns: readonly Field[];
}

/** Shows a record as a row; `list` is the text of the query it is walked in. */
type Row = (record: Rec, list: string) => RowView;

export function groupsView(facts: GroupFacts, listed: Listed, context: PageContext, row: Row): GroupsView {
  const groups = facts.groups.map((group, place): GroupView => {
    const rows = facts.rows[place];
    const within = askOf(group, facts.field, listed);
    const list = paramsOf(within ?? listed.ask).toString();
    return {
      id: `group-${place}`,
      text: textOf(group, facts, context),
      count: formatNumber(context.reader.reading.language, String(group.count)),
      open: rows !== undefined,
      toggle: toggled(group, { place, isOpen: rows !== undefined }, listed),
      sums: sumsOf(group, listed, context.reader),
      rows: (rows ?? []).map((record) => row(record, list)),
      all: within && rows && group.count > GROUP_ROWS ? listHref(listed.kind.plural, within) : null,
    };
  });
  return { groups, more: facts.more, columns: listed.columns.length };
}

function sumsOf({ sums }: ListGroup, { columns }: Listed, reader: Reader): GroupView["sums"] {
  const behind = columns.slice(1);
  const added = new Set(columns.filter(isAddable).map(({ path }) => path));
  return (
    sumsRow(
      behind,
      sums.filter(({ path }) => added.has(path)),
      reader,
    ) ?? behind.map(() => ({ texts: [] }))
  );
}

function textOf({ key }: ListGroup, { field, titles }: GroupFacts, context: PageContext): string {
  if (key === null) return context.reader.say("records.value.blank");
  const related = { [field.path]: titles.get(key) ?? null };
  return shownText(shownValue(valueOf(key, field), field, { ...context, related }));
}

const valueOf = (key: string, { type }: Field): unknown => (type.name === "boolean" ? key === "true" : key);

/** The list of a group alone; null where an address cannot say it. */
function askOf(group: ListGroup, field: Field, { ask }: Listed): ListAsk | null {
  const conditions = conditionsOf(ask.filter);
  if (!conditions) return null;
  const filter = filterOf([...conditions, conditionOf(group, field)]);
  return { ...ask, ...plain, filter, after: undefined, before: 0, own: { ...ask.own, filter: true } };
}

/** A list without headings. */
const plain = { group: undefined, opened: [], closed: [] };

function toggled(
  group: ListGroup,
  { place, isOpen }: { readonly place: number; readonly isOpen: boolean },
  { kind, ask }: Listed,
): string {
  const name = nameOfGroup(group);
  const without = (names: readonly string[]): string[] => names.filter((one) => one !== name);
  const [opened, closed] = [without(ask.opened), without(ask.closed)];
  if (isOpen) closed.push(name);
  else if (!isOpenAtFirst(place)) opened.push(name);
  return listHref(kind.plural, ask, { opened, closed });
}

/** Ways to group the list, as links for a menu; the one in force leads back to the plain list. */
export function groupMenu(kind: Kind, ask: ListAsk, reader: Reader) {
  return kind.fields
    .filter((field) => isGroupable(kind, field))
    .map((field) => {
      const current = field.path === ask.group;
      const label = fieldLabel(field, reader);
      return { label, current, href: listHref(kind.plural, ask, current ? plain : { ...plain, group: field.path }) };
    });
}

/** Says how the list is grouped, with the way out of it. */
export function groupChip(kind: Kind, ask: ListAsk, reader: Reader): { text: string; without: string }[] {
  if (ask.group === undefined) return [];
  const text = reader.say("records.group.by", { field: pathLabel(kind, ask.group, reader) });
  return [{ text, without: listHref(kind.plural, ask, plain) }];
}
