// Takes the process down in the reverse order of its start, whenever it is asked to and however far the start has come.
import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../kernel/log.ts";

type Step = (hurry: AbortSignal) => Promise<void> | void;

/** A terminal sends a signal to every process, and npm passes its own on: what comes together was meant once. */
const together = 700;
/** Nothing may keep us longer than this after the requests have ended. */
const patience = 4_000;

export class Shutdown {
  readonly #steps: { name: string; step: Step }[] = [];
  readonly #hurry = new AbortController();
  readonly #log: Log;
  readonly #timeout: number;
  #began = 0;

  /** `timeout`: milliseconds that requests under way have. */
  constructor(timeout: number, log: Log) {
    this.#timeout = timeout;
    this.#log = log;
  }

  get isUnderWay(): boolean {
    return this.#began > 0;
  }

  /** Something to end, before everything that was named earlier. */
  add(name: string, step: Step): void {
    this.#steps.push({ name, step });
  }

  /** SIGTERM and SIGINT end the process with 0; a second one no longer waits for requests. */
  listen(): void {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => this.#asked(signal));
  }

  #asked(signal: string): void {
    const since = performance.now() - this.#began;
    if (this.#began === 0) void this.run(signal).then(() => process.exit(0));
    else if (since > together) this.#hurry.abort();
  }

  /** Runs all steps; those that fail or take too long do not keep the others from their turn. */
  async run(reason: string): Promise<void> {
    this.#began = performance.now();
    this.#log.info({ reason }, "Stopping");
    const deadline = setTimeout(() => this.#hurry.abort(), this.#timeout);
    for (let next = this.#steps.pop(); next; next = this.#steps.pop()) await this.#take(next);
    clearTimeout(deadline);
    this.#log.info("Stopped");
  }

  async #take({ name, step }: { name: string; step: Step }): Promise<void> {
    try {
      await Promise.race([step(this.#hurry.signal), this.#tooLong(name)]);
    } catch (error) {
      this.#log.error({ err: error, step: name }, "A part did not stop as it should");
    }
  }

  async #tooLong(name: string): Promise<never> {
    await untilAborted(this.#hurry.signal, this.#timeout);
    await sleep(patience, undefined, { ref: false });
    throw new Error(`${name} took too long to stop`);
  }
}

async function untilAborted(signal: AbortSignal, longest: number): Promise<void> {
  await sleep(longest, undefined, { signal, ref: false }).catch(() => {});
}
