// The Idempotency-Key header (semantics of the IETF draft): a call whose answer was lost can safely be made again.
import { createHash } from "node:crypto";
import type { Context } from "koa";
import type { Database, Transaction } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { BadRequest } from "../../kernel/errors.ts";
import type { ReadBody } from "../../web/read.ts";
import { once } from "../store/once.ts";

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

type Work = (trx: Transaction | undefined) => Promise<Answer>;

/** Does the work once per key and gives its answer, the first time and again. Without a key it is just done. */
export async function answerOnce(ctx: Context, actor: Actor, db: Database, work: Work): Promise<void> {
  const key = ctx.get("Idempotency-Key");
  const answer = key === "" ? await work(undefined) : await keyed(ctx, { actor, db, key, work });
  for (const [name, value] of Object.entries(answer.headers ?? {})) ctx.set(name, value);
  ctx.status = answer.status;
  ctx.body = answer.body;
}

interface Keyed {
  readonly actor: Actor;
  readonly db: Database;
  readonly key: string;
  readonly work: Work;
}

async function keyed(ctx: Context, { actor, db, key, work }: Keyed): Promise<Answer> {
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) throw new BadRequest("api.bad_idempotency_key");
  const sent = { owner: actor.tokenId ?? actor.id, key, print: fingerprint(ctx) };
  const { answer, replayed } = await once(db, sent, work);
  if (replayed) ctx.set("Idempotency-Replayed", "true");
  return answer;
}

function fingerprint(ctx: Context): string {
  const body = (ctx.state["body"] as ReadBody | undefined)?.json ?? null;
  return createHash("sha256")
    .update(`${ctx.method} ${ctx.url}\n${JSON.stringify(body)}`)
    .digest("base64url");
}
