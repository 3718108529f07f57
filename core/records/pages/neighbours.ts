// Where a record stands in the list it was opened from: "3 of 41", the one before, the one after.
import type { Kind } from "../kind.ts";
import type { Rec } from "../record.ts";
import { countText } from "./count.ts";
import { manyOf } from "./labels.ts";
import { type ListAsk, paramsOf, queryOf, rowsOf } from "./list-ask.ts";
import { readAsk } from "./read-ask.ts";
import type { Parts, Visit } from "./parts.ts";

export interface Neighbours {
  /** From 1. */
  readonly place: number;
  readonly text: string;
  readonly previous: string | null;
  readonly next: string | null;
}

/** Null when the record is not on that page of the list any more. */
export async function neighboursOf(
  parts: Parts,
  { kind, reader }: Visit,
  id: string,
  list: string,
): Promise<Neighbours | null> {
  const ask = await readAsk(parts, reader.actor, kind, new URLSearchParams(list));
  const query = { ...queryOf(ask), fields: [kind.titleField] };
  const [page, count] = await Promise.all([
    parts.records.list(reader.actor, kind.name, query),
    parts.records.count(reader.actor, kind.name, ask.filter, query.q),
  ]);
  const at = page.data.findIndex((record) => record.id === id);
  if (at < 0) return null;
  const place = ask.before + at + 1;
  const name = ask.view?.name ?? manyOf(kind, reader);
  const next = hrefOf(kind, page.data[at + 1], list) ?? (await beyond(parts, { kind, reader }, ask, page.next));
  return {
    place,
    text: reader.say("records.neighbours", { position: place, count: countText(count, reader), name }),
    previous: hrefOf(kind, page.data[at - 1], list),
    next,
  };
}

const hrefOf = (kind: Kind, record: Rec | undefined, list: string): string | null =>
  record ? `/${kind.plural}/${record.id}?in=${encodeURIComponent(list)}` : null;

/** The first record of the list's next page. */
async function beyond(
  { records }: Parts,
  { kind, reader }: Pick<Visit, "kind" | "reader">,
  ask: ListAsk,
  after: string | null,
): Promise<string | null> {
  if (after === null) return null;
  const query = { ...queryOf(ask), fields: [kind.titleField], after, limit: 1 };
  const { data } = await records.list(reader.actor, kind.name, query);
  return hrefOf(kind, data[0], paramsOf({ ...ask, after, before: ask.before + rowsOf(ask) }).toString());
}
