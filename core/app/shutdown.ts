// Takes the process down in the reverse order of its start, whenever it is asked to and however far the start has come.
import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../kernel/log.ts";
import type { Settings } from "../settings/settings.ts";

type End = (hurry: AbortSignal) => Promise<void> | void;

/** A terminal sends a signal to every process, and npm passes its own on: what comes together was meant once. */
const together = 700;
/** Milliseconds a part may take to stop when nobody waits for requests any more. */
const patience = 4_000;

/** The start ends here, because the process was asked to stop. */
class Stopping extends Error {}

export class Shutdown {
  readonly #parts: { name: string; end: End }[] = [];
  readonly #beginnings: (() => void)[] = [];
  readonly #hurry = new AbortController();
  readonly #log: Log;
  readonly #times: Settings["shutdown"];
  #began: number | undefined;
  #starting: Promise<unknown> = Promise.resolve();

  constructor(times: Settings["shutdown"], log: Log) {
    this.#times = times;
    this.#log = log;
  }

  get isUnderWay(): boolean {
    return this.#began !== undefined;
  }

  /** SIGTERM and SIGINT end the process with 0; a second one no longer waits for requests. */
  listen(): void {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => this.#asked(signal));
  }

  /** The start, which a signal ends after the step it is at. */
  whileStarting<T>(start: Promise<T>): Promise<T> {
    this.#starting = start.catch(() => {});
    return start;
  }

  /** Begins a part, and remembers how it ends. */
  async begin<T>(name: string, work: () => Promise<T>, end: (part: T) => Promise<void>): Promise<T> {
    const part = await work();
    this.add(name, () => end(part));
    return await this.next(async () => part);
  }

  /** One step of the start. */
  async next<T>(work: () => Promise<T>): Promise<T> {
    if (this.isUnderWay) throw new Stopping();
    return await work();
  }

  /** Something to end, before everything that was named earlier. */
  add(name: string, end: End): void {
    this.#parts.push({ name, end });
  }

  /** Done at once when the process is asked to stop. */
  onBegin(work: () => void): void {
    this.#beginnings.push(work);
  }

  #asked(signal: string): void {
    if (this.#began === undefined) void this.run(signal).then(() => process.exit(0));
    else if (performance.now() - this.#began > together) this.#hurry.abort();
  }

  /** Ends all parts; one that fails or takes too long does not keep the others from their turn. */
  async run(reason: string): Promise<void> {
    this.#began = performance.now();
    this.#log.info({ reason }, "Stopping");
    for (const work of this.#beginnings) work();
    const deadline = setTimeout(() => this.#hurry.abort(), this.#times.timeout);
    await Promise.race([this.#starting, sleep(patience, undefined, { ref: false })]);
    if (this.#beginnings.length > 0) await pause(this.#times.delay, this.#hurry.signal);
    for (let next = this.#parts.pop(); next; next = this.#parts.pop()) await this.#end(next);
    clearTimeout(deadline);
    this.#log.info("Stopped");
  }

  async #end({ name, end }: { name: string; end: End }): Promise<void> {
    const settled = new AbortController();
    try {
      await Promise.race([end(this.#hurry.signal), this.#tooLong(name, settled.signal)]);
    } catch (error) {
      this.#log.error({ err: error }, "A part did not stop as it should");
    } finally {
      settled.abort();
    }
  }

  async #tooLong(name: string, settled: AbortSignal): Promise<void> {
    await pause(this.#times.timeout, AbortSignal.any([this.#hurry.signal, settled]));
    await pause(patience, settled);
    if (!settled.aborted) throw new Error(`${name} took too long to stop`);
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal }).catch(() => {});
