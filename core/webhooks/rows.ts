// Webhooks and deliveries in their tables.
import type { Queryable } from "../db/database.ts";
import type { Outcome, Reply } from "./outcome.ts";

export type WebhookState = "on" | "paused" | "off";

export interface WebhookRow {
  readonly id: string;
  readonly createdAt: string;
  readonly ownerId: string;
  readonly ownerName: string;
  readonly url: string;
  readonly topics: readonly string[];
  readonly state: WebhookState;
  readonly offReason: "failing" | "gone" | "owner" | null;
  /** Deliveries that wait. */
  readonly waiting: number;
}

/** What is needed to send. */
export interface SendingRow {
  readonly id: string;
  readonly ownerId: string;
  readonly url: string;
  readonly secret: Buffer;
  /** While it still signs. */
  readonly previous: Buffer | null;
}

export interface DeliveryRow {
  readonly id: string;
  readonly sequence: string | null;
  readonly eventId: string;
  readonly topic: string;
  readonly state: "waiting" | "delivered" | "failed" | "skipped";
  readonly tries: number;
  readonly dueAt: string;
  readonly createdAt: string;
  readonly endedAt: string | null;
  readonly status: number | null;
  readonly error: string | null;
  readonly milliseconds: number | null;
}

/** A run that died gives way after so many seconds; a try takes at most ten. */
const LEASE = "interval '30 seconds'";

const webhookColumns = `w.id, w.created_at as "createdAt", w.owner_id as "ownerId", u.name as "ownerName", w.url, w.topics, w.state,
  w.off_reason as "offReason", (select count(*)::int from webhook_deliveries d where d.webhook_id = w.id and d.state = 'waiting') as waiting`;

const deliveryColumns = `id, sequence::text, event_id as "eventId", topic, state, tries, due_at as "dueAt", created_at as "createdAt",
  ended_at as "endedAt", status, error, milliseconds`;

const sendingColumns = `id, owner_id as "ownerId", url, secret_sealed as secret,
  case when previous_until > now() then previous_sealed end as previous`;

export async function readWebhooks(db: Queryable, id: string | null = null): Promise<WebhookRow[]> {
  const text = `select ${webhookColumns} from webhooks w join users u on u.id = w.owner_id
    where $1::uuid is null or w.id = $1 order by w.created_at, w.id`;
  return await db.query<WebhookRow & object>({ text, values: [id] });
}

export async function readDeliveries(db: Queryable, webhookId: string, state: string | null): Promise<DeliveryRow[]> {
  const text = `select ${deliveryColumns} from webhook_deliveries where webhook_id = $1 and ($2::text is null or state = $2)
    order by created_at desc, id desc limit 200`;
  return await db.query<DeliveryRow & object>({ text, values: [webhookId, state] });
}

/** Takes the webhook for this run; undefined while another has it, and when it is not on. */
export async function take(db: Queryable, id: string, run: string): Promise<SendingRow | undefined> {
  const text = `update webhooks set worker = $2, working_until = now() + ${LEASE}
    where id = $1 and state = 'on' and (worker = $2 or working_until is null or working_until < now()) returning ${sendingColumns}`;
  const [row] = await db.query<SendingRow & object>({ text, values: [id, run] });
  return row;
}

export async function release(db: Queryable, id: string, run: string): Promise<void> {
  const text = "update webhooks set worker = null, working_until = null where id = $1 and worker = $2";
  await db.query({ text, values: [id, run] });
}

export async function sendingRow(db: Queryable, id: string): Promise<SendingRow | undefined> {
  const [row] = await db.query<SendingRow & object>({
    text: `select ${sendingColumns} from webhooks where id = $1`,
    values: [id],
  });
  return row;
}

/** The next in order, with the seconds until it is due. */
export async function headOf(
  db: Queryable,
  webhookId: string,
): Promise<(DeliveryRow & { readonly seconds: number }) | undefined> {
  const text = `select ${deliveryColumns}, greatest(0, extract(epoch from due_at - now()))::float8 as seconds
    from webhook_deliveries where webhook_id = $1 and state = 'waiting' order by sequence limit 1`;
  const [row] = await db.query<DeliveryRow & { seconds: number }>({ text, values: [webhookId] });
  return row;
}

/** Writes down how a try ended; nothing when another run has taken over meanwhile. */
export async function settle(
  db: Queryable,
  { id, run }: { readonly id: string; readonly run: string },
  { status, error, milliseconds }: Reply,
  outcome: Outcome | { readonly state: "skipped" },
): Promise<void> {
  const seconds = outcome.state === "waiting" ? outcome.seconds : 0;
  const text = `update webhook_deliveries set state = $2, status = $3, error = $4, milliseconds = $5, tries = tries + 1,
      due_at = now() + make_interval(secs => $6), ended_at = case when $2 <> 'waiting' then now() end
    where id = $1 and state = 'waiting' and exists (select from webhooks w where w.id = webhook_id and w.worker = $7)`;
  await db.query({ text, values: [id, outcome.state, status, error, milliseconds, seconds, run] });
}

export async function switchOff(db: Queryable, id: string, reason: WebhookRow["offReason"]): Promise<void> {
  const text = `update webhooks set state = 'off', off_reason = $2, worker = null, working_until = null where id = $1 and state <> 'off'`;
  await db.query({ text, values: [id, reason] });
}

const KEPT = "interval '30 days'";

/** What ended, or waited in vain, longer than 30 days ago. */
export async function tidyDeliveries(db: Queryable): Promise<void> {
  await db.query({ text: `delete from webhook_deliveries where created_at < now() - ${KEPT}` });
}
