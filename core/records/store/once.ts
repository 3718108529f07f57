// What was sent twice is done once: a double click, a lost answer, an impatient reload. Key and answer are written in the same
// transaction as the effect, so the effect is there exactly when its answer is, whatever dies in between.
import type { Database, Transaction } from "../../db/database.ts";
import { AppError, Conflict } from "../../kernel/errors.ts";

export interface Sent {
  /** Whose key it is, such as `form:<person>`: keys of different owners have nothing to do with each other. */
  readonly owner: string;
  readonly key: string;
  /** The same key with another print is another request, and refused. */
  readonly print?: string;
  /** True: wait for the first one rather than refusing with "still running". */
  readonly waits?: boolean;
}

export interface Once<T> {
  readonly answer: T;
  /** True when nothing was done, because it had been done before. */
  readonly replayed: boolean;
}

/** The same key came with another request. */
class KeyReused extends AppError {
  readonly status = 422;
}

const claim = `insert into idempotency_keys (owner, key, fingerprint) values ($1, $2, $3)
  on conflict (owner, key) do update set fingerprint = excluded.fingerprint, status = null, answer = null, started_at = now()
  where idempotency_keys.started_at < now() - interval '24 hours' returning 1`;

/** Does the work unless it was done under this key within a day; then answers what it answered. Work that throws was not done. */
export async function once<T extends object>(
  db: Database,
  sent: Sent,
  work: (trx: Transaction) => Promise<T>,
): Promise<Once<T>> {
  const { owner, key, print = "" } = sent;
  return await db.transaction(async (trx) => {
    await takeTurn(trx, sent);
    const claimed = await trx.query({ text: claim, values: [owner, key, print] });
    if (claimed.length === 0) return { answer: await keptAnswer<T>(trx, sent), replayed: true };
    const answer = await work(trx);
    const text = "update idempotency_keys set status = 200, answer = $3 where owner = $1 and key = $2";
    await trx.query({ text, values: [owner, key, JSON.stringify(answer)] });
    return { answer, replayed: false };
  });
}

async function takeTurn(trx: Transaction, { owner, key, waits }: Sent): Promise<void> {
  const values = [`${owner} ${key}`];
  if (waits) return void (await trx.query({ text: "select pg_advisory_xact_lock(hashtextextended($1, 7))", values }));
  const text = "select pg_try_advisory_xact_lock(hashtextextended($1, 7)) as free";
  const [lock] = await trx.query<{ free: boolean }>({ text, values });
  if (!lock?.free) throw new Conflict("api.still_running");
}

async function keptAnswer<T>(trx: Transaction, { owner, key, print = "" }: Sent): Promise<T> {
  const text = "select fingerprint, answer from idempotency_keys where owner = $1 and key = $2";
  const [kept] = await trx.query<{ fingerprint: string; answer: T }>({ text, values: [owner, key] });
  if (kept?.fingerprint !== print) throw new KeyReused("api.key_reused");
  return kept.answer;
}
