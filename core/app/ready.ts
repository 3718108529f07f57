// What has to be well before this process should get requests.
import type { Database } from "../db/database.ts";
import { type Migration, pending } from "../db/migrate.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { Unavailable } from "../kernel/errors.ts";
import type { Check } from "./health.ts";

/** Checks of the database, on a connection that requests cannot take away. */
export function databaseChecks(db: Database, migrations: readonly Migration[]): Record<string, Check> {
  return {
    database: together(async () => void (await db.query({ text: "select 1" }))),
    migrations: together(async () => {
      const missing = await pending(db, "core", migrations);
      if (missing.length > 0) throw new Unavailable("db.migrations_missing", { count: missing.length });
    }),
  };
}

/** Whether this process is connected to the queue. */
export function jobsCheck(jobs: Jobs): Check {
  return async () => {
    if (!jobs.isStarted) throw new Error("The job queue has not been started.");
    return {};
  };
}

/** Questions that come while one is being answered get the same answer. */
function together(check: () => Promise<void>): Check {
  let current: Promise<void> | undefined;
  return async () => {
    current ??= check().finally(() => (current = undefined));
    await current;
    return {};
  };
}
