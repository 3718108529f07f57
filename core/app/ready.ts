// What has to be well before this process should get requests.
import type { Backups } from "../backup/backups.ts";
import type { Database } from "../db/database.ts";
import { type Migration, pending } from "../db/migrate.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { Unavailable } from "../kernel/errors.ts";
import type { PluginWatch } from "../plugins/live/watch.ts";
import type { Wellbeing } from "../plugins/wellbeing/well.ts";
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

/** Seconds by which this machine's clock may differ from the database's. */
const SKEW = 30;

/**
 * Whether this machine's clock is about right. What ends by time ends by the database's clock; but what this process writes and
 * shows would be wrong, and codes by time would seem so.
 */
export function clockCheck(db: Pick<Database, "query">): Check {
  return async () => {
    const asked = Date.now();
    const text = "select extract(epoch from clock_timestamp())::float8 * 1000 as now";
    const [row] = await db.query<{ now: number }>({ text });
    const skewSeconds = Math.round(((asked + Date.now()) / 2 - (row?.now ?? 0)) / 1000);
    if (Math.abs(skewSeconds) > SKEW) throw new Error(`The clock differs from the database's by ${skewSeconds} s.`);
    return { skewSeconds };
  };
}

/** Whether this process is connected to the queue. */
export function jobsCheck(jobs: Jobs): Check {
  return async () => {
    if (!jobs.isStarted) throw new Error("The job queue has not been started.");
    return {};
  };
}

/** Milliseconds in which a process has to follow what was decided about plugins. */
const GRACE = 30_000;

/**
 * Whether this process has followed what was decided about plugins. One that lacks a plugin, or whose plugin fails or is not well,
 * still serves; how many checks of plugins say so is told.
 */
export function pluginsCheck(watch: Pick<PluginWatch, "behindFor">, wellbeing: Pick<Wellbeing, "outcomes">): Check {
  return async () => {
    if (watch.behindFor > GRACE) throw new Error("What was decided about plugins has not been followed.");
    const unwell = (await wellbeing.outcomes()).filter(({ ok }) => !ok).length;
    return unwell > 0 ? { unwell } : {};
  };
}

/** How old the newest backup is, and the newest that was restored for a test; told, and no reason not to serve. */
export function backupsCheck(backups: Pick<Backups, "list">): Check {
  const since = (at: string | null | undefined, unit: number): number | null =>
    at ? Math.floor((Date.now() - Date.parse(at)) / unit) : null;
  return async () => {
    const lines = await backups.list().catch(() => []);
    const drilled = lines.find(({ drill }) => drill?.ok);
    return { ageHours: since(lines[0]?.createdAt, 3_600_000), drillDays: since(drilled?.drilledAt, 86_400_000) };
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
