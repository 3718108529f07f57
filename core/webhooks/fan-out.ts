// From one event to a delivery for each webhook that wants it.
import type { Database } from "../db/database.ts";
import { isAbout, type RecordEvent } from "../events/event.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { newId } from "../kernel/ids.ts";
import type { Kinds } from "../records/kinds.ts";
import type { WebhookState } from "./rows.ts";

export interface FanOutNeeds {
  readonly db: Database;
  readonly jobs: Jobs;
  readonly kinds: Kinds;
}

/** The job that sends what waits for one webhook. */
export const DELIVER = "webhooks.deliver";

interface Wish {
  readonly id: string;
  readonly topics: readonly string[];
  readonly state: WebhookState;
}

// Events come at least once: a second time they are there already, and take no number.
const put = `with wanting as (
    select id, new_id from unnest($1::uuid[], $2::uuid[]) as w (id, new_id)
    where not exists (select from webhook_deliveries d where d.webhook_id = w.id and d.event_id = $3)),
  numbered as (
    update webhooks set sequence = sequence + 1 from wanting where webhooks.id = wanting.id and webhooks.state <> 'off'
    returning webhooks.id, wanting.new_id, webhooks.sequence)
  insert into webhook_deliveries (id, webhook_id, sequence, event_id, topic)
  select new_id, id, sequence, $3, $4 from numbered returning webhook_id as id`;

export class FanOut {
  readonly #needs: FanOutNeeds;
  #wishes: readonly Wish[] = [];
  /** Wishes are as they stood then, by the database's clock; milliseconds. */
  #asOf = 0;

  constructor(needs: FanOutNeeds) {
    this.#needs = needs;
  }

  /** To be called for every event, in order. */
  async take(event: RecordEvent): Promise<void> {
    // What plugins tell has no rights of its own by which it could be limited.
    if (!this.#needs.kinds.find(event.kind)) return;
    // An event older than what we know of concerns no webhook we do not know: an import asks once per batch.
    if (Date.parse(event.at) >= this.#asOf) await this.#look();
    const wanting = this.#wishes.filter(({ topics }) => topics.some((topic) => isAbout(event.topic, topic)));
    if (wanting.length > 0) await this.#put(event, wanting);
  }

  /** Queues what nobody is working at: a process died, or a webhook was switched on a moment ago. */
  async sweep(): Promise<void> {
    const text = `select id from webhooks w where state = 'on' and (working_until is null or working_until < now())
      and exists (select from webhook_deliveries d where d.webhook_id = w.id and d.state = 'waiting' and d.due_at <= now())`;
    const idle = await this.#needs.db.query<{ id: string }>({ text });
    for (const { id } of idle) await this.#needs.jobs.enqueue(undefined, DELIVER, { id }, { key: `now.${id}` });
  }

  async #look(): Promise<void> {
    const text = "select id, topics, state, clock_timestamp() as as_of from webhooks where state <> 'off'";
    const rows = await this.#needs.db.query<Wish & { as_of: string }>({ name: "webhooks-wishes", text });
    const [clock] = rows.length > 0 ? rows : await this.#needs.db.query<{ as_of: string }>({ text: now });
    this.#wishes = rows;
    this.#asOf = Date.parse(clock?.as_of ?? "");
  }

  async #put(event: RecordEvent, wanting: readonly Wish[]): Promise<void> {
    const values = [wanting.map(({ id }) => id), wanting.map(() => newId()), event.id, event.topic];
    await this.#needs.db.transaction(async (trx) => {
      const made = await trx.query<{ id: string }>({ name: "webhooks-put", text: put, values });
      const on = made.filter(({ id }) => wanting.some((one) => one.id === id && one.state === "on"));
      for (const { id } of on) await this.#needs.jobs.enqueue(trx, DELIVER, { id }, { key: id });
    });
  }
}

const now = "select clock_timestamp() as as_of";
