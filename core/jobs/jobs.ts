// Work that is not done while somebody waits: queued in PostgreSQL, run by whichever process is free, once at a time.
import type { Job, PgBoss } from "pg-boss";
import type { Database, Queryable } from "../db/database.ts";
import { newId } from "../kernel/ids.ts";
import type { JobDefinition, JobState, JobView } from "./job.ts";
import { type Check, payloadCheck } from "./payload.ts";
import { defineQueue, type JobOptions, openQueue, within } from "./queue.ts";
import { findJob, findWaiting, handBack, isAlive, listJobs, writeProgress } from "./rows.ts";
import { Schedules } from "./schedules.ts";

export type { JobDefinition, JobRun, JobState, JobView } from "./job.ts";

export interface EnqueueOptions {
  /** While a job with this key waits, no second one is made: the first one's id comes back. */
  readonly key?: string;
  /** Not before. */
  readonly after?: Date;
}

interface Known {
  readonly definition: JobDefinition;
  readonly check: Check;
  /** Aborted when the job is taken out. */
  readonly ending: AbortController;
}

interface Run {
  readonly known: Known;
  readonly work: Promise<unknown>;
}

export class Jobs {
  readonly #db: Database;
  readonly #options: JobOptions;
  readonly #known = new Map<string, Known>();
  readonly #schedules = new Schedules();
  readonly #running = new Map<string, Run>();
  #stopping = new AbortController();
  #joining: Promise<void> = Promise.resolve();
  #boss: PgBoss | undefined;
  #works = false;
  #planning: NodeJS.Timeout | undefined;

  constructor(db: Database, options: JobOptions) {
    this.#db = db;
    this.#options = options;
  }

  /** True between `start` and `stop`. */
  get isStarted(): boolean {
    return this.#boss !== undefined;
  }

  /**
   * Makes a job known in this process, also while it runs. Returns its undoing, which has running ones end and hands them back:
   * what is queued stays queued until the job is known again.
   */
  define<P extends object>(name: string, definition: JobDefinition<P>): () => Promise<void> {
    if (this.#known.has(name)) throw new Error(`The job ${name} is defined twice.`);
    const check = payloadCheck(definition.payloadSchema ?? { type: "object" });
    const known = { definition: definition as unknown as JobDefinition, check, ending: new AbortController() };
    this.#known.set(name, known);
    void this.#later((boss) => this.#join(boss, name, known));
    return async () => await this.#takeOut(name, known);
  }

  /** Runs a defined job by itself with an empty payload: once per due time, however many processes there are. */
  schedule(name: string, cron: string, timeZone = "UTC"): void {
    this.#schedules.want(name, { cron, timeZone });
    void this.#later((boss) => this.#schedules.plan(boss));
  }

  /** Queues a job; inside `trx`, it exists if and only if its cause does. Answers its id. */
  async enqueue(trx: Queryable | undefined, name: string, payload = {}, options: EnqueueOptions = {}): Promise<string> {
    this.#get(name).check(name, payload);
    await this.ready();
    const id = newId();
    const { key = id, after } = options;
    const on = trx ?? this.#db;
    const settings = { id, singletonKey: key, db: within(on), ...(after && { startAfter: after }) };
    const made = await this.#started().send(name, payload, settings);
    // The one that waited may have been taken between the two statements: then there is room for another.
    return made ?? (await findWaiting(on, name, key)) ?? this.enqueue(trx, name, payload, options);
  }

  /** Resolves when every job that was made known so far can be queued, and every schedule stands. */
  async ready(): Promise<void> {
    await this.#joining;
  }

  find(id: string): Promise<JobView | undefined> {
    return findJob(this.#db, id);
  }

  /** The newest first. */
  list(state?: JobState, limit = 50): Promise<JobView[]> {
    return listJobs(this.#db, state, limit);
  }

  /** True while a job with this key waits, runs, or will be tried again. */
  isAlive(on: Queryable, name: string, key: string): Promise<boolean> {
    return isAlive(on, name, key);
  }

  /** Has a job that failed for good tried again; false when there is none. */
  async retry(id: string): Promise<boolean> {
    const job = await this.find(id);
    if (job?.state !== "failed") return false;
    await this.#started().retry(job.name, id);
    return true;
  }

  /** `work: false` for processes that only queue: they run, schedule and supervise nothing. */
  async start({ work }: { readonly work: boolean }): Promise<void> {
    this.#stopping = new AbortController();
    const boss = await openQueue(this.#options, work);
    this.#boss = boss;
    this.#works = work;
    for (const [name, known] of this.#known) await this.#join(boss, name, known);
    if (!work) return;
    await this.#schedules.prune(boss);
    await this.#schedules.plan(boss);
    const again = () => void this.#later((it) => this.#schedules.plan(it));
    this.#planning = setInterval(again, this.#options.planEvery ?? PLAN_EVERY).unref();
  }

  /** Tells running jobs to end, waits for them a while, and hands back what has not ended. */
  async stop(): Promise<void> {
    const boss = this.#boss;
    if (!boss) return;
    clearInterval(this.#planning);
    await this.#joining;
    this.#boss = undefined;
    this.#stopping.abort();
    await Promise.all([...this.#known.keys()].map((name) => boss.offWork(name, { wait: false })));
    await this.#endRuns(() => true);
    await boss.stop({ graceful: false });
  }

  async #takeOut(name: string, known: Known): Promise<void> {
    if (this.#known.get(name) !== known) return;
    this.#known.delete(name);
    this.#schedules.forget(name);
    known.ending.abort();
    await this.#later(async (boss) => {
      await boss.offWork(name, { wait: false });
      await boss.unschedule(name);
    });
    await this.#endRuns((run) => run.known === known);
  }

  /** Waits a while for runs that have been told to end, and hands back those that did not. */
  async #endRuns(which: (run: Run) => boolean): Promise<void> {
    const runs = () => [...this.#running].filter(([, run]) => which(run));
    const over = Promise.allSettled(runs().map(([, { work }]) => work));
    if (runs().length > 0) await Promise.race([over, rest(this.#options.patience ?? 15_000)]);
    await handBack(
      this.#db,
      runs().map(([id]) => id),
    );
  }

  /** Opens a job's queue, and begins to work at it. */
  async #join(boss: PgBoss, name: string, known: Known): Promise<void> {
    if (this.#known.get(name) !== known) return;
    await defineQueue(boss, name, known.definition);
    this.#schedules.open(name);
    if (this.#works) await this.#employ(boss, name, known);
  }

  // What becomes known while the queue runs is done behind the back of whoever made it known.
  #later(work: (boss: PgBoss) => Promise<void>): Promise<void> {
    const boss = this.#boss;
    if (!boss) return this.#joining;
    this.#joining = this.#joining
      .then(() => work(boss))
      .catch((error: unknown) => this.#options.log.error({ err: error }, "jobs: could not take a job up or out"));
    return this.#joining;
  }

  async #employ(boss: PgBoss, name: string, known: Known): Promise<void> {
    const options = {
      localConcurrency: known.definition.concurrency ?? 1,
      // New jobs are announced; this is for those that wait for their next try.
      notifyPollingIntervalSeconds: this.#options.pollEvery ?? 5,
    };
    // Whoever did one looks for the next at once: several that were queued together are announced as one.
    let worker = "";
    worker = await boss.work<object>(name, options, async ([job]) => {
      boss.notifyWorker(worker);
      return job && (await this.#perform(known, job));
    });
  }

  async #perform(known: Known, job: Job<object>): Promise<unknown> {
    const work = this.#attempt(known, job);
    this.#running.set(job.id, { known, work });
    try {
      return await work;
    } catch (error) {
      // Ended by us, not by itself.
      if (this.#stopping.signal.aborted || known.ending.signal.aborted) return await handBack(this.#db, [job.id]);
      this.#options.log.warn({ job: job.name, id: job.id, err: error }, "jobs: run failed");
      throw error;
    } finally {
      this.#running.delete(job.id);
    }
  }

  async #attempt({ definition, check, ending }: Known, { id, name, data, signal }: Job<object>): Promise<unknown> {
    check(name, data ?? {});
    return await definition.work(data ?? {}, {
      id,
      signal: AbortSignal.any([signal, this.#stopping.signal, ending.signal]),
      progress: (done, of) => writeProgress(this.#db, id, { done, of: of ?? null }),
    });
  }

  #get(name: string): Known {
    const known = this.#known.get(name);
    if (!known) throw new Error(`No job is called ${name}.`);
    return known;
  }

  #started(): PgBoss {
    if (!this.#boss) throw new Error("The job queue has not been started.");
    return this.#boss;
  }
}

/** Milliseconds. */
const PLAN_EVERY = 60_000;

const rest = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => void setTimeout(resolve, milliseconds).unref());
