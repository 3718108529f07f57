// What a plugin tells: written down where the rest of its work is, and handed on after the commit like every change of a record.
import type { Queryable, Transaction } from "../../db/database.ts";
import { behind } from "../../db/lent.ts";
import type { Actor } from "../../kernel/actor.ts";
import { type EmittedTopic, payloadCheck } from "./payload.ts";

/** Something that happened to a record. */
export interface News {
  readonly topic: string;
  readonly recordId: string;
  /** What the manifest says that this topic holds; consumers find it in `event.after`. */
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface OwnEvents {
  /** Tells it in the actor's name, once `on` is committed; at once without a transaction. Refuses what the manifest does not list. */
  emit(actor: Pick<Actor, "id">, news: News, on?: Transaction): Promise<void>;
}

export interface OwnEventNeeds {
  readonly db: Queryable;
  /** Wakes the consumers. */
  announce(): void;
}

/** The events of one plugin. */
export function ownEvents(plugin: string, emits: readonly EmittedTopic[], { db, announce }: OwnEventNeeds): OwnEvents {
  const checks = new Map(emits.map(({ topic, payload }) => [topic, payloadCheck(payload)]));
  return {
    async emit({ id }, { topic, recordId, payload }, on) {
      const check = checks.get(topic);
      if (!check) throw new Error(`plugin.json lists no event ${topic} under contributes.events.emits`);
      if (!check(payload)) throw new Error(`${topic} does not hold what plugin.json says: ${faultOf(check.errors)}`);
      const text = `insert into emitted_events (plugin, name, record_id, payload, actor_id) values ($1, $2, $3, $4, $5)`;
      const values = [plugin, topic.slice(plugin.length + 1), recordId, JSON.stringify(payload), id];
      await (behind(on) ?? db).query({ text, values });
      if (on) on.afterCommit(announce);
      else announce();
    },
  };
}

const faultOf = (errors: readonly { instancePath: string; message?: string }[] | null | undefined): string =>
  (errors ?? []).map(({ instancePath, message = "" }) => `${instancePath || "/"} ${message}`).join("; ");

/** So many days after it was told, an event is gone; consumers are behind by seconds, seldom by hours. */
const KEPT = 90;

export async function forgetEmitted(db: Queryable): Promise<void> {
  const text = "delete from emitted_events where at < now() - $1 * interval '1 day'";
  await db.query({ text, values: [KEPT] });
}
