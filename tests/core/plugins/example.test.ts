// The plugin of docs/plugins.md does what the page says it does.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { services } from "../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../core/sdk/testing.ts";
import { root } from "../../support/sources.ts";

const examples = join(root, "tests/support/examples");

let app: TestApp;
let admin: TestPerson;
let company: string;

beforeAll(async () => {
  app = await startTestApp({ pluginsDir: examples, plugins: ["large-deals"] });
  admin = await app.person("admin");
  await app.get(services.sales).pipelines.createFromTemplate(admin.actor, "simple", "en");
  ({ id: company } = await app.records.create(admin.actor, "company", { name: "Kolev" }));
});
afterAll(() => app.stop());

const deal = (name: string, amount: string, more: object = {}) =>
  admin.api("POST", "/api/v1/deals", { name, company, amount: { amount, currency: "EUR" }, ...more });

test("the page shows the plugin as it is", () => {
  const page = readFileSync(join(root, "docs/plugins.md"), "utf8");
  expect(page).toContain(`\`\`\`ts\n${readFileSync(join(examples, "large-deals/index.ts"), "utf8").trim()}\n\`\`\``);
});

test("a large deal needs a description, on every way in", async () => {
  const refused = await deal("Crane", "250000");
  expect(refused.status).toBe(422);
  expect(await refused.json()).toMatchObject({ errors: [{ pointer: "/description", code: "required" }] });
  expect((await deal("Crane", "250000", { description: "Two cranes for the harbour." })).status).toBe(201);
  expect((await deal("Rope", "90")).status).toBe(201);
});

test("is for everybody or for nobody, and says why", async () => {
  const team = await app.records.create(admin.actor, "team", { name: "North" });
  const some = await admin.api("PUT", "/api/v1/plugins/large-deals/enabling", { teams: [team.id] });
  expect(await some.json()).toMatchObject({ status: 409, code: "plugins.all_or_none" });
  const page = await (await admin.visit("/settings/modules/large-deals")).text();
  expect(page).toContain("held for some teams only would be none");
  expect(page).not.toContain('value="teams"');
});

test("the company's page shows its largest open deals, until the module is off", async () => {
  const look = async (): Promise<string> => await (await admin.visit(`/companies/${company}`)).text();
  expect(await look()).toMatch(/Largest deals[\s\S]*Crane[\s\S]*Rope/);
  await app.get(services.plugins).disable(admin.actor, "large-deals");
  expect(await look()).not.toContain("Largest deals");
  expect((await deal("Dock", "900000")).status).toBe(201);
});
