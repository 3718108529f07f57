// What a module says of itself: what is left to set up, and whether what it depends on is well.
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inside } from "../../../../core/app/inside.ts";
import { pluginsCheck } from "../../../../core/app/ready.ts";
import { Wellbeing } from "../../../../core/plugins/wellbeing/well.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { root } from "../../../support/sources.ts";

let app: TestApp;
let admin: TestPerson;

beforeAll(async () => {
  app = await startTestApp({ pluginsDir: join(root, "tests/support/points"), plugins: ["moorings"] });
  admin = await app.person("admin");
});
afterAll(() => app.stop());

const page = async (path: string): Promise<string> => await (await admin.visit(path)).text();
const set = async (values: object) =>
  await admin.api("PATCH", "/api/v1/plugins/moorings/settings", values, { "If-Match": "*" });

test("a step stands on the module's page and on Today, until it is done", async () => {
  expect(await page("/settings/modules/moorings")).toMatch(/row-link"[^>]*>Enter the key/);
  expect(await page("/")).toMatch(/row-link"[^>]*>Enter the key/);
  await set({ apiKey: "secret" });
  expect(await page("/settings/modules/moorings")).toContain("<s>Enter the key</s>");
  expect(await page("/")).toContain("<s>Enter the key</s>");
  const sales = await app.person("sales");
  expect(await (await sales.visit("/")).text()).not.toContain("Enter the key");
});

test("what is not well is said on the module's page, and one that fails is told from one that is well", async () => {
  const html = await page("/settings/modules/moorings");
  expect(html).toContain("All is well.");
  expect(html).toContain("It does not answer.");
  expect(html).not.toContain("adrift");
});

test("checks are asked once in half a minute, at most two seconds long", async () => {
  let asked = 0;
  const slow = { id: "a.slow", label: "a", check: async () => await new Promise<undefined>(() => undefined) };
  const quick = { id: "a.quick", label: "a", check: async () => void asked++ };
  const wellbeing = new Wellbeing(() => [slow, quick]);
  const outcomes = await Promise.all([wellbeing.outcomes(), wellbeing.outcomes()]);
  expect(outcomes[1]?.map(({ id, ok }) => [id, ok])).toEqual([
    ["a.slow", false],
    ["a.quick", true],
  ]);
  expect(asked).toBe(1);
});

test("a process stays ready whatever its modules say, and counts them", async () => {
  const check = pluginsCheck({ behindFor: 0 }, app.get(inside.wellbeing));
  expect(await check()).toEqual({ unwell: 1 });
});

test("all of it goes with the module", async () => {
  await app.get(services.plugins).disable(admin.actor, "moorings");
  expect(await page("/")).not.toContain("Enter the key");
  expect(await app.get(inside.wellbeing).outcomes()).toEqual([]);
});
