import type { Log } from "../kernel/log.ts";

const EVERY = 1_000;

/** Looks once a second whether another process has changed the definitions this one works with. */
export class Watch {
  readonly #look: () => Promise<unknown>;
  readonly #log: Log;
  #timer: NodeJS.Timeout | undefined;

  constructor(look: () => Promise<unknown>, log: Log) {
    this.#look = look;
    this.#log = log;
  }

  start(): void {
    this.#timer ??= setInterval(() => {
      this.#look().catch((error: unknown) => this.#log.debug({ err: error }, "definitions: could not look"));
    }, EVERY).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
