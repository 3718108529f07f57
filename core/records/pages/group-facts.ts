// A list under headings: the values of one field in the order people know them, each with the first of its records.
import type { Actor } from "../../kernel/actor.ts";
import type { Field } from "../fields/field.ts";
import { optionsOf } from "../fields/types/choice.ts";
import type { Kind } from "../kind.ts";
import { known } from "../query/columns.ts";
import type { Condition, ListQuery } from "../query/grammar.ts";
import { type ListGroup, type ListGroups, listGroups } from "../query/list-groups.ts";
import { isAddable } from "../query/sums.ts";
import type { Rec, Related } from "../record.ts";
import { askingOf } from "../store/through.ts";
import { kindReferred } from "./choices.ts";
import type { ListAsk } from "./list-ask.ts";
import type { Parts } from "./parts.ts";

/** Records under one heading; the others are a click away. */
export const GROUP_ROWS = 10;
/** Headings that stand open unless somebody closed them, and at most. */
const OPEN = 5;
const MOST_OPEN = 20;

export interface GroupFacts extends ListGroups {
  readonly field: Field;
  readonly titles: ReadonlyMap<string, Related>;
  /** By place of the group: its records, where it stands open. */
  readonly rows: readonly (readonly Rec[] | undefined)[];
}

/** How a heading is called in an address; the blanks have an empty name. */
export const nameOfGroup = ({ key }: Pick<ListGroup, "key">): string => key ?? "";

/** The records of a group within its list. */
export const conditionOf = ({ key }: Pick<ListGroup, "key">, { path }: Pick<Field, "path">): Condition =>
  key === null ? { field: path, op: "empty" } : { field: path, op: "eq", value: key };

/** True for headings that stand open by themselves. */
export const isOpenAtFirst = (place: number): boolean => place < OPEN;

/** The groups of the list, if it is asked for by groups; `query` is what each of its pages is asked with. */
export async function groupFacts(
  parts: Parts,
  actor: Actor,
  kind: Kind,
  { ask, columns, query }: { readonly ask: ListAsk; readonly columns: readonly Field[]; readonly query: ListQuery },
): Promise<GroupFacts | null> {
  if (ask.group === undefined) return null;
  const { db } = parts.through;
  const field = known(kind, ask.group);
  const asking = await askingOf(parts.through, actor, kind.name);
  const found = await listGroups(asking, field, columns.filter(isAddable), { list: query, db });
  const titles = await titlesOf(parts, actor, field, found.groups);
  const groups = inOrder(found.groups, orderOf(field, titles));
  const open = openOnes(ask, groups);
  const rows = groups.map(async (group) =>
    open.has(group) ? await rowsUnder(parts, actor, kind, { group, field, query }) : undefined,
  );
  return { ...found, groups, field, titles, rows: await Promise.all(rows) };
}

/** Titles of the records the groups are named by, in the order of their kind. */
async function titlesOf(
  { choices, kinds, records }: Parts,
  actor: Actor,
  field: Field,
  groups: readonly ListGroup[],
): Promise<ReadonlyMap<string, Related>> {
  const target = kindReferred(field);
  const ids = groups.flatMap(({ key }) => key ?? []);
  if (!target || ids.length === 0) return new Map();
  const found = await choices.named(actor, target, ids);
  if (!kinds.seenBy(actor).get(target).byPath.has("position")) return inCount(groups, found);
  const sort = [{ field: "position", direction: "asc" }] as const;
  const filter = { field: "id", op: "in", value: ids } as const;
  const { data } = await records.list(actor, target, { filter, sort, limit: 200, fields: ["position"] });
  const places = new Map(data.map(({ id }, at) => [id, at]));
  const place = ({ id }: Related): number => places.get(id) ?? places.size;
  return new Map(found.toSorted((a, b) => place(a) - place(b)).map((one) => [one.id, one]));
}

const inCount = (groups: readonly ListGroup[], found: readonly Related[]): ReadonlyMap<string, Related> => {
  const byId = new Map(found.map((one) => [one.id, one]));
  return new Map(
    groups.flatMap(({ key }) => (byId.has(key ?? "") ? [[key ?? "", byId.get(key ?? "") as Related]] : [])),
  );
};

/** Options as their field has them, stages as they follow each other; everything else the largest first. */
const orderOf = ({ type, schema }: Field, titles: ReadonlyMap<string, Related>): readonly string[] =>
  type.name === "choice" ? optionsOf(schema).map(({ id }) => id) : [...titles.keys()];

/** What has no place in the order follows as it is, and blanks are last. */
function inOrder(groups: readonly ListGroup[], order: readonly string[]): readonly ListGroup[] {
  const places = new Map(order.map((key, at) => [key, at]));
  const place = ({ key }: ListGroup): number => (key === null ? order.length + 1 : (places.get(key) ?? order.length));
  return groups.toSorted((a, b) => place(a) - place(b));
}

/** Those that stand open: the first ones and what was opened, without what was closed. */
function openOnes({ opened, closed }: ListAsk, groups: readonly ListGroup[]): ReadonlySet<ListGroup> {
  const open = groups.filter((group, place) => {
    const name = nameOfGroup(group);
    return !closed.includes(name) && (isOpenAtFirst(place) || opened.includes(name));
  });
  return new Set(open.slice(0, MOST_OPEN));
}

async function rowsUnder(
  { records }: Parts,
  actor: Actor,
  { name }: Kind,
  { group, field, query }: { readonly group: ListGroup; readonly field: Field; readonly query: ListQuery },
): Promise<readonly Rec[]> {
  const condition = conditionOf(group, field);
  const filter = query.filter ? { and: [query.filter, condition] } : condition;
  const { data } = await records.list(actor, name, { ...query, filter, after: undefined, limit: GROUP_ROWS });
  return data;
}
