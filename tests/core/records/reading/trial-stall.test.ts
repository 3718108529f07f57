// Rules are tried on a busy month of a whole house while everybody else goes on working.
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { promised, watchStalls } from "../../../support/quickly.ts";

watchStalls();

const PEOPLE = 12;

let app: TestApp;
let admin: TestPerson;
beforeAll(async () => {
  app = await startTestApp();
  admin = await app.person("admin");
  const people: string[] = [];
  for (let at = 0; at < PEOPLE; at++) people.push((await app.person("sales")).id);
  const values = [people];
  const opened = `insert into readings (at, user_id, kind, record_id, place)
    select now() - m * interval '4 minutes', u::uuid, 'contact', ('00000000-0000-7000-8000-' || lpad(to_hex(m * 7919 % 5000), 12, '0'))::uuid, m % 200
    from unnest($1::text[]) u, generate_series(1, 9000) m`;
  const removed = `insert into changes (kind, record_id, version, action, actor_id, source, at)
    select 'contact', gen_random_uuid(), 2, 'removed', u, 'page', now() - m * interval '30 minutes'
    from unnest($1::text[]) u, generate_series(1400, 1, -1) m`;
  const looked = `insert into audit_events (actor_id, source, action, kind, at)
    select u, 'page', 'field.revealed', 'contact', now() - m * interval '10 minutes'
    from unnest($1::text[]) u, generate_series(4200, 1, -1) m`;
  for (const text of [opened, removed, looked]) await app.db.query({ text, values });
});
afterAll(() => app.stop());

test("nobody waits, and it ends soon", async () => {
  const began = performance.now();
  const answer = await admin.api("POST", "/api/v1/alerts/trial", {
    rules: { removals: { threshold: 1, pause: 1, action: "alert" }, reveals: { threshold: 3 } },
  });
  expect(answer.status).toBe(200);
  expect(performance.now() - began).toBeLessThan(promised(10_000));
  const { told, rules } = (await answer.json()) as { told: object[]; rules: { rule: string; told: number }[] };
  // Two deletions every hour of twenty-nine days, told of once in each.
  expect(rules.find(({ rule }) => rule === "removals")?.told).toBeGreaterThan(PEOPLE * 24 * 28);
  expect(told).toHaveLength(1_000);
});

test("rules that tell of everything are refused with what to do", async () => {
  const text = `insert into honey_records (kind, record_id, marked_at)
    select distinct kind, record_id, now() - interval '40 days' from readings`;
  await app.db.query({ text });
  const answer = await admin.api("POST", "/api/v1/alerts/trial", { rules: { honey: { pause: 1 } } });
  expect([answer.status, await answer.json()]).toMatchObject([400, { code: "alerts.trial_too_many" }]);
});
