// Long reckoning lets others have their turn: one process answers everybody, and must not be away for a quarter of a second.
import { setImmediate } from "node:timers/promises";

const LONGEST = 40;
let since = performance.now();

/** Await it between two pieces of work: when the last turn was a while ago, everything that waits goes first. */
export async function breathe(): Promise<void> {
  if (performance.now() - since < LONGEST) return;
  await setImmediate();
  since = performance.now();
}
