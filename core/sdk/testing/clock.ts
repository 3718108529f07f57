// The time as a test wants it: it goes on as always, and a test may let hours pass at once.
import { setTimeout as rest } from "node:timers/promises";
import { PgBoss } from "pg-boss";
import type { Database } from "../../db/database.ts";
import type { Jobs } from "../../jobs/jobs.ts";
import type { Clock } from "../../kernel/clock.ts";

/** How much time passes. */
export interface Span {
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
}

/** Moves ahead of the real time by as much as tests have let pass. */
export class TestClock implements Clock {
  #ahead = 0;

  now(): Date {
    return new Date(Date.now() + this.#ahead);
  }

  move(milliseconds: number): void {
    this.#ahead += milliseconds;
  }
}

/** Milliseconds for which jobs that became due are waited for. */
const LONGEST = 30_000;

/** Lets time pass for `services.clock` and for jobs; resolves when every job that became due in it has ended. */
export async function pass(span: Span, clock: TestClock, { db, jobs }: { db: Database; jobs: Jobs }): Promise<void> {
  const milliseconds = millisecondsOf(span);
  const [from, to] = [clock.now(), new Date(clock.now().getTime() + milliseconds)];
  clock.move(milliseconds);
  if (!jobs.isStarted) return;
  await jobs.ready();
  const due = await pullForward(db, milliseconds);
  for (const name of await scheduledIn(db, from, to)) due.push(await jobs.enqueue(undefined, name));
  const end = Date.now() + LONGEST;
  while ((await unfinished(db, due)) > 0) {
    if (Date.now() > end) throw new Error(`Jobs that became due did not end within ${LONGEST} ms.`);
    await rest(50);
  }
}

const millisecondsOf = ({ days = 0, hours = 0, minutes = 0 }: Span): number =>
  ((days * 24 + hours) * 60 + minutes) * 60_000;

/** Waiting jobs come nearer by so much; answers the ids of those that are due now. */
async function pullForward(db: Database, milliseconds: number): Promise<string[]> {
  const text = `update jobs.job set start_after = start_after - $1 * interval '1 millisecond'
    where state in ('created', 'retry') and name not like '\\_\\_pgboss%' returning id, start_after <= now() as due`;
  const rows = await db.query<{ id: string; due: boolean }>({ text, values: [milliseconds] });
  return rows.filter(({ due }) => due).map(({ id }) => id);
}

/** Scheduled jobs with a time after `from`, up to `to`: each runs once, however often its time would have come. */
async function scheduledIn(db: Database, from: Date, to: Date): Promise<string[]> {
  const calendar = new PgBoss({ db: { executeSql: async () => ({ rows: [] }) } });
  const text = "select name, cron, timezone from jobs.schedule order by name";
  const rows = await db.query<{ name: string; cron: string; timezone: string }>({ text });
  return rows.filter(({ cron, timezone: tz }) => soonest(calendar, cron, { tz, from }) <= to).map(({ name }) => name);
}

const soonest = (calendar: PgBoss, cron: string, when: { readonly tz: string; readonly from: Date }): Date =>
  calendar.previewSchedule(cron, { ...when, count: 1 })[0] ?? new Date(8_640_000_000_000_000);

async function unfinished(db: Database, ids: readonly string[]): Promise<number> {
  const text = "select count(*)::int as n from jobs.job where id = any($1) and state in ('created', 'retry', 'active')";
  const [row] = await db.query<{ n: number }>({ text, values: [ids] });
  return row?.n ?? 0;
}
