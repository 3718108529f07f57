// How long something keeps the processor, and everybody else waiting.
import { availableParallelism, loadavg } from "node:os";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { afterAll, afterEach, beforeEach, expect } from "vitest";

/** Milliseconds that the work of `slowness` takes where the promises are made for. */
const STANDARD = 70;

/** Milliseconds of work that an answer may take: of the processor's, because machines of tests are shared. */
const ANSWER = 200;

/** Milliseconds that everybody else may wait. */
const STALL = 250;

/** Milliseconds for which a machine stays as slow as it was found; what others do on it may change that within a run. */
const FRESH = 5_000;

let found = { slowness: 1, at: Number.NEGATIVE_INFINITY };

function slow(): number {
  if (performance.now() - found.at > FRESH) found = { slowness: slowness(), at: performance.now() };
  return found.slowness;
}

/** So many milliseconds as promised where the machine is idle, three times as many where it is shared; more where it is slow. */
export const promised = (ms: number): number => ((loadavg()[0] ?? 0) < availableParallelism() ? ms : 3 * ms) * slow();

/** What a rubbish collection or a compilation that falls into it may spoil: what is slow by itself is slow each time. */
const TRIES = 3;

/**
 * How many times slower this machine is than those the promises are made for: at least 1. Told by work that the product has no part in.
 * Not more than 4, so that what is slow by itself is found everywhere.
 */
function slowness(): number {
  const text = JSON.stringify(
    Array.from({ length: 20_000 }, (_, at) => ({ id: at, name: `A name ${at}`, of: [at, at / 3] })),
  );
  const once = (): number => {
    const began = process.cpuUsage();
    for (let time = 0; time < 5; time++) JSON.stringify(JSON.parse(text));
    return process.cpuUsage(began).user / 1_000;
  };
  return Math.min(4, Math.max(1, Math.min(once(), once(), once()) / STANDARD));
}

/** Does this, up to three times, which takes no more of the processor than an answer may; `besides` is what it takes in any case. */
export async function quickly<T>(work: () => Promise<T>, besides = 0): Promise<T> {
  const most = (): number => (ANSWER + besides) * slow();
  let { done, ms } = await worked(work);
  for (let again = 1; again < TRIES && ms >= most(); again++) ({ done, ms } = await worked(work));
  expect(ms).toBeLessThan(most());
  return done;
}

/** Milliseconds of the processor's work. */
export async function worked<T>(work: () => Promise<T>): Promise<{ done: T; ms: number }> {
  const began = process.cpuUsage();
  const done = await work();
  const { user, system } = process.cpuUsage(began);
  return { done, ms: (user + system) / 1_000 };
}

/** Fails each test of the file in which the event loop stood still. */
export function watchStalls(): void {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  beforeEach(() => delay.enable());
  afterEach(() => {
    delay.disable();
    expect(delay.max / 1e6, "the event loop stood still").toBeLessThan(promised(STALL));
    delay.reset();
  });
  afterAll(() => delay.disable());
}
