// What was sent twice is done once: a double click, a lost answer, an impatient reload.
import type { Database } from "../../db/database.ts";
import { Conflict } from "../../kernel/errors.ts";

export interface Sent {
  /** Whose key it is, such as `form:<person>`: keys of different owners have nothing to do with each other. */
  readonly owner: string;
  readonly key: string;
}

/**
 * Does the work unless it was done under this key within the last day; then answers what it answered. Work that throws was
 * not done. While it is under way elsewhere: Conflict. Without a key it is simply done.
 */
export async function once<T extends object>(db: Database, { owner, key }: Sent, work: () => Promise<T>): Promise<T> {
  if (key === "") return await work();
  if (!(await claim(db, owner, key))) return await answerOf<T>(db, owner, key);
  try {
    const answer = await work();
    const text = "update idempotency_keys set status = 200, answer = $3 where owner = $1 and key = $2";
    await db.query({ text, values: [owner, key, JSON.stringify(answer)] });
    return answer;
  } catch (error) {
    await db.query({ text: "delete from idempotency_keys where owner = $1 and key = $2", values: [owner, key] });
    throw error;
  }
}

async function claim(db: Database, owner: string, key: string): Promise<boolean> {
  const text = `insert into idempotency_keys as k (owner, key, fingerprint) values ($1, $2, '')
    on conflict (owner, key) do update set started_at = now(), answer = null, status = null
    where k.started_at < now() - interval '1 day' returning 1 as claimed`;
  return (await db.query({ text, values: [owner, key] })).length > 0;
}

async function answerOf<T>(db: Database, owner: string, key: string): Promise<T> {
  const text = "select answer from idempotency_keys where owner = $1 and key = $2";
  const [row] = await db.query<{ answer: T | null }>({ text, values: [owner, key] });
  if (!row?.answer) throw new Conflict("records.still_running");
  return row.answer;
}
