// How we set pg-boss up.
import { type ConstructorOptions, type Db, PgBoss } from "pg-boss";
import type { Queryable } from "../db/database.ts";
import type { DatabaseSettings } from "../db/open.ts";
import type { Log } from "../kernel/log.ts";
import type { JobDefinition } from "./job.ts";
import { schema } from "./rows.ts";

export interface JobOptions {
  /** For the queue's own small pool and its listening connection. */
  readonly connection: DatabaseSettings["connection"];
  readonly log: Log;
  /** Seconds between two looks for jobs whose process died. */
  readonly superviseEvery?: number;
  /** Seconds between two looks for jobs whose next try is due; 2 at least. */
  readonly pollEvery?: number;
  /** Milliseconds between two looks whether all schedules stand. */
  readonly planEvery?: number;
  /** Milliseconds that running jobs get to end when the process stops. */
  readonly patience?: number;
}

/** A process that dies is noticed after this many seconds without a sign of life. */
const HEARTBEAT = 30;
const KEEP_DONE = 7 * 86_400;

/** Connects, and installs or upgrades the queue's tables. */
export async function openQueue({ log, ...options }: JobOptions, work: boolean): Promise<PgBoss> {
  const boss = new PgBoss(settings(options, work));
  boss.on("error", (error) => log.warn({ err: error }, "jobs: queue in trouble"));
  boss.on("warning", ({ message }) => log.warn({ message }, "jobs: queue warns"));
  return await boss.start();
}

function settings({ connection, superviseEvery = 15 }: Omit<JobOptions, "log">, work: boolean): ConstructorOptions {
  return {
    ...(typeof connection === "string" ? { connectionString: connection } : connection),
    schema,
    application_name: "trellis jobs",
    max: work ? 4 : 2,
    supervise: work,
    schedule: work,
    superviseIntervalSeconds: superviseEvery,
    monitorIntervalSeconds: superviseEvery,
    useListenNotify: work,
  };
}

/** Makes one job's queue, or brings it to what its definition says today. */
export async function defineQueue(boss: PgBoss, name: string, definition: JobDefinition): Promise<void> {
  const wanted = {
    retryLimit: definition.retries ?? 5,
    retryDelay: definition.retryDelay ?? 5,
    retryBackoff: true,
    retryDelayMax: 3_600,
    expireInSeconds: definition.expireAfter ?? 900,
    heartbeatSeconds: HEARTBEAT,
    deleteAfterSeconds: KEEP_DONE,
    notify: true,
  };
  // One waiting job per key; jobs without a key get one of their own.
  await boss.createQueue(name, { ...wanted, policy: "short" });
  await boss.updateQueue(name, wanted);
}

/** Has pg-boss write inside a transaction of ours. */
export const within = (trx: Queryable): Db => ({
  executeSql: async (text, values = []) => ({ rows: await trx.query({ text, values }) }),
});
