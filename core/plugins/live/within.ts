import { setTimeout as sleep } from "node:timers/promises";

/** Nobody waits for it any longer. */
export class TookTooLong extends Error {}

/** The outcome of `work`; rejects with TookTooLong when it takes longer than so many milliseconds. What comes later is nobody's. */
export async function within<T>(limit: number, work: () => T | Promise<T>): Promise<T> {
  const ended = new AbortController();
  const late = async (): Promise<never> => {
    await sleep(limit, undefined, { signal: ended.signal });
    throw new TookTooLong(`took longer than ${limit} ms`);
  };
  const clock = late();
  clock.catch(() => undefined);
  try {
    return await Promise.race([work(), clock]);
  } finally {
    ended.abort();
  }
}
