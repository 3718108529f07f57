// Looking for a text in the records of all kinds at once.
import { type Actor, may } from "../../kernel/actor.ts";
import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import { pathsFor } from "../layouts/arrange.ts";
import { similarRecords } from "../query/similar.ts";
import type { Rec, Related } from "../record.ts";
import { askingOf } from "../store/through.ts";
import { includesOf, type Parts } from "./parts.ts";

export interface Found {
  readonly kind: Kind;
  readonly records: readonly Rec[];
  /** True when there are more than these. */
  readonly more: boolean;
}

/** Kinds this person may search: first those whose records belong to somebody, then the people themselves and the like. */
export function searchable({ kinds }: Parts, actor: Actor): readonly Kind[] {
  const open = kinds
    .seenBy(actor)
    .all()
    .filter((kind) => kind.pages !== false && kind.searchable.length > 0 && may(actor, `${kind.plural}.read`))
    .filter((kind) => !(kind.rewriting && kind.whole));
  return open.toSorted((a, b) => Number(a.ownerField === undefined) - Number(b.ownerField === undefined));
}

/** The first records of each kind that have the text in them; kinds without any are left out. */
export async function findEverywhere(parts: Parts, actor: Actor, q: string, limit: number): Promise<readonly Found[]> {
  const found = await Promise.all(searchable(parts, actor).map((kind) => findIn(parts, actor, kind, { q, limit })));
  return found.filter(({ records }) => records.length > 0);
}

async function findIn(
  parts: Parts,
  actor: Actor,
  kind: Kind,
  { q, limit }: { q: string; limit: number },
): Promise<Found> {
  const facts = secondFacts(kind, actor);
  const query = {
    q,
    limit,
    fields: [kind.titleField, ...facts.map((field) => field.path)],
    include: includesOf(parts.kinds, { fields: facts }),
  };
  const page = await parts.records.list(actor, kind.name, query);
  return { kind, records: page.data, more: page.next !== null };
}

/** What tells two records of the same name apart. */
export function secondFacts(kind: Kind, actor: Actor): readonly Field[] {
  const facts = pathsFor(kind, actor, "facts");
  const paths = (facts.length > 0 ? facts : pathsFor(kind, actor, "list")).filter((path) => path !== kind.titleField);
  return paths.flatMap((path) => kind.byPath.get(path) ?? []).slice(0, 2);
}

/** When nothing was found: records somebody who mistyped may have meant. */
export async function meantEverywhere(
  parts: Parts,
  actor: Actor,
  q: string,
): Promise<readonly (Related & { readonly kind: Kind })[]> {
  const found = await Promise.all(
    searchable(parts, actor).map(async (kind) => {
      const alike = await similarRecords(await askingOf(parts.through, actor, kind.name), q, 3, parts.through.db);
      return alike.map((one) => ({ ...one, kind }));
    }),
  );
  return found.flat();
}
