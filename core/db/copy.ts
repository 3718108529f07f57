// COPY, the fast road into and out of PostgreSQL, on the connection of a transaction or on one of the pool.
import { Readable } from "node:stream";
import { finished, pipeline } from "node:stream/promises";
import type { PoolClient } from "pg";
import { from, to } from "pg-copy-streams";
import type { Queryable } from "./database.ts";

/** Sends lines in COPY's text form; `sql` is `copy … from stdin`. */
export async function copyIn(db: Queryable, sql: string, lines: AsyncIterable<string | Uint8Array>): Promise<void> {
  await withClient(db, async (client) => {
    const stream = client.query(patient(from(sql)));
    await pipeline(Readable.from(lines), stream).finally(() => patienceEnds(stream));
  });
}

/**
 * The bytes of `copy … to stdout`, as they come. Whoever stops listening early has the copy cancelled (through `pool`), so that
 * the connection is free again at once. Answers the number of rows.
 */
export async function* copyOut(db: Queryable, sql: string, pool: Queryable): AsyncGenerator<Buffer, number> {
  const client = (await db.knex.client.acquireConnection()) as PoolClient & { readonly processID: number };
  const stream = client.query(patient(to(sql)));
  let whole = false;
  try {
    for await (const bytes of stream.iterator({ destroyOnReturn: false })) yield bytes as Buffer;
    whole = true;
    return stream.rowCount ?? 0;
  } finally {
    if (!whole)
      await giveUp(stream, () => pool.query({ text: "select pg_cancel_backend($1)", values: [client.processID] }));
    patienceEnds(stream);
    await db.knex.client.releaseConnection(client);
  }
}

async function giveUp(stream: Readable, cancel: () => Promise<unknown>): Promise<void> {
  const over = finished(stream, { writable: false }).catch(() => undefined);
  stream.resume();
  await cancel();
  await over;
}

// The driver gives up a statement after seconds; a copy takes as long as the other end takes.
const patient = <S extends object>(stream: S): S => Object.assign(stream, { query_timeout: 86_400_000 });

// The driver stops waiting when its callback is called, which a copy never does: its clock would keep the process, and what was
// copied, for a day.
const patienceEnds = (stream: object): void => (stream as { callback?: () => void }).callback?.();

/** A text as COPY's text form has it. */
export const copyText = (text: string): string =>
  text.replace(/[\\\t\n\r]/g, (sign) => ({ "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" })[sign] ?? sign);

async function withClient<T>(db: Queryable, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = (await db.knex.client.acquireConnection()) as PoolClient;
  try {
    return await work(client);
  } finally {
    await db.knex.client.releaseConnection(client);
  }
}
