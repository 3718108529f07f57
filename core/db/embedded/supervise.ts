// Keeps the embedded server running for as long as the application lives: it may crash, be killed, or run out of disk.
import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../../kernel/log.ts";
import { isAlive } from "./pid-file.ts";

const lookEvery = 100;
const firstPause = 100;
const longestPause = 10_000;

/** Watches process `pid` and calls `start`, which answers the new process, whenever it has gone. Ends with `signal`. */
export async function supervise(
  pid: number,
  start: () => Promise<{ pid: number }>,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  let current = pid;
  while (await isGone(current, signal)) {
    log.error({ pid: current }, "The embedded database has stopped; starting it again");
    const next = await untilStarted(start, log, signal);
    if (!next) return;
    log.info({ pid: next.pid }, "The embedded database runs again");
    current = next.pid;
  }
}

async function isGone(pid: number, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    if (!isAlive(pid)) return true;
    await pause(lookEvery, signal);
  }
  return false;
}

// For ever: a server without disk space refuses to start, and has to come back by itself when there is space again.
async function untilStarted<T>(start: () => Promise<T>, log: Log, signal: AbortSignal): Promise<T | undefined> {
  for (let wait = firstPause; !signal.aborted; wait = Math.min(wait * 2, longestPause)) {
    try {
      return await start();
    } catch (error) {
      log.error({ err: error, again: wait }, "The embedded database does not start; trying again");
      await pause(wait, signal);
    }
  }
  return undefined;
}

const pause = (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal }).catch(() => {});
