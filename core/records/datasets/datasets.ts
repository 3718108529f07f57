// The datasets there are, for one person at a time: those whose records they may read, with the fields that they see.
import { type Actor, may } from "../../kernel/actor.ts";
import { BadRequest, NotFound } from "../../kernel/errors.ts";
import type { Field } from "../fields/field.ts";
import { known } from "../query/columns.ts";
import type { ListQuery, ListText } from "../query/grammar.ts";
import { listText } from "../query/list.ts";
import { isGroupable, type ListGroups, listGroups } from "../query/list-groups.ts";
import { isAddable } from "../query/sums.ts";
import type { Asking } from "../query/select.ts";
import { askingOf, type Through } from "../store/through.ts";
import { type Dataset, kindOf, within } from "./dataset.ts";

export interface DatasetNeeds {
  readonly through: Through;
  datasets(): readonly Dataset[];
}

/** A dataset as somebody sees it. */
export interface DatasetSeen {
  readonly dataset: Dataset;
  readonly fields: readonly FieldOfDataset[];
}

export interface FieldOfDataset {
  readonly field: Field;
  /** Records can be counted by its values. */
  readonly groupable: boolean;
  /** Its values can be added up. */
  readonly addable: boolean;
}

export async function datasetsFor(needs: DatasetNeeds, actor: Actor): Promise<readonly DatasetSeen[]> {
  const kinds = needs.through.kinds.seenBy(actor);
  const mine = needs.datasets().filter(({ kind }) => {
    const found = kinds.find(kind);
    return found !== undefined && may(actor, `${found.plural}.read`);
  });
  return await Promise.all(mine.map(async (dataset) => seen(dataset, await askingWithin(needs, actor, dataset))));
}

/** NotFound for one that is not there, or not there for this person. */
export async function datasetFor(needs: DatasetNeeds, actor: Actor, id: string): Promise<DatasetSeen> {
  const { dataset, asking } = await asked(needs, actor, id);
  return seen(dataset, asking);
}

function seen(dataset: Dataset, { kind }: Asking): DatasetSeen {
  const fields = kind.fields.map((field) => ({
    field,
    groupable: isGroupable(kind, field),
    addable: isAddable(field),
  }));
  return { dataset, fields };
}

/** Its records, a page at a time. */
export async function rowsOf(needs: DatasetNeeds, actor: Actor, id: string, query: ListQuery): Promise<ListText> {
  const { dataset, asking } = await asked(needs, actor, id);
  return await listText(asking, within(dataset, query), needs.through);
}

export interface Grouping {
  /** Path of a field. */
  readonly by: string;
  /** Paths of fields that are added up. */
  readonly sum: readonly string[];
  readonly query: Pick<ListQuery, "filter">;
}

/** How many records have each value of a field, and what their numbers add up to; the largest hundred. */
export async function groupsOf(needs: DatasetNeeds, actor: Actor, id: string, grouping: Grouping): Promise<ListGroups> {
  const { dataset, asking } = await asked(needs, actor, id);
  const { kind } = asking;
  const added = grouping.sum.map((path) => known(kind, path));
  const wrong = added.find((field) => !isAddable(field) || !kind.fields.includes(field));
  if (wrong) throw new BadRequest("datasets.not_addable", { field: wrong.path });
  const list = within(dataset, grouping.query);
  return await listGroups(asking, known(kind, grouping.by), added, { list, db: needs.through.db });
}

interface Asked {
  readonly dataset: Dataset;
  readonly asking: Asking;
}

async function asked(needs: DatasetNeeds, actor: Actor, id: string): Promise<Asked> {
  const dataset = needs.datasets().find((one) => one.id === id);
  const kind = dataset && needs.through.kinds.seenBy(actor).find(dataset.kind);
  if (!dataset || !kind || !may(actor, `${kind.plural}.read`)) throw new NotFound("datasets.not_found", { id });
  return { dataset, asking: await askingWithin(needs, actor, dataset) };
}

async function askingWithin({ through }: DatasetNeeds, actor: Actor, dataset: Dataset): Promise<Asking> {
  const asking = await askingOf(through, actor, dataset.kind);
  const kind = kindOf(dataset, asking.kind);
  return { ...asking, kind, seen: kind };
}
