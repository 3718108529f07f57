// Statements on the tables of pg-boss, for what it has no call for.
import type { Queryable } from "../db/database.ts";
import type { JobState, JobView } from "./job.ts";

export const schema = "jobs";

interface Row extends Omit<JobView, "progress" | "error"> {
  readonly output: { readonly progress?: JobView["progress"]; readonly message?: string } | null;
}

const view = `select id, name, retry_count as retries, output, created_on as "createdAt", started_on as "startedAt",
    completed_on as "endedAt",
    case state when 'active' then 'running' when 'completed' then 'done' when 'failed' then 'failed'
      when 'cancelled' then 'cancelled' else 'waiting' end as state
  from ${schema}.job`;

const states: Readonly<Record<JobState, readonly string[]>> = {
  waiting: ["created", "retry"],
  running: ["active"],
  done: ["completed"],
  failed: ["failed"],
  cancelled: ["cancelled"],
};

export async function findJob(db: Queryable, id: string): Promise<JobView | undefined> {
  const [row] = await db.query<Row>({ text: `${view} where id = $1`, values: [id] });
  return row && toView(row);
}

/** The newest first; the scheduler's own are left out. */
export async function listJobs(db: Queryable, state: JobState | undefined, limit: number): Promise<JobView[]> {
  const text = `${view} where name not like '\\_\\_pgboss%' and ($1::text[] is null or state::text = any ($1))
    order by created_on desc, id limit $2`;
  const rows = await db.query<Row>({ text, values: [state ? states[state] : null, limit] });
  return rows.map(toView);
}

/** How many jobs have failed for good; none where no process has worked yet. */
export async function countFailed(db: Queryable): Promise<number> {
  const [known] = await db.query<{ there: boolean }>({
    text: `select to_regclass('${schema}.job') is not null as there`,
  });
  if (!known?.there) return 0;
  const [row] = await db.query<{ count: number }>({
    text: `select count(*)::int as count from ${schema}.job where state = 'failed'`,
  });
  return row?.count ?? 0;
}

/** The job with this key that waits already. */
export async function findWaiting(db: Queryable, name: string, key: string): Promise<string | undefined> {
  const text = `select id from ${schema}.job where name = $1 and singleton_key = $2 and state = 'created'`;
  const [row] = await db.query<{ id: string }>({ text, values: [name, key] });
  return row?.id;
}

/** True while a job with this key waits, runs, or will be tried again. */
export async function isAlive(db: Queryable, name: string, key: string): Promise<boolean> {
  const text = `select 1 from ${schema}.job where name = $1 and singleton_key = $2 and state in ('created', 'retry', 'active') limit 1`;
  return (await db.query({ text, values: [name, key] })).length > 0;
}

export async function writeProgress(db: Queryable, id: string, progress: JobView["progress"]): Promise<void> {
  const text = `update ${schema}.job set output = $2 where id = $1 and state = 'active'`;
  await db.query({ text, values: [id, JSON.stringify({ progress })] });
}

/** Puts running jobs back as if they had not been started: it does not count as a try. */
export async function handBack(db: Queryable, ids: readonly string[]): Promise<void> {
  const text = `update ${schema}.job set state = 'retry', started_on = null, heartbeat_on = null, start_after = now()
    where id = any ($1) and state = 'active'`;
  await db.query({ text, values: [ids] });
}

function toView({ output, ...row }: Row): JobView {
  const error = row.state === "done" ? null : (output?.message ?? null);
  return { ...row, progress: output?.progress ?? null, error };
}
