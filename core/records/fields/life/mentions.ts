// Who remembers fields by their path: views, stages, import mappings. They are asked before a field goes, and told of its new key.
import type { Queryable } from "../../../db/database.ts";
import type { Kind } from "../../kind.ts";

/** One place that uses a field. */
export interface Mention {
  /** What sort of place it is: the word `fields.place.<place>` names it. */
  readonly place: string;
  /** Its name as people know it; empty where the place says all. */
  readonly name: string;
  /** Where it can be changed; null when it has no page. */
  readonly link: string | null;
}

/** Somebody who keeps paths of fields in rows of their own. */
export interface MentionSource {
  find(db: Queryable, kind: Kind, path: string): Promise<readonly Mention[]>;
  /** Writes the new path wherever the old one stands. */
  rename(trx: Queryable, kind: Kind, paths: { readonly from: string; readonly to: string }): Promise<void>;
}

/** Everywhere a field is used, in the order of the sources. */
export async function mentionsOf(
  sources: readonly MentionSource[],
  db: Queryable,
  at: { readonly kind: Kind; readonly path: string },
): Promise<readonly Mention[]> {
  const found = await Promise.all(sources.map((source) => source.find(db, at.kind, at.path)));
  return [...found.flat(), ...inKind(at.kind, at.path)];
}

const places = {
  title: ({ titleField }: Kind) => [titleField],
  list: ({ listColumns }: Kind) => listColumns,
  head: ({ keyFacts = [] }: Kind) => keyFacts,
  quick: ({ quickFields = [] }: Kind) => quickFields,
  search: ({ searchable }: Kind) => searchable,
  board: ({ boardField }: Kind) => [boardField],
  order: ({ defaultSort = "" }: Kind) => defaultSort.split(",").map((part) => part.replace(/^-/, "")),
} as const;

const inKind = (kind: Kind, path: string): Mention[] =>
  Object.entries(places)
    .filter(([, paths]) => (paths(kind) as readonly unknown[]).includes(path))
    .map(([place]) => ({ place, name: "", link: null }));
