// What is promised in milliseconds, and who is kept waiting. Every day it is a guard against another order of magnitude, because the
// machines of tests differ and are shared; `npm run test:slow` asks for what is promised, on a machine that does nothing else.
import { monitorEventLoopDelay } from "node:perf_hooks";
import { afterAll, afterEach, beforeEach, expect } from "vitest";

const exact = process.env["TRELLIS_TESTS"] === "slow";

/** How many times as long as promised is another order of magnitude. */
const GUARD = 10;

/** Milliseconds of the processor's work that an answer may take. */
const ANSWER = 200;

/** Milliseconds that everybody else may wait. */
const STALL = 250;

/** Milliseconds that the work of `slowness` takes where the promises are made for. */
const STANDARD = 70;

/**
 * How many times slower this machine is just now than those the promises are made for: at least 1, told by work that the product has
 * no part in. Not more than 4, so that what is slow by itself is found everywhere.
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

/** Measured before the first test, because measuring keeps everybody waiting itself. */
const factor = exact ? slowness() : GUARD;

/** So many milliseconds as promised, where promises are measured; ten times as many every day. */
export const promised = (ms: number): number => ms * factor;

/** What a rubbish collection or a compilation that falls into it may spoil: what is slow by itself is slow each time. */
const TRIES = 3;

/** Does this, up to three times, which takes no more of the processor than an answer may; `besides` is what it takes in any case. */
export async function quickly<T>(work: () => Promise<T>, besides = 0): Promise<T> {
  const most = promised(ANSWER + besides);
  let { done, ms } = await worked(work);
  for (let again = 1; again < TRIES && ms >= most; again++) ({ done, ms } = await worked(work));
  expect(ms).toBeLessThan(most);
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
