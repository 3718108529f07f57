import { formatNumber } from "../../i18n/formats.ts";
import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import { isGroupable, type ListGroup, type ListGroups } from "../query/list-groups.ts";
import { isAddable } from "../query/sums.ts";
import type { Related } from "../record.ts";
import { type PageContext, shownText, shownValue } from "./display.ts";
import { fieldLabel, pathLabel } from "./labels.ts";
import { conditionsOf, filterOf, type ListAsk, listHref } from "./list-ask.ts";
import type { Reader } from "./reader.ts";
import { sumsRow } from "./sums.view.ts";

/** A list by the values of a field, ready to be shown. */
export interface GroupFacts extends ListGroups {
  readonly field: Field;
  readonly titles: ReadonlyMap<string, Related>;
}

export interface GroupsView {
  readonly label: string;
  readonly columns: readonly string[];
  readonly rows: readonly {
    readonly text: string;
    /** The list of this group's records; null where an address cannot say it. */
    readonly href: string | null;
    readonly count: string;
    readonly sums: readonly { readonly texts: readonly string[] }[];
  }[];
  readonly more: boolean;
}

interface Listed {
  readonly kind: Kind;
  readonly ask: ListAsk;
  readonly columns: readonly Field[];
}

export function groupsView(facts: GroupFacts, listed: Listed, context: PageContext): GroupsView {
  const { reader } = context;
  const added = listed.columns.filter(isAddable);
  return {
    label: fieldLabel(facts.field, reader),
    columns: added.map((field) => fieldLabel(field, reader)),
    rows: facts.groups.map((group) => ({
      text: textOf(group, facts, context),
      href: hrefOf(group, facts.field, listed),
      count: formatNumber(reader.reading.language, String(group.count)),
      sums: added.length === 0 ? [] : (sumsRow(added, group.sums, reader) ?? added.map(() => ({ texts: [] }))),
    })),
    more: facts.more,
  };
}

function textOf({ key }: ListGroup, { field, titles }: GroupFacts, context: PageContext): string {
  if (key === null) return context.reader.say("records.value.blank");
  const related = { [field.path]: titles.get(key) ?? null };
  return shownText(shownValue(valueOf(key, field), field, { ...context, related }));
}

const valueOf = (key: string, { type }: Field): unknown => (type.name === "boolean" ? key === "true" : key);

function hrefOf({ key }: ListGroup, { path }: Field, { kind, ask }: Listed): string | null {
  const conditions = conditionsOf(ask.filter);
  if (!conditions) return null;
  const condition =
    key === null ? ({ field: path, op: "empty" } as const) : ({ field: path, op: "eq", value: key } as const);
  const filter = filterOf([...conditions, condition]);
  return listHref(kind.plural, ask, { filter, group: undefined, own: { ...ask.own, filter: true } });
}

/** Ways to group the list, as links for a menu; the one in force leads back to the plain list. */
export function groupMenu(kind: Kind, ask: ListAsk, reader: Reader) {
  return kind.fields
    .filter((field) => isGroupable(kind, field))
    .map((field) => ({
      label: fieldLabel(field, reader),
      current: field.path === ask.group,
      href: listHref(kind.plural, ask, { group: field.path === ask.group ? undefined : field.path }),
    }));
}

/** Says how the list is grouped, with the way out of it. */
export function groupChip(kind: Kind, ask: ListAsk, reader: Reader): { text: string; without: string }[] {
  if (ask.group === undefined) return [];
  const text = reader.say("records.group.by", { field: pathLabel(kind, ask.group, reader) });
  return [{ text, without: listHref(kind.plural, ask, { group: undefined }) }];
}
