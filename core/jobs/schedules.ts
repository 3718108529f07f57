// What runs by itself: wanted here, kept by the queue for all processes.
import type { PgBoss } from "pg-boss";

interface Schedule {
  readonly cron: string;
  readonly timeZone: string;
}

export class Schedules {
  readonly #wanted = new Map<string, Schedule>();
  /** Names of jobs whose queue is there. */
  readonly #open = new Set<string>();

  want(name: string, schedule: Schedule): void {
    this.#wanted.set(name, schedule);
  }

  /** The queue of this job is there: it can be planned. */
  open(name: string): void {
    this.#open.add(name);
  }

  forget(name: string): void {
    this.#wanted.delete(name);
    this.#open.delete(name);
  }

  /** Schedules of jobs that no longer exist are taken out. */
  async prune(boss: PgBoss): Promise<void> {
    for (const { name } of await boss.getSchedules()) if (!this.#wanted.has(name)) await boss.unschedule(name);
  }

  /**
   * Has the queue keep what is wanted. Done now and then, too: another process that has not got a job, or no longer, takes its
   * schedule out for all.
   */
  async plan(boss: PgBoss): Promise<void> {
    const standing = new Map((await boss.getSchedules()).map((one) => [one.name, one]));
    for (const [name, { cron, timeZone }] of [...this.#wanted].filter(([job]) => this.#open.has(job))) {
      const { cron: now, timezone } = standing.get(name) ?? {};
      if (now !== cron || timezone !== timeZone) await boss.schedule(name, cron, {}, { tz: timeZone });
    }
  }
}
