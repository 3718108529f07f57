// What the bell has for somebody.
import type { Actor, Database, Records } from "trellis/sdk";
import type { What } from "./notices.ts";
import { type Activity, activityFrom, titled } from "./activity.ts";

export interface Notice {
  readonly activity: string;
  readonly sentAt: string;
  readonly digest: string | null;
  /** What happened; `reminder` where it is only near. */
  readonly what: What | "reminder";
  /** Name of whoever did it; null where nobody in particular did. */
  readonly who: string | null;
}

export interface ShownNotice extends Notice {
  /** Undefined when the person may no longer see it, or it is gone. */
  readonly about: Activity | undefined;
}

const SHOWN = 100;

export class Bell {
  readonly #db: Database;
  readonly #records: Records;

  constructor(db: Database, records: Records) {
    this.#db = db;
    this.#records = records;
  }

  /** How many things it says: a digest is one. */
  async count(actor: Actor): Promise<number> {
    const text = `select count(distinct coalesce(digest, activity))::int as n from plugin_activities.notices where person = $1 and seen_at is null`;
    const [row] = await this.#db.query<{ n: number }>({ text, values: [actor.id] });
    return row?.n ?? 0;
  }

  /** The latest first, with as much of each as the person may see now. */
  async list(actor: Actor): Promise<readonly ShownNotice[]> {
    const text = `select activity, max(sent_at) as "sentAt", (array_agg(digest order by sent_at desc))[1] as digest,
        (array_agg(what order by fire_at desc))[1] as what, (array_agg(nullif(who, '') order by fire_at desc))[1] as who
      from plugin_activities.notices where person = $1 and seen_at is null group by activity order by 2 desc, 1 limit ${SHOWN}`;
    const notices = await this.#db.query<Notice & object>({ text, values: [actor.id] });
    const ids = notices.map(({ activity }) => activity);
    const seen = ids.length === 0 ? [] : await this.#seen(actor, ids);
    const byId = new Map(seen.map((one) => [one.id, one]));
    return notices.map((notice) => ({ ...notice, about: byId.get(notice.activity) }));
  }

  async #seen(actor: Actor, ids: readonly string[]): Promise<readonly Activity[]> {
    const filter = { field: "id", op: "in", value: ids } as const;
    const { data } = await this.#records.list(actor, "activity", { filter, limit: SHOWN, include: titled });
    return data.map(activityFrom);
  }
}
