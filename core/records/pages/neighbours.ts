// Where a record stands in the list it was opened from: "3 of 41", the one before, the one after.
import type { Actor } from "../../kernel/actor.ts";
import type { Kind } from "../kind.ts";
import type { Rec } from "../record.ts";
import { countText } from "./count.ts";
import { manyOf } from "./labels.ts";
import { type ListAsk, paramsOf, queryOf, ROWS } from "./list-ask.ts";
import { readAsk } from "./list-facts.ts";
import type { Parts } from "./parts.ts";
import type { Reader } from "./reader.ts";

export interface Neighbours {
  readonly text: string;
  readonly previous: string | null;
  readonly next: string | null;
}

/** Null when the record is not on that page of the list any more. */
export async function neighboursOf(parts: Parts, reader: Reader, kind: Kind, at: { id: string; list: string }): Promise<Neighbours | null> {
  const ask = await readAsk(parts, reader.actor, kind, new URLSearchParams(at.list));
  const query = { ...queryOf(ask), fields: [kind.titleField] };
  const [page, count] = await Promise.all([
    parts.records.list(reader.actor, kind.name, query),
    parts.records.count(reader.actor, kind.name, ask.filter, query.q),
  ]);
  const place = page.data.findIndex(({ id }) => id === at.id);
  if (place < 0) return null;
  const name = ask.view?.name ?? manyOf(kind, reader);
  const href = (record: Rec | undefined, list = at.list) => (record ? `/${kind.plural}/${record.id}?in=${encodeURIComponent(list)}` : null);
  const beyond = place === page.data.length - 1 && page.next !== null ? await firstOf(parts, reader.actor, kind, { ask, after: page.next }) : undefined;
  return {
    text: reader.say("records.neighbours", { position: ask.before + place + 1, count: countText(count, reader), name }),
    previous: href(page.data[place - 1]),
    next: href(page.data[place + 1]) ?? href(beyond?.record, beyond?.list),
  };
}

async function firstOf({ records }: Parts, actor: Actor, kind: Kind, { ask, after }: { ask: ListAsk; after: string }) {
  const { data } = await records.list(actor, kind.name, { ...queryOf(ask), fields: [kind.titleField], after, limit: 1 });
  return { record: data[0], list: paramsOf({ ...ask, after, before: ask.before + ROWS }).toString() };
}
