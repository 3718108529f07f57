// Counts what goes wrong in a plugin's code. Too much of it in a short time, and the plugin is taken out.
import { AppError } from "../../kernel/errors.ts";
import type { Log } from "../../kernel/log.ts";
import { TookTooLong, within } from "./within.ts";

/** So many failures within so many milliseconds are too many. */
const MOST = 20;
const WITHIN = 5 * 60_000;

export interface BreakerNeeds {
  readonly log: Log;
  /** Called once when a plugin has failed too often. */
  trip(plugin: string, reason: string): void;
  /** True while everything is slow: what takes long then is nobody's fault. */
  isBusy?(): Promise<boolean>;
  readonly now?: () => number;
}

/** What its manifest does not ask for is refused to a plugin; where nobody is told, its author has to be. */
const refusals: ReadonlySet<string> = new Set([
  "plugins.no_statements",
  "plugins.not_its_own",
  "plugins.not_agreed",
  "plugins.host_not_agreed",
]);

/** Of so many looks at records, the slowest twentieth may take so many milliseconds. */
const LOOKS = 60;
const SLOW = 1_000;

/** Where in a plugin something runs. */
export interface Spot {
  readonly plugin: string;
  /** Such as `panel visits.ofDeal`. */
  readonly part: string;
}

export class Breaker {
  readonly #needs: BreakerNeeds;
  readonly #failures = new Map<string, number[]>();
  /** Milliseconds of the last looks, by plugin. */
  readonly #looks = new Map<string, number[]>();

  constructor(needs: BreakerNeeds) {
    this.#needs = needs;
  }

  /** Runs a piece of a plugin. What it throws is thrown on; a bug is counted, an answer such as "not found" is not. */
  async run<T>(spot: Spot, work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof TookTooLong) this.#unlessBusy(() => this.count(spot, error));
      else if (!(error instanceof AppError)) this.count(spot, error);
      throw error;
    }
  }

  /** The same for what a page can do without: undefined when it fails, or takes longer than `limit` milliseconds. */
  async optional<T>(spot: Spot, limit: number, work: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await this.run(spot, () => within(limit, work));
    } catch (error) {
      this.passedOver(spot, error);
      return undefined;
    }
  }

  /** What a write waits for: one that is slow again and again is too much, too. */
  async waitedFor<T>(spot: Spot, limit: number, work: () => T | Promise<T>): Promise<T> {
    const began = performance.now();
    try {
      return await this.run(spot, () => within(limit, work));
    } finally {
      const ms = performance.now() - began;
      if (ms > SLOW) this.#unlessBusy(() => this.took(spot, ms));
      else this.took(spot, ms);
    }
  }

  /** The same for a look at a record before it is saved, which can be done without. */
  async look<T>(spot: Spot, limit: number, work: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await this.waitedFor(spot, limit, work);
    } catch (error) {
      this.passedOver(spot, error);
      return undefined;
    }
  }

  /** What nobody is told: other answers are meant for people, a refusal is a mistake of the plugin, and counts as one. */
  passedOver(spot: Spot, error: unknown): void {
    if (error instanceof AppError && refusals.has(error.code)) this.count(spot, error);
  }

  /** Takes note of how long a look took. */
  took({ plugin, part }: Spot, ms: number): void {
    const looks = [...(this.#looks.get(plugin) ?? []), ms].slice(-LOOKS);
    this.#looks.set(plugin, looks);
    const p95 = looks.toSorted((a, b) => a - b)[Math.ceil(looks.length * 0.95) - 1] ?? 0;
    if (looks.length < LOOKS || p95 <= SLOW) return;
    this.#looks.delete(plugin);
    this.#needs.trip(plugin, `${part}: took ${Math.round(p95)} ms`);
  }

  /** Counts a failure, also one that nobody waited for. */
  count({ plugin, part }: Spot, error: unknown): void {
    this.#needs.log.error({ plugin, part, err: error }, "plugin: failed");
    const now = (this.#needs.now ?? Date.now)();
    const recent = (this.#failures.get(plugin) ?? []).filter((at) => at > now - WITHIN);
    this.#failures.set(plugin, [...recent, now]);
    if (recent.length + 1 === MOST) this.#needs.trip(plugin, `${part}: ${saying(error)}`);
  }

  /** What was late is held against a plugin only in a house that is not late itself; where nobody knows, it is not. */
  #unlessBusy(hold: () => void): void {
    const { isBusy = async () => false } = this.#needs;
    isBusy().then(
      (busy) => {
        if (!busy) hold();
      },
      () => undefined,
    );
  }

  /** A plugin that begins anew begins without a past. */
  forget(plugin: string): void {
    this.#failures.delete(plugin);
    this.#looks.delete(plugin);
  }
}

const saying = (error: unknown): string => String((error as Error | undefined)?.message ?? error).slice(0, 300);
