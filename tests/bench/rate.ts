// Asks a server the same kind of question over some connections for some seconds.
import { Agent, get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

export interface Asked {
  readonly origin: string;
  readonly token?: string;
  readonly path: (at: number) => string;
  readonly connections: number;
  readonly seconds: number;
  /** Milliseconds between an answer and the next question of a connection, as people take them; none unless given. */
  readonly pause?: number;
  /** Ends it before its time. */
  readonly signal?: AbortSignal;
}

/** Answers per second, and the milliseconds that half and 99 % of them took at most. */
export async function rateOf(asked: Asked): Promise<{ perSecond: number; p50: number; p99: number }> {
  const agent = new Agent({ keepAlive: true, maxSockets: asked.connections });
  const times: number[] = [];
  const began = performance.now();
  const until = began + asked.seconds * 1_000;
  let at = Math.floor(Math.random() * 10_000);
  const one = async (): Promise<void> => {
    while (performance.now() < until && !asked.signal?.aborted) {
      times.push(await ask(asked, agent, at++));
      if (asked.pause) await sleep(asked.pause);
    }
  };
  await Promise.all(Array.from({ length: asked.connections }, one));
  const seconds = (performance.now() - began) / 1_000;
  agent.destroy();
  times.sort((a, b) => a - b);
  const share = (part: number): number => times[Math.floor(times.length * part)] ?? Number.NaN;
  return { perSecond: times.length / seconds, p50: share(0.5), p99: share(0.99) };
}

function ask({ origin, token, path }: Asked, agent: Agent, at: number): Promise<number> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const headers = token ? { authorization: `Bearer ${token}` } : {};
    get(`${origin}${path(at)}`, { agent, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${path(at)} answered ${response.statusCode}`));
      response.resume().on("end", () => resolve(performance.now() - began));
    }).on("error", reject);
  });
}
