// Working with a kind of one's own, in German: ships of a shipyard in a list, on a board, beside their client, from a file and
// into one, found, changed, looked back at and taken back.
import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemActor } from "../../core/kernel/actor.ts";
import { startTestApp, type TestApp, type TestPerson } from "../support/app.ts";
import { expectAccessible } from "../support/axe.ts";
import { openBrowser } from "../support/chromium.ts";
import { defineVessel } from "../support/vessels.ts";

let app: TestApp;
let browser: Browser;
let ana: TestPerson;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  app = await startTestApp({ background: true });
  browser = await openBrowser();
  ana = await app.person("admin", { name: "Ana Petrova", language: "de" });
  await defineVessel(ana);
  await app.records.create(ana.actor, "company", { name: "Reederei Nord" });
  const viewport = { width: 1280, height: 900 };
  const context = await browser.newContext({ viewport, locale: "de-DE", baseURL: app.url });
  const [name = "", value = ""] = ana.cookie.split("=");
  await context.addCookies([{ name, value, url: app.url }]);
  page = await context.newPage();
  page.on("console", (message) => void (message.type() === "error" && complaints.push(message.text())));
  page.on("pageerror", (error) => void complaints.push(String(error)));
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
  expect(complaints).toEqual([]);
});

const main = async () => (await page.textContent("main")) ?? "";
const told = () => page.locator("#messages").textContent();
const vessels = async () =>
  (await app.records.list(systemActor("test"), "vessel", { sort: [{ field: "name", direction: "asc" }] })).data;
const named = async (name: string) => (await vessels()).find((one) => one["name"] === name);

const file = [
  "Schiff;Stand;Preis;IMO-Nummer;Kunde",
  "Adler;Geplant;1.250.000,00 €;9074729;Reederei Nord",
  "Bussard;Gebaut;980.000,50 €;9387421;Reederei Nord",
  "Condor;Geplant;teuer;9811000;",
  "",
].join("\r\n");

test("ships come from a file nobody prepared, are taken back, and come again", async () => {
  const bring = async () => {
    await page.goto("/imports/new?kind=vessels");
    await page.setInputFiles("#import-file", { name: "schiffe.csv", mimeType: "text/csv", buffer: Buffer.from(file) });
    await page.click("main form .btn-primary");
    await page.waitForSelector("select[name='to.0']");
    const matched = await Promise.all([0, 1, 2, 3, 4].map((at) => page.inputValue(`select[name='to.${at}']`)));
    expect(matched).toEqual(["name", "custom.state", "custom.price", "custom.imo", "custom.client"]);
    await expectAccessible(page);
    await page.click("main form .btn-primary");
    await page.waitForSelector("#problems");
    await page.locator("#problems input[value='teuer']").first().fill("2.000.000 €");
    await page.click("#problems button");
    await page.locator("#problems").waitFor({ state: "detached" });
    await page.click("#check [name='then']");
    await page.waitForSelector("form[action^='/imports/'][action$='/undo']");
  };
  await bring();
  expect((await vessels()).map((one) => one["name"])).toEqual(["Adler", "Bussard", "Condor"]);
  expect((await named("Bussard"))?.custom).toMatchObject({
    state: "built",
    price: { amount: "980000.50", currency: "EUR" },
  });
  await page.click("form[action^='/imports/'][action$='/undo'] button");
  await expect.poll(async () => (await vessels()).length).toBe(0);
  await bring();
  expect(await vessels()).toHaveLength(3);
});

test("their list sorts, filters, adds up, and takes a value where it stands", async () => {
  await page.goto("/vessels?sort=-custom.price");
  const names = () => page.locator("[data-row] .row-link").allTextContents();
  expect(await names()).toEqual(["Condor", "Adler", "Bussard"]);
  await expect.poll(() => page.textContent("#list-sums")).toContain("4.230.000,50");
  await expectAccessible(page);
  await page.goto("/vessels?filter[custom.state]=planned");
  expect((await names()).toSorted()).toEqual(["Adler", "Condor"]);
  expect(await main()).toContain("Geplant");
  const id = (await named("Adler"))?.id;
  const cell = page.locator(`#row-${id} > td`).nth(2);
  await cell.locator("[data-cell-edit]").focus();
  await page.keyboard.press("Enter");
  await page.locator(".cell-editor select").selectOption({ label: "Gebaut" });
  await page.keyboard.press("Control+Enter");
  await expect.poll(async () => (await named("Adler"))?.custom["state"]).toBe("built");
  await page.goto("/vessels?group=custom.state");
  expect(await main()).toMatch(/Gebaut[\s\S]*2/);
});

test("their board moves by key, and their client lists them", async () => {
  await page.goto("/vessels/board");
  const card = page.locator(".board-card", { hasText: "Condor" });
  await card.locator("a.title").focus();
  await page.keyboard.press("Shift+ArrowRight");
  await expect.poll(told).toContain("Condor");
  await expect.poll(async () => (await named("Condor"))?.custom["state"]).toBe("built");
  await page.goto("/search?q=reederei");
  await page.locator("main a", { hasText: "Reederei Nord" }).first().click();
  await page.waitForURL("**/companies/**");
  const beside = page.locator("main").getByRole("link", { name: "Bussard" });
  await beside.first().click();
  await page.waitForURL("**/vessels/**");
  await expect.poll(() => page.textContent("h1")).toContain("Bussard");
});

test("what was done to one is told, and taken back", async () => {
  const { id = "" } = (await named("Bussard")) ?? {};
  await page.goto(`/vessels/${id}/edit`);
  await page.fill("[name='custom.imo']", "1111111");
  await page.click("main form .btn-primary");
  await page.waitForURL(`**/vessels/${id}`);
  await expect.poll(told).toContain("Bussard");
  const timeline = page.locator("main");
  expect(await timeline.textContent()).toMatch(/IMO-Nummer[\s\S]*9387421[\s\S]*1111111/);
  await expectAccessible(page);
  await page.locator(".change-undo button").first().click();
  await expect.poll(async () => (await named("Bussard"))?.custom["imo"]).toBe("9387421");
  await page.goto("/changes");
  expect(await main()).toContain("Bussard");
});

test("one that was deleted is back by undo, and search finds it again", async () => {
  const { id = "" } = (await named("Adler")) ?? {};
  await page.goto("/vessels");
  await page.locator(`#row-${id} [data-row-check]`).check();
  await page
    .locator("#bulk-bar, .bulk-bar")
    .getByRole("button", { name: /Löschen/ })
    .click();
  await expect.poll(async () => (await vessels()).length).toBe(2);
  await page.locator("#messages").getByRole("button", { name: "Rückgängig" }).click();
  await expect.poll(async () => (await vessels()).length).toBe(3);
  await page.goto("/search?q=9074729");
  expect(await main()).toContain("Adler");
});

test("they leave as a file that comes in again", async () => {
  await page.goto("/vessels");
  const leaving = page.locator("a[href^='/vessels/export.csv']").first();
  await page.locator("details.menu", { has: leaving }).locator("summary").click();
  const [download] = await Promise.all([page.waitForEvent("download"), leaving.click()]);
  const csv = await readFile(await download.path(), "utf8");
  expect(csv.split("\n")[0]).toContain("IMO");
  expect(csv).toContain("Reederei Nord");
  expect(csv.trim().split("\n")).toHaveLength(4);
});

test("programs find them beside the product's own, and described", async () => {
  const listed = await ana.api("GET", "/api/v1/objects/vessels?filter[custom.state]=built&sort=name");
  const { data } = (await listed.json()) as { data: { name: string }[] };
  expect(data.map(({ name }) => name)).toEqual(["Adler", "Bussard", "Condor"]);
  const document = await (await ana.api("GET", "/api/v1/openapi.json")).text();
  expect(document).toContain("/objects/vessels/{id}");
});
