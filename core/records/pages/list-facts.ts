// Asks the store everything a list page shows, at once.
import type { Actor } from "../../kernel/actor.ts";
import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import { known } from "../query/columns.ts";
import type { Condition, ListQuery } from "../query/grammar.ts";
import { isAddable, type Sum, sumRecords } from "../query/sums.ts";
import type { Related } from "../record.ts";
import { askingOf } from "../store/through.ts";
import { kindReferred } from "./choices.ts";
import { groupFacts } from "./group-facts.ts";
import { conditionsOf, type ListAsk, queryOf } from "./list-ask.ts";
import { addedColumns, fillColumn, isAddedPath } from "../added-columns.ts";
import type { ListColumn } from "../list-column.ts";
import type { ListFacts } from "./list.view.ts";
import { lockedCells } from "./locked-cells.ts";
import { openTo } from "./record-action.ts";
import { includesOf, type Parts } from "./parts.ts";
import { usedBy } from "./why-blank.ts";

/** The columns of a list: the title first, then what was asked for. Added ones stand behind these. */
export function columnsOf(kind: Kind, ask: ListAsk): readonly Field[] {
  const paths = [kind.titleField, ...ask.columns.filter((path) => path !== kind.titleField)];
  return [...new Set(paths)].filter((path) => !isAddedPath(kind, path)).map((path) => known(kind, path));
}

/** The columns of others that were asked for. */
export const addedOf = (kind: Kind, actor: Actor, ask: ListAsk): readonly ListColumn[] =>
  addedColumns(kind, actor).filter(({ id }) => ask.columns.includes(id));

/** One page of the list, its size, its sums, and the names its filters speak of. */
export async function listFacts(
  parts: Parts,
  actor: Actor,
  kind: Kind,
  ask: ListAsk,
): Promise<Omit<ListFacts, "filterForm" | "saving">> {
  const columns = columnsOf(kind, ask);
  const query = { ...queryOf(ask), ...shapeOf(parts, kind, columns) };
  const [page, groups, count, sums, views, titles, hints] = await Promise.all([
    ask.group === undefined ? parts.records.list(actor, kind.name, query) : { data: [], next: null },
    groupFacts(parts, actor, kind, { ask, columns, query }),
    parts.records.count(actor, kind.name, ask.filter, query.q),
    sumsIn(parts, actor, kind, ask),
    parts.views.list(actor, kind.name),
    titlesIn(parts, actor, kind, ask),
    hintsIn(parts, actor, kind, ask),
  ]);
  const records = [...page.data, ...(groups?.rows ?? []).flatMap((rows) => rows ?? [])];
  const ids = records.map(({ id }) => id);
  const [locked, added] = await Promise.all([
    lockedCells(parts, actor, kind.name, { records, columns }),
    Promise.all(addedOf(kind, actor, ask).map((column) => fillColumn(column, actor, ids))),
  ]);
  const actions = openTo(parts.actions(kind.name), actor).filter(({ places }) => places.includes("list"));
  return {
    kind,
    ask,
    actions,
    columns,
    added,
    page,
    locked,
    groups,
    count,
    sums: count.exact ? sums : [],
    views,
    titles,
    hints,
  };
}

/** What areas and plugins have to say about all records of the kind. */
async function hintsIn(parts: Parts, actor: Actor, { name }: Kind, ask: ListAsk): Promise<ListFacts["hints"]> {
  if (ask.view || ask.filter || ask.q !== "" || ask.after !== undefined) return [];
  const said = parts.listHints(name).map(async ({ template, view }) => ({ template, view: await view(actor) }));
  return (await Promise.all(said)).flatMap(({ template, view }) => (view ? [{ template, view }] : []));
}

/** Only the fields that are shown, what a formula among them is made of, and the titles of what they refer to. */
const shapeOf = ({ kinds }: Parts, kind: Kind, columns: readonly Field[]): Pick<ListQuery, "fields" | "include"> => ({
  fields: [...new Set([...columns.map((field) => field.path), ...usedBy(kind, columns)])],
  include: includesOf(kinds, { fields: columns }),
});

/** What the numbers of the list add up to, over all its pages. */
export async function sumsIn({ through }: Parts, actor: Actor, kind: Kind, ask: ListAsk): Promise<readonly Sum[]> {
  const added = columnsOf(kind, ask).filter(isAddable);
  if (added.length === 0) return [];
  return await sumRecords(await askingOf(through, actor, kind.name), added, queryOf(ask), through.db);
}

/** Titles of the records that the filter names, by id. */
export async function titlesIn(
  parts: Pick<Parts, "choices">,
  actor: Actor,
  kind: Kind,
  ask: ListAsk,
): Promise<ReadonlyMap<string, Related>> {
  const named = (conditionsOf(ask.filter) ?? []).filter(({ field }) => kindReferred(known(kind, field)) !== undefined);
  const found = await Promise.all(named.map(async (condition) => await titlesOf(parts, actor, kind, condition)));
  return new Map(found.flat().map((one) => [one.id, one]));
}

async function titlesOf(
  { choices }: Pick<Parts, "choices">,
  actor: Actor,
  kind: Kind,
  { field: path, value }: Condition,
): Promise<readonly Related[]> {
  const field = known(kind, path);
  const ids = (Array.isArray(value) ? value : String(value ?? "").split(",")).map(String);
  return await choices.named(actor, kindReferred(field) ?? "", ids);
}
