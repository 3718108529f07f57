// Counts what goes wrong in a plugin's code. Too much of it in a short time, and the plugin is taken out.
import { AppError } from "../../kernel/errors.ts";
import type { Log } from "../../kernel/log.ts";
import { within } from "./within.ts";

/** So many failures within so many milliseconds are too many. */
const MOST = 20;
const WITHIN = 5 * 60_000;

export interface BreakerNeeds {
  readonly log: Log;
  /** Called once when a plugin has failed too often. */
  trip(plugin: string, reason: string): void;
  readonly now?: () => number;
}

/** Where in a plugin something runs. */
export interface Spot {
  readonly plugin: string;
  /** Such as `panel visits.ofDeal`. */
  readonly part: string;
}

export class Breaker {
  readonly #needs: BreakerNeeds;
  readonly #failures = new Map<string, number[]>();

  constructor(needs: BreakerNeeds) {
    this.#needs = needs;
  }

  /** Runs a piece of a plugin. What it throws is thrown on; a bug is counted, an answer such as "not found" is not. */
  async run<T>(spot: Spot, work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AppError)) this.count(spot, error);
      throw error;
    }
  }

  /** The same for what a page can do without: undefined when it fails, or takes longer than `limit` milliseconds. */
  async optional<T>(spot: Spot, limit: number, work: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await this.run(spot, () => within(limit, work));
    } catch {
      return undefined;
    }
  }

  /** Counts a failure, also one that nobody waited for. */
  count({ plugin, part }: Spot, error: unknown): void {
    this.#needs.log.error({ plugin, part, err: error }, "plugin: failed");
    const now = (this.#needs.now ?? Date.now)();
    const recent = (this.#failures.get(plugin) ?? []).filter((at) => at > now - WITHIN);
    this.#failures.set(plugin, [...recent, now]);
    if (recent.length + 1 === MOST) this.#needs.trip(plugin, `${part}: ${saying(error)}`);
  }

  /** A plugin that begins anew begins without a past. */
  forget(plugin: string): void {
    this.#failures.delete(plugin);
  }
}

const saying = (error: unknown): string => String((error as Error | undefined)?.message ?? error).slice(0, 300);
