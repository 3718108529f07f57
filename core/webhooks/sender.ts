// Sends what waits for one webhook, in order. One run at a time: whoever holds the webhook; a run that died loses it.
import type { Jobs } from "../jobs/jobs.ts";
import { type Actor, may } from "../kernel/actor.ts";
import { AppError } from "../kernel/errors.ts";
import { newId } from "../kernel/ids.ts";
import type { Mail } from "../mail/mail.ts";
import type { Outbound } from "../outbound/outbound.ts";
import type { Actors } from "../security/actors.ts";
import type { Seal } from "../security/seal.ts";
import { DELIVER } from "./fan-out.ts";
import { type Outcome, outcomeOf, type Reply } from "./outcome.ts";
import { type PayloadNeeds, payloadOf } from "./payload.ts";
import { type DeliveryRow, headOf, release, type SendingRow, settle, switchOff, take } from "./rows.ts";
import { signed } from "./signature.ts";

export const CHANGE_WEBHOOKS = "webhooks.change";

export interface SenderNeeds extends PayloadNeeds {
  readonly jobs: Jobs;
  readonly outbound: Outbound;
  readonly actors: Pick<Actors, "ofUser">;
  readonly seal: Seal;
  readonly mail: Mail;
}

/** So many in a row, then others have their turn. */
const MOST = 50;

/** What a secret of a webhook is sealed for. */
export const placeOf = (id: string, field: string): string => JSON.stringify(["webhooks", id, field]);

export class Sender {
  readonly #needs: SenderNeeds;

  constructor(needs: SenderNeeds) {
    this.#needs = needs;
  }

  /** The work of the job; what is left is queued again, for when it is due. */
  async work(id: string, signal: AbortSignal): Promise<void> {
    const run = newId();
    for (let sent = 0; sent < MOST && !signal.aborted; sent++) {
      const webhook = await take(this.#needs.db, id, run);
      if (!webhook) return;
      const head = await headOf(this.#needs.db, id);
      if (!head || head.seconds > 0) return await this.#rest(id, run);
      await this.#deliver(webhook, head, run);
    }
    await this.#rest(id, run);
  }

  /** Posts one body, now. Never throws for what the other side did. */
  async post(webhook: SendingRow, id: string, body: string): Promise<Reply> {
    const began = performance.now();
    const took = (): number => Math.round(performance.now() - began);
    try {
      const headers = { "content-type": "application/json", ...signed(messageOf(id, body), this.#secrets(webhook)) };
      const answer = await this.#needs.outbound.send({ url: webhook.url, method: "POST", headers, body, most: 0 });
      const { status } = answer;
      return { status, error: null, retryAfter: secondsIn(answer.headers["retry-after"]), milliseconds: took() };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { status: null, error: error.code, milliseconds: took() };
    }
  }

  async #deliver(webhook: SendingRow, delivery: DeliveryRow, run: string): Promise<void> {
    const { db } = this.#needs;
    const owner = await this.#owner(webhook);
    if (!owner) return await switchOff(db, webhook.id, "owner");
    const body = await payloadOf(this.#needs, owner, delivery);
    const key = { id: delivery.id, run };
    if (body === undefined) return await settle(db, key, nothing, { state: "skipped" });
    const reply = await this.post(webhook, delivery.id, body);
    const outcome = outcomeOf(reply, delivery.tries);
    await settle(db, key, reply, outcome);
    await this.#end(webhook, outcome);
  }

  /** Whoever it belongs to, if they still work here and still may have one. */
  async #owner({ ownerId }: SendingRow): Promise<Actor | undefined> {
    const owner = await this.#needs.actors.ofUser(ownerId, "job");
    return owner && may(owner, CHANGE_WEBHOOKS) ? owner : undefined;
  }

  async #end({ id, ownerId, url }: SendingRow, outcome: Outcome): Promise<void> {
    if (outcome.state !== "failed" || !outcome.off) return;
    const reason = outcome.off;
    await this.#needs.db.transaction(async (trx) => {
      await switchOff(trx, id, reason);
      const values = { url, reason };
      await this.#needs.mail.write(trx, {
        to: { person: ownerId },
        words: "webhooks.off",
        values,
        path: `/settings/webhooks/${id}`,
      });
    });
  }

  /** Gives the webhook back; whatever came while it was held is found now, by nobody else. */
  async #rest(id: string, run: string): Promise<void> {
    const { db, jobs } = this.#needs;
    await release(db, id, run);
    const head = await headOf(db, id);
    if (!head) return;
    const after = new Date(Date.now() + head.seconds * 1_000);
    await jobs.enqueue(undefined, DELIVER, { id }, head.seconds > 0 ? { key: id, after } : { key: id });
  }

  #secrets({ id, secret, previous }: SendingRow): string[] {
    const kept = [
      [secret, "secret"],
      [previous, "previous"],
    ] as const;
    return kept.flatMap(([sealed, field]) => (sealed && this.#needs.seal.open(sealed, placeOf(id, field))) ?? []);
  }
}

const nothing: Reply = { status: null, error: null, milliseconds: 0 };

const messageOf = (id: string, body: string) => ({ id: `msg_${id}`, seconds: Math.floor(Date.now() / 1_000), body });

/** Seconds, or a date, as HTTP has it. */
function secondsIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, (at - Date.now()) / 1_000);
}
