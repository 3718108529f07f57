// How long something keeps the processor, and everybody else waiting.
import { availableParallelism, loadavg } from "node:os";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { afterAll, afterEach, beforeEach, expect } from "vitest";

/** Milliseconds of work that an answer may take: of the processor's, because machines of tests are shared. */
const ANSWER = 200;

/** Milliseconds that everybody else may wait: as promised where the machine is idle, twice that where it is shared. */
const stall = (): number => ((loadavg()[0] ?? 0) < availableParallelism() ? 250 : 500);

/** Does this, which takes no more of the processor than an answer may; `besides` is what it takes in any case. */
export async function quickly<T>(work: () => Promise<T>, besides = 0): Promise<T> {
  const { done, ms } = await worked(work);
  expect(ms).toBeLessThan(ANSWER + besides);
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
    expect(delay.max / 1e6, "the event loop stood still").toBeLessThan(stall());
    delay.reset();
  });
  afterAll(() => delay.disable());
}
