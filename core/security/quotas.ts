// How many calls a token may make in a window of time. Counted here, so that a call pays no question to the database, and
// added up over all processes in the background, once a second while there are calls.
import type { Database } from "../db/database.ts";
import type { Log } from "../kernel/log.ts";
import { type Cost, costs } from "./cost.ts";

export interface QuotaSettings extends Readonly<Record<Cost, number>> {
  /** Seconds. */
  readonly window: number;
}

/** Where a token stands after a call. */
export interface Standing {
  readonly limit: number;
  /** Calls that are left; below zero: this one was one too many. */
  readonly left: number;
  /** Until the window ends, 1 at least. */
  readonly seconds: number;
}

interface Window {
  /** Calls of all processes, as far as they are known here. */
  used: number;
  /** Those of them that the database has not been told yet. */
  fresh: number;
  endsAt: number;
}

/** Calls of one window on their way to the database. */
interface Told {
  readonly key: string;
  readonly window: Window;
  readonly fresh: number;
}

/** What all processes have told, and how long the window still lasts by the database's clock. */
interface Sum {
  readonly key: string;
  readonly count: number;
  readonly ms: number;
}

const EVERY = 1_000;

// In the order of the keys, so that two processes never wait for each other. The database's clock decides when a window ends.
const add = `insert into attempts (key, count, ends_at)
select key, fresh, now() + $3 * interval '1 second' from unnest($1::text[], $2::int[]) as told(key, fresh) order by key
on conflict (key) do update set
  count = case when attempts.ends_at <= now() then excluded.count else attempts.count + excluded.count end,
  ends_at = case when attempts.ends_at <= now() then excluded.ends_at else attempts.ends_at end
returning key, count, (extract(epoch from ends_at - now()) * 1000)::float8 as ms`;

export class Quotas {
  readonly #db: Database;
  readonly #log: Log;
  readonly settings: QuotaSettings;
  readonly #windows = new Map(costs.map((cost) => [cost, new Map<string, Window>()]));
  #isWaiting = false;

  constructor(db: Database, settings: QuotaSettings, log: Log) {
    this.#db = db;
    this.settings = settings;
    this.#log = log;
  }

  /** Takes one call from the token's quota; undefined when calls of this class are not limited. */
  take(token: string, cost: Cost): Standing | undefined {
    const limit = this.settings[cost];
    if (limit === 0) return undefined;
    const now = performance.now();
    const window = this.#window(token, cost, now);
    const left = limit - window.used - 1;
    if (left >= 0) this.#count(window);
    return { limit, left, seconds: secondsUntil(window.endsAt - now) };
  }

  #window(token: string, cost: Cost, now: number): Window {
    const ofCost = this.#windows.get(cost) as Map<string, Window>;
    const found = ofCost.get(token);
    if (found && found.endsAt > now) return found;
    const next = { used: 0, fresh: 0, endsAt: now + this.settings.window * 1_000 };
    ofCost.set(token, next);
    return next;
  }

  #count(window: Window): void {
    window.used++;
    window.fresh++;
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    setTimeout(() => void this.#tell(), EVERY).unref();
  }

  /** Tells the database what was called since the last time, and hears what other processes have told it. */
  async #tell(): Promise<void> {
    this.#isWaiting = false;
    const told = this.#unsaid();
    try {
      if (told.length > 0)
        this.#hear(told, await this.#db.query<Sum>({ name: "quotas-add", text: add, values: this.#values(told) }));
    } catch (error) {
      // Counting goes on here; what was not said is said later.
      for (const { window, fresh } of told) window.fresh += fresh;
      this.#log.debug({ err: error }, "quotas: could not be added up");
    }
  }

  #values(told: readonly Told[]): unknown[] {
    return [told.map(({ key }) => key), told.map(({ fresh }) => fresh), this.settings.window];
  }

  #hear(told: readonly Told[], sums: readonly Sum[]): void {
    const [now, byKey] = [performance.now(), new Map(told.map(({ key, window }) => [key, window]))];
    for (const { key, count, ms } of sums) {
      const window = byKey.get(key);
      if (window) Object.assign(window, { used: count + window.fresh, endsAt: now + ms });
    }
  }

  /** Calls that only this process knows of, taken as said; ended windows are forgotten on the way. */
  #unsaid(): Told[] {
    const [told, now]: [Told[], number] = [[], performance.now()];
    for (const [cost, ofCost] of this.#windows)
      for (const [token, window] of ofCost) {
        if (window.endsAt <= now) ofCost.delete(token);
        else if (window.fresh > 0) told.push({ key: `quota:${cost}:${token}`, window, fresh: window.fresh });
      }
    for (const { window } of told) window.fresh = 0;
    return told;
  }
}

// A hair above a whole second is that second.
const secondsUntil = (ms: number): number => Math.max(1, Math.ceil(ms / 1_000 - 0.001));
