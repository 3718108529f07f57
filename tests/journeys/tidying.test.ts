// Putting an office in order by keyboard: duplicates, lists under headings, a board's own views, two people's values.
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { searchPairs } from "../../core/contacts/pair-search.ts";
import { services } from "../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../support/app.ts";
import { expectAccessible } from "../support/axe.ts";
import { openBrowser } from "../support/chromium.ts";
import { allReadable } from "../support/readable.ts";

let app: TestApp;
let browser: Browser;
let ana: TestPerson;
let context: BrowserContext;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  app = await startTestApp();
  browser = await openBrowser();
  ana = await app.person("admin", { name: "Ana Petrova" });
  await app.get(services.sales).pipelines.createFromTemplate(ana.actor, "simple", "en");
  const system = { ...ana.actor, kind: "system", source: "job" } as const;
  for (const name of ["Kolev", "Kolev Junior", "Petrova", "Petrova-Weiß"])
    await app.records.create(system, "contact", { name, email: `${name.slice(0, 5).toLowerCase()}@home.example` });
  await allReadable(app.db);
  await searchPairs(app.db, { signal: new AbortController().signal, progress: async () => undefined });
  context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const [name = "", value = ""] = ana.cookie.split("=");
  await context.addCookies([{ name, value, url: app.url }]);
  page = await context.newPage();
  page.on("console", (message) => void (message.type() === "error" && complaints.push(message.text())));
  page.on("pageerror", (error) => void complaints.push(String(error)));
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const open = async (path: string) => void (await page.goto(app.url + path, { waitUntil: "load" }));
const focused = async (): Promise<string> => String(await page.evaluate("document.activeElement.textContent.trim()"));

describe("duplicates", () => {
  test("are looked through by keyboard: one pair is two people, undone with u; the other is merged", async () => {
    await open("/contacts");
    await page.getByRole("link", { name: "2 possible duplicates" }).click();
    await expectAccessible(page);
    await page.keyboard.press("j");
    await expect.poll(focused).toBe("Petrova");
    await page.getByRole("button", { name: /Not duplicates: “Petrova”/ }).press("Enter");
    await page.getByText("stay two").waitFor();
    // The next pair is under the fingers.
    await expect.poll(focused).toBe("Kolev");
    await page.keyboard.press("u");
    await page.getByText("may be proposed").waitFor();
    await page.getByRole("link", { name: /Merge “Kolev”/ }).press("Enter");
    await expectAccessible(page);
    await page.getByRole("button", { name: "Merge" }).press("Enter");
    await page.getByText("Merged into Kolev").waitFor();
    expect(new URL(page.url()).pathname).toBe("/contacts/duplicates");
    await expect.poll(() => page.locator("article.pair").count()).toBe(1);
  });
});

describe("a list under headings", () => {
  test("is opened and closed with Enter, and the focus stays on the heading", async () => {
    await open("/contacts?group=lifecycle");
    await expectAccessible(page);
    await page.keyboard.press("j");
    await expect.poll(focused).toBe("New");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.locator("[data-row-check]").count()).toBe(0);
    await expect.poll(focused).toBe("New");
    await expect.poll(() => page.url()).toContain("closed=new");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.locator("[data-row-check]").count()).toBe(3);
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await expect.poll(() => page.locator("[data-row-check]:checked").count()).toBe(1);
  });
});

describe("the board", () => {
  test("keeps a filter as a view that is one click away", async () => {
    await open("/deals/board");
    await page.keyboard.press("f");
    await page.getByRole("link", { name: "Expected close", exact: true }).press("Enter");
    await page.getByRole("button", { name: "Apply" }).press("Enter");
    await page.getByRole("link", { name: "Save as view" }).press("Enter");
    await page.locator("#new-view-name").fill("Closing this month");
    await page.keyboard.press("Enter");
    await page.getByText("Closing this month", { exact: true }).first().waitFor();
    await open("/deals/board");
    await expectAccessible(page);
    await page.getByRole("link", { name: "Closing this month" }).press("Enter");
    await page.getByText("Expected close: this month").waitFor();
  });
});

describe("two people's values", () => {
  test("are chosen with the arrows and applied with Enter", async () => {
    const contact = await app.records.create(ana.actor, "contact", { name: "Contested", jobTitle: "a", city: "a" });
    await open(`/contacts/${contact.id}/edit`);
    await app.records.change(ana.actor, "contact", contact.id, { jobTitle: "theirs", city: "theirs" });
    await page.locator("[name=jobTitle]").fill("mine");
    await page.locator("[name=city]").fill("mine");
    await page.keyboard.press("Control+Enter");
    await page.locator("[data-conflict]").first().waitFor();
    await expectAccessible(page);
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    const stands = async () => await app.records.get(ana.actor, "contact", contact.id);
    await expect.poll(stands).toMatchObject({ jobTitle: "theirs", city: "mine" });
    // Looking at the page with reduced motion (axe) breaks off the fade between two pages.
    expect(
      complaints.filter((text) => !/status of 4\d\d|ViewTransition opt-in|Transition was aborted/.test(text)),
    ).toEqual([]);
  });
});
