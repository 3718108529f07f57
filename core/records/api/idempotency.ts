// A lost answer can be asked for again: the key and the answer are written in the same transaction as the effect, so the
// effect is there exactly when its answer is. (Semantics of the IETF draft for the Idempotency-Key header.)
import { createHash } from "node:crypto";
import type { Context } from "koa";
import type { Database, Transaction } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { AppError, BadRequest, Conflict } from "../../kernel/errors.ts";
import type { ReadBody } from "../../web/read.ts";

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The same key came with another request. */
class KeyReused extends AppError {
  readonly status = 422;
}

type Work = (trx: Transaction | undefined) => Promise<Answer>;

const claim = `insert into idempotency_keys (owner, key, fingerprint) values ($1, $2, $3)
  on conflict (owner, key) do update set fingerprint = excluded.fingerprint, status = null, answer = null, started_at = now()
  where idempotency_keys.started_at < now() - interval '24 hours' returning 1`;

/** Does the work once per key and gives its answer, the first time and again. Without a key it is just done. */
export async function once(ctx: Context, actor: Actor, db: Database, work: Work): Promise<void> {
  const key = ctx.get("Idempotency-Key");
  const answer = key === "" ? await work(undefined) : await keyed(ctx, actor, { db, key, work });
  for (const [name, value] of Object.entries(answer.headers ?? {})) ctx.set(name, value);
  ctx.status = answer.status;
  ctx.body = answer.body;
}

async function keyed(
  ctx: Context,
  actor: Actor,
  { db, key, work }: { db: Database; key: string; work: Work },
): Promise<Answer> {
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) throw new BadRequest("api.bad_idempotency_key");
  const owner = actor.tokenId ?? actor.id;
  const print = fingerprint(ctx);
  return await db.transaction(async (trx) => {
    const [lock] = await trx.query<{ free: boolean }>({
      text: "select pg_try_advisory_xact_lock(hashtextextended($1, 7)) as free",
      values: [`${owner} ${key}`],
    });
    if (!lock?.free) throw new Conflict("api.still_running");
    const claimed = await trx.query({ text: claim, values: [owner, key, print] });
    if (claimed.length === 0) return replay(ctx, await stored(trx, owner, key), print);
    const answer = await work(trx);
    const text = "update idempotency_keys set status = $3, answer = $4 where owner = $1 and key = $2";
    await trx.query({
      text,
      values: [owner, key, answer.status, JSON.stringify({ body: answer.body, headers: answer.headers })],
    });
    return answer;
  });
}

interface Stored {
  readonly fingerprint: string;
  readonly status: number;
  readonly answer: Omit<Answer, "status">;
}

async function stored(trx: Transaction, owner: string, key: string): Promise<Stored | undefined> {
  const text = "select fingerprint, status, answer from idempotency_keys where owner = $1 and key = $2";
  const [row] = await trx.query<Stored & object>({ text, values: [owner, key] });
  return row;
}

function replay(ctx: Context, kept: Stored | undefined, print: string): Answer {
  if (kept?.fingerprint !== print) throw new KeyReused("api.key_reused");
  ctx.set("Idempotency-Replayed", "true");
  return { status: kept.status, ...kept.answer };
}

function fingerprint(ctx: Context): string {
  const body = (ctx.state["body"] as ReadBody | undefined)?.json ?? null;
  return createHash("sha256")
    .update(`${ctx.method} ${ctx.url}\n${JSON.stringify(body)}`)
    .digest("base64url");
}
