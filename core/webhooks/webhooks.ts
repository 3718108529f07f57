// The webhooks of the company: making, changing, testing and repeating them.
import type { Transaction } from "../db/database.ts";
import { type Actor, may } from "../kernel/actor.ts";
import { AppError, Invalid, NotAllowed, NotFound, type Problem } from "../kernel/errors.ts";
import { newId } from "../kernel/ids.ts";
import { writeAudit } from "../security/audit/write-audit.ts";
import { DELIVER } from "./fan-out.ts";
import type { Reply } from "./outcome.ts";
import { bodyOf } from "./payload.ts";
import { type DeliveryRow, readDeliveries, readWebhooks, sendingRow, type WebhookRow } from "./rows.ts";
import { CHANGE_WEBHOOKS, placeOf, type Sender, type SenderNeeds } from "./sender.ts";
import { newWebhookSecret } from "./signature.ts";

export interface WebhookInput {
  readonly url: string;
  /** Such as `deal.changed`, `contact.*`, `*`. */
  readonly topics: readonly string[];
}

const actions: ReadonlySet<string> = new Set(["*", "created", "changed", "removed", "restored", "erased"]);

export class Webhooks {
  readonly #needs: SenderNeeds;
  readonly #sender: Sender;

  constructor(needs: SenderNeeds, sender: Sender) {
    this.#needs = needs;
    this.#sender = sender;
  }

  async list(actor: Actor): Promise<WebhookRow[]> {
    allowed(actor);
    return await readWebhooks(this.#needs.db);
  }

  async get(actor: Actor, id: string): Promise<WebhookRow> {
    allowed(actor);
    const [row] = await readWebhooks(this.#needs.db, id);
    if (!row) throw new NotFound("webhooks.not_found");
    return row;
  }

  /** Answers the id, and the secret that is shown this once. */
  async create(actor: Actor, input: WebhookInput): Promise<{ readonly id: string; readonly secret: string }> {
    allowed(actor);
    await this.#check(input);
    const [id, secret] = [newId(), newWebhookSecret()];
    await this.#told(actor, "webhook.created", { id, ...input }, async (trx) => {
      const sealed = this.#needs.seal.close(secret, placeOf(id, "secret"));
      const text = "insert into webhooks (id, owner_id, url, topics, secret_sealed) values ($1, $2, $3, $4, $5)";
      await trx.query({ text, values: [id, actor.id, input.url, input.topics, sealed] });
    });
    return { id, secret };
  }

  /** Another address or other events: from now on it tells what this actor may see. */
  async change(actor: Actor, id: string, input: WebhookInput): Promise<void> {
    await this.get(actor, id);
    await this.#check(input);
    await this.#told(actor, "webhook.changed", { id, ...input }, async (trx) => {
      const text = "update webhooks set url = $2, topics = $3, owner_id = $4 where id = $1";
      await trx.query({ text, values: [id, input.url, input.topics, actor.id] });
    });
  }

  /** Paused, events wait; on again, they are sent in order. */
  async turn(actor: Actor, id: string, state: "on" | "paused"): Promise<void> {
    const { state: before } = await this.get(actor, id);
    await this.#told(actor, state === "on" ? "webhook.resumed" : "webhook.paused", { id }, async (trx) => {
      // Switching on what went off makes it one's own: its owner may be gone.
      const owner = before === "off" ? ", owner_id = $3" : "";
      const values = before === "off" ? [id, state, actor.id] : [id, state];
      await trx.query({ text: `update webhooks set state = $2, off_reason = null${owner} where id = $1`, values });
      if (state === "on") await this.#wake(trx, id);
    });
  }

  async remove(actor: Actor, id: string): Promise<void> {
    await this.get(actor, id);
    await this.#told(actor, "webhook.removed", { id }, async (trx) => {
      await trx.query({ text: "delete from webhooks where id = $1", values: [id] });
    });
  }

  /** A new secret; the one before signs as well for a day. */
  async renewSecret(actor: Actor, id: string): Promise<string> {
    await this.get(actor, id);
    const secret = newWebhookSecret();
    await this.#told(actor, "webhook.secret_renewed", { id }, async (trx) => {
      const before = await sendingRow(trx, id);
      const old = before && this.#needs.seal.open(before.secret, placeOf(id, "secret"));
      const text = `update webhooks set secret_sealed = $2, previous_sealed = $3, previous_until = now() + interval '1 day' where id = $1`;
      const previous = old === undefined ? null : this.#needs.seal.close(old, placeOf(id, "previous"));
      await trx.query({ text, values: [id, this.#needs.seal.close(secret, placeOf(id, "secret")), previous] });
    });
    return secret;
  }

  /** Sends a test at once, whatever waits, and writes down how it went. */
  async ping(actor: Actor, id: string): Promise<Reply> {
    await this.get(actor, id);
    const webhook = await sendingRow(this.#needs.db, id);
    if (!webhook) throw new NotFound("webhooks.not_found");
    const [delivery, topic] = [newId(), "webhook.ping"];
    const body = bodyOf({ topic, at: new Date().toISOString(), sequence: null }, { webhook: id });
    const reply = await this.#sender.post(webhook, delivery, body);
    const state = reply.status !== null && reply.status < 300 ? "delivered" : "failed";
    const text = `insert into webhook_deliveries (id, webhook_id, event_id, topic, state, tries, ended_at, status, error, milliseconds)
      values ($1, $2, $3, $4, $5, 1, now(), $6, $7, $8)`;
    const ended = [state, reply.status, reply.error, reply.milliseconds];
    await this.#needs.db.query({ text, values: [delivery, id, `ping.${delivery}`, topic, ...ended] });
    return reply;
  }

  async deliveries(actor: Actor, id: string, state: DeliveryRow["state"] | null = null): Promise<DeliveryRow[]> {
    await this.get(actor, id);
    return await readDeliveries(this.#needs.db, id, state);
  }

  /** Sends one again that ended, or all that failed, under the same ids. Answers how many. */
  async replay(actor: Actor, id: string, delivery: string | null): Promise<number> {
    await this.get(actor, id);
    return await this.#told(actor, "webhook.replayed", { id, delivery }, async (trx) => {
      const text = `update webhook_deliveries set state = 'waiting', tries = 0, due_at = now(), ended_at = null
        where webhook_id = $1 and sequence is not null
          and case when $2::uuid is null then state = 'failed' else id = $2 and state in ('failed', 'delivered') end returning id`;
      const found = await trx.query({ text, values: [id, delivery] });
      await this.#wake(trx, id);
      return found.length;
    });
  }

  /** Every problem with what was typed; the address as it will be refused when it is called. */
  async #check({ url, topics }: WebhookInput): Promise<void> {
    const wrong = topics.filter((topic) => !this.#isTopic(topic));
    const problems: Problem[] = [
      ...(topics.length === 0 ? [problem("topics", "problem.required", "required")] : []),
      ...wrong.map((topic) =>
        problem("topics", "problem.webhook_topic", "webhook_topic", { topic, examples: "deal.changed, deal.*" }),
      ),
    ];
    await this.#needs.outbound.check(url).catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error;
      problems.push(problem("url", `error.${error.code}`, error.code, error.values));
    });
    if (problems.length > 0) throw new Invalid(problems);
  }

  #isTopic(topic: string): boolean {
    const [kind = "", action = "", ...more] = topic.split(".");
    return topic === "*" || (more.length === 0 && this.#needs.kinds.find(kind) !== undefined && actions.has(action));
  }

  async #wake(trx: Transaction, id: string): Promise<void> {
    // Under a key of its own: a run that waits for the next try would otherwise be taken for this one.
    await this.#needs.jobs.enqueue(trx, DELIVER, { id }, { key: `now.${id}` });
  }

  async #told<T>(
    actor: Actor,
    action: string,
    { id, ...detail }: { readonly id: string } & Readonly<Record<string, unknown>>,
    work: (trx: Transaction) => Promise<T>,
  ): Promise<T> {
    return await this.#needs.db.transaction(async (trx) => {
      const done = await work(trx);
      await writeAudit(trx, actor, { action, kind: "webhook", recordId: id, detail });
      return done;
    });
  }
}

export function allowed(actor: Actor): void {
  if (!may(actor, CHANGE_WEBHOOKS)) throw new NotAllowed("security.not_allowed", { permission: CHANGE_WEBHOOKS });
}

const problem = (
  field: string,
  message: string,
  code: string,
  values: Readonly<Record<string, unknown>> = { field },
): Problem => ({ pointer: `/${field}`, code, message, values });
