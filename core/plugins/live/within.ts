import { setTimeout as sleep } from "node:timers/promises";

/** The outcome of `work`; rejects when it takes longer than so many milliseconds. What comes later is nobody's. */
export async function within<T>(limit: number, work: () => T | Promise<T>): Promise<T> {
  const ended = new AbortController();
  const late = async (): Promise<never> => {
    await sleep(limit, undefined, { signal: ended.signal });
    throw new Error(`took longer than ${limit} ms`);
  };
  const clock = late();
  clock.catch(() => undefined);
  try {
    return await Promise.race([work(), clock]);
  } finally {
    ended.abort();
  }
}
