// The same real customer base by the wizard in a browser. Run with: npm run test:real -- FOLDER
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { services } from "../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../support/app.ts";
import { openBrowser } from "../support/chromium.ts";

const folder = process.env["TRELLIS_TEST_FOLDER"] ?? "";
const undo = "form[action^='/imports/'][action$='/undo']";
const addresses: string[] = [];
let app: TestApp;
let browser: Browser;
let admin: TestPerson;
let page: Page;

beforeAll(async () => {
  app = await startTestApp({ background: true });
  admin = await app.person("admin");
  browser = await openBrowser();
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const [name = "", value = ""] = admin.cookie.split("=");
  await context.addCookies([{ name, value, url: app.url }]);
  page = await context.newPage();
  await prepare();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

/** A pipeline, and the products as a choice. */
async function prepare(): Promise<void> {
  const pipeline = await app.records.create(admin.actor, "pipeline", { name: "Sales", isDefault: true });
  const stages = [
    ["Prospecting", "open"],
    ["Engaging", "open"],
    ["Won", "won"],
    ["Lost", "lost"],
  ] as const;
  for (const [at, [name, type]] of stages.entries()) {
    await app.records.create(admin.actor, "stage", { name, type, position: at + 1, pipeline: pipeline.id });
  }
  const products = (await readFile(join(folder, "products.csv"), "utf8"))
    .split("\n")
    .slice(1)
    .map((line) => line.split(",")[0] ?? "");
  const options = products.filter(Boolean).map((label, at) => ({ id: `p${at}`, label: { en: label } }));
  const schema = { "x-type": "choice", "x-label": { en: "Product" }, "x-options": options };
  await app.get(services.customFields).define(admin.actor, "deal", { key: "product", schema });
}

async function take(
  kind: string,
  file: string,
  chosen: Readonly<Record<string, string>> = {},
  typed: Readonly<Record<string, string>> = {},
): Promise<void> {
  await page.goto(`${app.url}/imports/new?kind=${kind}`);
  await page.setInputFiles("#import-file", join(folder, file));
  await page.click("main form .btn-primary");
  await page.waitForSelector("select[name='to.0']");
  addresses.push(page.url());
  for (const [name, value] of Object.entries(chosen)) await page.selectOption(`select[name='${name}']`, value);
  for (const [name, value] of Object.entries(typed)) await page.fill(`input[name='${name}']`, value);
  await page.click("form[action$='/plan'] .btn-primary");
  await page.waitForSelector("#check", { timeout: 120_000 });
}

async function run(): Promise<void> {
  await page.click("#check [name='then']");
  await page.waitForSelector(undo, { timeout: 120_000 });
}

test("imported by the wizard, counted on the board, and taken back", async () => {
  await take("companies", "accounts.csv");
  expect(await page.textContent("#check")).toContain("technolgy");
  await run();

  await take("users", "sales_teams.csv");
  await page.check("input[name='create'][value='team']");
  await run();

  await take(
    "deals",
    "sales_pipeline.csv",
    { "to.6": "closedOn" },
    { "value.0": "Sales", compose: "{product} · {account}" },
  );
  const check = await page.textContent("#check");
  expect(check).toContain("GTXPro");
  expect(await page.locator(".figures dd").allTextContents()).toEqual(["8,800", "0", "0", "0"]);
  await run();

  const text =
    "select s.name, count(*)::int as deals, coalesce(sum(d.amount), 0)::int as amount from deals d join stages s on s.id = d.stage_id group by 1 order by 1";
  expect(await app.db.query({ text })).toEqual([
    { name: "Engaging", deals: 1_589, amount: 0 },
    { name: "Lost", deals: 2_473, amount: 0 },
    { name: "Prospecting", deals: 500, amount: 0 },
    { name: "Won", deals: 4_238, amount: 10_005_534 },
  ]);
  for (const address of addresses.reverse()) {
    await page.goto(address);
    await page.click(`${undo} button`);
    await page.locator(undo).waitFor({ state: "detached", timeout: 120_000 });
    await page.locator("#import-progress").waitFor({ state: "detached", timeout: 120_000 });
  }
  const left =
    "select (select count(*) from deals)::int + (select count(*) from companies)::int + (select count(*) from teams)::int as left, (select count(*) from users)::int as users";
  expect(await app.db.query({ text: left })).toEqual([{ left: 0, users: 1 }]);
}, 600_000);
