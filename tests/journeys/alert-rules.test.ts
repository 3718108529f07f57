// An administrator tries a rule about unusual doings before it holds, and then saves what was tried.
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestApp, type TestApp } from "../support/app.ts";
import { expectAccessible } from "../support/axe.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

test("a rule is tried, seen beside what was told of, called a false alarm, and saved as it was tried", async () => {
  const seller = await app.person("sales", { name: "Sava Petrov" });
  const opened = `insert into readings (at, user_id, kind, record_id)
    select now() - interval '2 days' + n * interval '20 seconds', $1, 'contact', gen_random_uuid() from generate_series(1, 90) n`;
  const raised = `insert into alerts (id, at, rule, severity, user_id, detail)
    values (gen_random_uuid(), now() - interval '2 days' + interval '21 minutes', 'pace', 'high', $1, '{"count": 61, "limit": 60}')`;
  for (const text of [opened, raised]) await app.db.query({ text, values: [seller.id] });
  const page = await app.browse(await app.person("admin"), "/settings/alerts");
  await page.click("button[name=verdict]");
  await page.waitForSelector("text=Nothing waits to be looked into");
  await page.click("a[href='/settings/alerts/rules']");
  await page.fill("#threshold-pace", "80");
  await page.click("text=Try on the last 30 days");
  await page.waitForSelector("#trial-told");
  const told = await page.textContent("section[aria-labelledby=trial-told]");
  expect(told).toMatch(/false alarm\s+Sava Petrov\s+opened 81 different records within an hour/);
  await expectAccessible(page);
  await page.fill("#threshold-pace", "95");
  await page.click("text=Try on the last 30 days");
  await page.waitForFunction("document.querySelector('[aria-labelledby=trial-told]').textContent.includes('Nothing')");
  await expect.poll(() => page.textContent("section[aria-labelledby=trial-silent]")).toContain("false alarm");
  expect(await app.db.query({ text: "select rule from risk_rules" })).toEqual([]);
  await page.click(".form-foot .btn-primary");
  await page.waitForURL("**/settings/alerts/rules");
  const set = "select rule, threshold from risk_rules";
  expect(await app.db.query({ text: set })).toEqual([{ rule: "pace", threshold: 95 }]);
});
