// Building an index without anybody waiting for it, whatever dies on the way: what an interrupted build left is taken over
// while it still goes on, and removed when it does not.
import { setTimeout as rest } from "node:timers/promises";
import type { Database, Queryable } from "../../../db/database.ts";
import { beside, quoted } from "../../query/sql.ts";
import type { IndexPlan } from "./index-plan.ts";

/** How often a build is looked at, in milliseconds. */
const LOOK_EVERY = 300;

export interface IndexWork {
  readonly db: Database;
  /** A pool whose statements may take as long as they need. */
  readonly patient: Database;
  readonly table: string;
  readonly signal: AbortSignal;
  progress(percent: number): Promise<void>;
}

interface Build {
  readonly phase: string;
  readonly blocks: number;
  readonly allBlocks: number;
  readonly tuples: number;
  readonly allTuples: number;
}

const building = `select phase, blocks_done::int as blocks, blocks_total::int as "allBlocks", tuples_done::int as tuples,
    tuples_total::int as "allTuples"
  from pg_stat_progress_create_index where datname = current_database() and relid = $1::regclass`;

/** Makes this the table's index; a valid one of this name stays as it is. Throws what PostgreSQL says of values that do not fit. */
export async function buildIndex(work: IndexWork, plan: IndexPlan): Promise<void> {
  await untilIdle(work);
  const found = await findIndex(work, plan.name);
  if (found === "valid") return;
  if (found === "invalid") await dropIndex(work, plan.name);
  const text = `create ${plan.unique ? "unique " : ""}index concurrently ${quoted(plan.name)} on ${quoted(work.table)} ${plan.shape}`;
  try {
    await watched(work, work.patient.query({ text }));
  } catch (error) {
    if (!work.signal.aborted) await dropIndex(work, plan.name);
    throw error;
  }
}

export async function dropIndex({ patient, table }: IndexWork, name: string): Promise<void> {
  await patient.query({ text: `drop index concurrently if exists ${quoted(beside(table, name))}` });
}

/** The indexes of the table whose names begin so. */
export async function indexesNamed(db: Queryable, table: string, prefix: string): Promise<string[]> {
  const text = `select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid
    where i.indrelid = $1::regclass and starts_with(c.relname, $2)`;
  return (await db.query<{ name: string }>({ text, values: [quoted(table), prefix] })).map((row) => row.name);
}

async function findIndex({ db, table }: IndexWork, name: string): Promise<"valid" | "invalid" | undefined> {
  const text = "select indisvalid as valid from pg_index where indexrelid = to_regclass($1)";
  const [row] = await db.query<{ valid: boolean }>({ text, values: [quoted(beside(table, name))] });
  return row && (row.valid ? "valid" : "invalid");
}

// Two builds on one table would wait for each other: that of another process, or of one that died while its server goes on.
async function untilIdle(work: IndexWork): Promise<void> {
  while (await report(work)) await rest(LOOK_EVERY, undefined, { signal: work.signal });
}

async function watched(work: IndexWork, build: Promise<unknown>): Promise<void> {
  let isOver = false;
  const over = build.finally(() => (isOver = true));
  over.catch(() => undefined);
  while (!isOver) {
    await Promise.race([over.catch(() => undefined), rest(LOOK_EVERY)]);
    if (work.signal.aborted && !isOver) await cancel(work);
    else await report(work);
  }
  await over;
}

async function cancel({ db, table }: IndexWork): Promise<void> {
  const text = "select pg_cancel_backend(pid) from pg_stat_progress_create_index where relid = $1::regclass";
  await db.query({ text, values: [quoted(table)] });
}

/** Tells how far the build on the table is; false when there is none. */
async function report({ db, table, progress }: IndexWork): Promise<boolean> {
  const [build] = await db.query<Build & object>({ text: building, values: [quoted(table)] });
  if (build) await progress(percentOf(build));
  return build !== undefined;
}

const phases: readonly (readonly [phase: RegExp, from: number, to: number])[] = [
  [/scanning table$/, 0, 50],
  [/^building index/, 50, 70],
  [/waiting for writers before validation/, 70, 70],
  [/^index validation: scanning index/, 70, 80],
  [/^index validation: sorting/, 80, 80],
  [/^index validation: scanning table/, 80, 98],
  [/waiting for/, 98, 98],
];

/** The phases of PostgreSQL as one way from 0 to 100. */
export function percentOf({ phase, blocks, allBlocks, tuples, allTuples }: Build): number {
  if (/^(initializing|waiting for writers before build)/.test(phase)) return 0;
  const name = phase.startsWith("index validation") ? phases.slice(2) : phases;
  const [, from, to] = name.find(([known]) => known.test(phase)) ?? [/./, 0, 0];
  const share = allBlocks > 0 ? blocks / allBlocks : allTuples > 0 ? tuples / allTuples : 0;
  return Math.floor(from + (to - from) * Math.min(share, 1));
}
