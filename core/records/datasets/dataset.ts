// Records as numbers: what reports and programs count, add up and read, with the rights of whoever asks.
import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import type { Filter, ListQuery } from "../query/grammar.ts";

export interface Dataset {
  /** Begins with the id of who adds it, such as `deals.deals`. */
  readonly id: string;
  /** Key of the word. */
  readonly label: string;
  readonly kind: string;
  /** Paths of the fields that are in it; all of the kind if left out, an administrator's too. */
  readonly fields?: readonly string[];
  /** Holds for all of it; about fields that are in it. */
  readonly filter?: Filter;
}

const narrowed = new WeakMap<Kind, WeakMap<Dataset, Kind>>();

/** The kind as somebody sees it, with no more fields than the dataset has: any other one is unknown to it. */
export function kindOf(dataset: Dataset, kind: Kind): Kind {
  if (!dataset.fields) return kind;
  const known = narrowed.get(kind) ?? new WeakMap<Dataset, Kind>();
  narrowed.set(kind, known);
  const found = known.get(dataset) ?? narrow(kind, new Set(dataset.fields));
  known.set(dataset, found);
  return found;
}

function narrow(kind: Kind, paths: ReadonlySet<string>): Kind {
  const own = new Set(kind.fields);
  // Whose a record is, and what it is called, is what rights and lists go by.
  const stays = (path: string, field: Field): boolean =>
    !own.has(field) || paths.has(path) || path === kind.ownerField || path === kind.titleField;
  return {
    ...kind,
    fields: kind.fields.filter((field) => stays(field.path, field)),
    byPath: new Map([...kind.byPath].filter(([path, field]) => stays(path, field))),
  };
}

/** What is asked, within what the dataset is. */
export function within({ filter }: Dataset, query: ListQuery): ListQuery {
  const both = [filter, query.filter].filter((one): one is Filter => one !== undefined);
  return { ...query, filter: both.length > 1 ? { and: both } : both[0] };
}
