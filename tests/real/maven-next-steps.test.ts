// The open deals of a real sales office get a next step all at once, with the module Activities on: none is without one afterwards,
// each has something to be done behind it, and taken back it is as before. Run with: npm run test:real -- FOLDER
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pathSource } from "../../core/records/import/file/source.ts";
import { services } from "../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../support/app.ts";

const folder = process.env["TRELLIS_TEST_FOLDER"] ?? "";
/** Prospecting 500, Engaging 1,589. */
const OPEN = 2_089;
let app: TestApp;
let admin: TestPerson;

beforeAll(async () => {
  app = await startTestApp({ plugins: ["activities"], background: true });
  admin = await app.person("admin");
  const pipeline = await app.records.create(admin.actor, "pipeline", { name: "Sales", isDefault: true });
  const stages = [
    ["Prospecting", "open"],
    ["Engaging", "open"],
    ["Won", "won"],
    ["Lost", "lost"],
  ] as const;
  for (const [at, [name, type]] of stages.entries())
    await app.records.create(admin.actor, "stage", { name, type, position: at + 1, pipeline: pipeline.id });
  await imported("company", "accounts.csv", {});
  await imported("user", "sales_teams.csv", {
    columns: { sales_agent: "name", manager: "team" },
    createMissing: { team: { manager: "{manager}", parent: "{regional_office}" } },
  });
  await imported("deal", "sales_pipeline.csv", await dealPlan());
}, 300_000);
afterAll(() => app.stop());

async function dealPlan(): Promise<object> {
  const products = (await readFile(join(folder, "products.csv"), "utf8"))
    .split("\n")
    .slice(1)
    .map((line) => line.split(",")[0])
    .filter(Boolean);
  const product = {
    new: { key: "product", label: "Product", type: "choice", options: products },
    values: { GTXPro: "GTX Pro" },
  };
  return {
    columns: { close_date: { to: "closedOn" }, product },
    compose: { name: "{product} · {account}" },
    fixed: { pipeline: "Sales" },
    currency: "USD",
    source: "maven",
  };
}

async function imported(
  kind: string,
  file: string,
  plan: { readonly columns?: object; readonly createMissing?: object },
): Promise<void> {
  const imports = app.get(services.imports);
  const one = await imports.upload(admin.actor, kind, pathSource(file, join(folder, file)), {});
  await imports.plan(admin.actor, one.id, { ...one.plan, ...plan, columns: { ...one.plan.columns, ...plan.columns } });
  await imports.check(admin.actor, one.id);
  expect((await imports.runNow(admin.actor, one.id)).counts).toMatchObject({ errors: 0, skipped: 0 });
}

const count = async (text: string): Promise<number> => {
  const [row] = await app.db.query<{ n: number }>({ text: `select count(*)::int as n from ${text}` });
  return row?.n ?? 0;
};
const withoutStep = "deals where status = 'open' and deleted_at is null and next_step is null and next_step_on is null";
const withStep = "deals where status = 'open' and deleted_at is null and next_step = 'Call about the offer'";
const planned = "plugin_activities.activities where status = 'planned' and deleted_at is null";
const amber = async () => (await app.get(services.sales).attention.count(admin.actor)).withoutStep;

test("every open deal gets its next step by one bulk change, and none is amber any more", async () => {
  expect([await count(withoutStep), await amber()]).toEqual([OPEN, 1_000]);
  const day = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
  const all = { do: "edit", all: "yes", in: "filter[status]=open", save: "yes" };
  const sent = await admin.send("/deals/bulk", { ...all, field: "nextStep", nextStep: "Call about the offer" });
  expect(sent.status).toBe(303);
  await admin.send("/deals/bulk", { ...all, field: "nextStepOn", nextStepOn: day });
  expect([await count(withoutStep), await count(withStep), await amber()]).toEqual([0, OPEN, 0]);
  // Each step becomes something to be done, by whoever has the deal.
  await expect.poll(async () => await count(planned), { timeout: 600_000, interval: 2_000 }).toBe(OPEN);
  const onDay = `${planned} and due_on = '${day}' and subject = 'Call about the offer'`;
  await expect.poll(async () => await count(onDay), { timeout: 300_000, interval: 2_000 }).toBe(OPEN);
  const strayed = `deals d join plugin_activities.activities a on a.deal_id = d.id
    where a.owner_id is distinct from d.owner_id or a.company_id is distinct from d.company_id`;
  expect([await count(strayed), await count(`(select distinct deal_id from ${planned}) x`)]).toEqual([0, OPEN]);
});

test("what was won or lost got none", async () => {
  const closed = "deals where status <> 'open' and (next_step is not null or next_step_on is not null)";
  expect([await count(closed), await count("deals where status <> 'open'")]).toEqual([0, 6_711]);
});
