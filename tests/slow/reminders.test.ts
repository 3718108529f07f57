// Two workers say reminders while they are killed again and again: everything is said, and nothing twice.
import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestApp, type TestApp } from "../support/app.ts";
import { applicationSettings } from "../support/database.ts";

const COUNT = 20_000;
let app: TestApp;
let database = "";

// A worker is a process of its own that says what is due until it is killed.
const work = `
  import { openDatabase } from "./core/db/open.ts";
  import { Reminders } from "./plugins/activities/reminders.ts";
  const db = openDatabase(JSON.parse(process.env.REMINDERS_DATABASE));
  const reminders = new Reminders(db);
  for (;;) { await reminders.sendDue(); await new Promise((done) => setTimeout(done, 20)); }
`;

beforeAll(async () => {
  app = await startTestApp({ plugins: ["activities"] });
  const [row] = await app.db.query<{ name: string }>({ text: "select current_database() as name" });
  database = row?.name ?? "";
  const ben = await app.person("sales");
  const text = `insert into plugin_activities.activities (id, created_by, updated_by, subject, type, status, owner_id, start_at, end_at, due_at, remind)
    select gen_random_uuid(), 'test', 'test', 'Meet ' || n, 'meeting', 'planned', $1, now() + interval '1 minute', now() + interval '1 hour', now(), 15
    from generate_series(1, ${COUNT}) n`;
  await app.db.query({ text, values: [ben.id] });
}, 120_000);
afterAll(() => app.stop());

test("20,000 reminders reach their people once each, under two workers and kill -9", async () => {
  const workers = [worker(), worker()];
  for (let round = 0; round < 12; round++) {
    await sleep(400);
    const at = round % 2;
    workers[at]?.kill("SIGKILL");
    workers[at] = worker();
    // What the killed one had in hand is free at once instead of in two minutes.
    await app.db.query({
      text: "update plugin_activities.reminders set wait_until = now() where state = 'claimed' and wait_until > now() + interval '119 seconds'",
    });
  }
  await expect.poll(async () => await left(), { timeout: 180_000, interval: 500 }).toBe(0);
  for (const one of workers) one.kill("SIGKILL");
  const [said] = await app.db.query({
    text: "select count(*)::int as rows, count(distinct activity)::int as activities from plugin_activities.notices",
  });
  expect(said).toEqual({ rows: COUNT, activities: COUNT });
});

async function left(): Promise<number> {
  await app.db.query({
    text: "update plugin_activities.reminders set wait_until = now() where state = 'claimed' and wait_until < now() + interval '100 seconds'",
  });
  const [row] = await app.db.query<{ n: number }>({
    text: "select count(*)::int as n from plugin_activities.reminders where state <> 'sent'",
  });
  return row?.n ?? -1;
}

function worker(): ChildProcess {
  const env = { ...process.env, REMINDERS_DATABASE: JSON.stringify(applicationSettings(database)) };
  return spawn(process.execPath, ["--input-type=module", "--eval", work], {
    env,
    stdio: "inherit",
    cwd: process.cwd(),
  });
}
