import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectAccessible, startTestApp, type TestApp, type TestPerson } from "trellis/testing";

let app: TestApp;
let admin: TestPerson;

beforeAll(async () => {
  app = await startTestApp({ pluginsDir: join(import.meta.dirname, "../.."), plugins: ["sample-id"] });
  admin = await app.person("admin");
});
afterAll(() => app.stop());

test("the page of a deal shows what is open, and everybody can use it", async () => {
  const deal = await app.deal(admin.actor, "A hundred chairs");
  await app.records.create(admin.actor, "sample", { name: "Measure the hall", deal, day: "2026-11-26" });
  const page = await app.browse(admin, `/deals/${deal}`);
  expect(await page.getByRole("link", { name: "Measure the hall" }).isVisible()).toBe(true);
  await expectAccessible(page);
});
