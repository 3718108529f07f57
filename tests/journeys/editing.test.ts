// Typing in the pages: in a cell, in a form, twice, without a session, without script. Nothing typed is lost, the focus stays.
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../support/app.ts";
import { expectAccessible } from "../support/axe.ts";
import { openBrowser } from "../support/chromium.ts";

let app: TestApp;
let browser: Browser;
let ana: TestPerson;

beforeAll(async () => {
  app = await startTestApp();
  browser = await openBrowser();
  ana = await app.person("admin", { name: "Ana Petrova" });
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

async function tab(options: BrowserContextOptions = {}): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const [name = "", value = ""] = ana.cookie.split("=");
  await context.addCookies([{ name, value, url: app.url }]);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on(
    "console",
    (message) =>
      void (message.type() === "error" && !/status of 4\d\d/.test(message.text()) && complaints.push(message.text())),
  );
  page.on("pageerror", (error) => void complaints.push(String(error)));
  return { page, complaints };
}

const company = (name: string) => app.records.create(ana.actor, "company", { name });
const active = (page: Page) =>
  page.evaluate(
    "document.activeElement.tagName + ' ' + (document.activeElement.getAttribute('aria-label') ?? document.activeElement.name ?? '')",
  );

describe("a cell of a list", () => {
  test("is edited by keyboard alone, and the focus comes back to it", async () => {
    const { page, complaints } = await tab();
    const { id } = await company("Acme");
    await page.goto(`${app.url}/companies`);

    await page.keyboard.press("j");
    await page.keyboard.press("e");
    await page.locator(".cell-editor").waitFor();
    const editing = String(await active(page));
    await expectAccessible(page);
    expect(editing).not.toContain("BODY");

    await page.keyboard.press("Escape");
    await page.locator(".cell-editor").waitFor({ state: "detached" });
    expect(await active(page)).toMatch(/^A /);

    await page.locator(`#row-${id} [data-cell-edit]`).nth(1).focus();
    await page.keyboard.press("Enter");
    await page.locator(".cell-editor input:not([type=hidden])").fill("Sofia");
    await page.keyboard.press("Enter");
    await page.locator(".cell-editor").waitFor({ state: "detached" });

    await expect.poll(() => page.locator(`#row-${id}`).textContent()).toContain("Sofia");
    expect(await active(page)).toMatch(/^A /);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("brings the others of its row along, but not one in which somebody is typing", async () => {
    const { page, complaints } = await tab();
    const { id } = await company("Locks Ltd");
    const words = { name: "Small ones", effect: "readOnly", field: "industry", condition: "employees < 10" } as const;
    await app.get(services.rules).create(ana.actor, "company", words);
    await page.goto(`${app.url}/companies?columns=name,city,employees,industry`);
    const cell = (at: number) => page.locator(`#row-${id} > td`).nth(at);
    await cell(2).locator("[data-cell-edit]").press("Enter");
    await cell(2).locator("input[name=city]").fill("Varna, half");
    await cell(4).locator("[data-cell-edit]").waitFor();
    await cell(3).locator("[data-cell-edit]").press("Enter");
    await cell(3).locator("input[name=employees]").fill("4");
    await page.keyboard.press("Enter");
    await cell(4).locator("[data-cell-edit]").waitFor({ state: "detached" });
    expect(await cell(2).locator("input[name=city]").inputValue()).toBe("Varna, half");
    expect(await active(page)).toMatch(/^A /);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describe("a form", () => {
  test("sent twice by a nervous finger writes once", async () => {
    const { page } = await tab();
    await page.goto(`${app.url}/companies/new`);
    await page.locator("input[name=name]").fill("Nervous Ltd");

    await page.evaluate(
      `(() => { const button = document.querySelector("main form[method=post] .btn-primary"); button.click(); button.click(); })()`,
    );
    await page.waitForURL(/\/companies\/[0-9a-f-]{36}/);

    const found = await app.records.list(ana.actor, "company", { q: "Nervous Ltd" });
    expect(found.data.length).toBe(1);
    await page.context().close();
  });

  test("whose session has ended goes to the sign-in page, and the draft waits", async () => {
    const { page } = await tab();
    await page.goto(`${app.url}/companies/new`);
    await page.locator("input[name=name]").fill("Kept over night");
    await expect.poll(() => page.evaluate("Object.keys(localStorage).join()")).toContain("draft");
    const cookies = await page.context().cookies();
    await page.context().clearCookies();

    await page.locator("main form[method=post] .btn-primary").click();
    await page.waitForURL(/\/login/);
    await page.context().addCookies(cookies);
    await page.goto(`${app.url}/companies/new`);
    await page.locator("main .notice button").first().click();

    await expect.poll(() => page.locator("input[name=name]").inputValue()).toBe("Kept over night");
    await page.context().close();
  });

  test("that was saved leaves no draft behind", async () => {
    const { page } = await tab();
    await page.goto(`${app.url}/companies/new`);
    await page.locator("input[name=name]").fill("Saved at once");
    await page.locator("main form[method=post] .btn-primary").click();
    await page.waitForURL(/\/companies\/[0-9a-f-]{36}/);
    await page.goto(`${app.url}/companies/new`);

    await expect.poll(() => page.locator("main .notice").count()).toBe(0);
    await page.context().close();
  });
});

test("a piece asked for without a session leads to the sign-in page instead of into the list", async () => {
  const { page } = await tab();
  await company("Zoomit");
  await page.goto(`${app.url}/companies`);
  await page.waitForSelector("[data-cell-edit][data-htmx-powered]", { state: "attached" });
  await page.context().clearCookies();

  await page.locator("[data-cell-edit]").first().click({ force: true });
  await page.waitForURL(/\/login\?next=%2Fcompanies/);
  await page.context().close();
});

test("everything also works without script", async () => {
  const { page } = await tab({ javaScriptEnabled: false });
  await page.goto(`${app.url}/companies`);
  await page.locator("main .page-actions a.btn-primary").click();
  await page.locator("input[name=name]").fill("Plain HTML Ltd");
  await page.locator("main form[method=post] .btn-primary").click();

  await expect.poll(() => page.url()).toMatch(/\/companies\/[0-9a-f-]{36}/);
  await expect.poll(() => page.locator("h1").textContent()).toContain("Plain HTML Ltd");
  await page.locator("summary.person").click();
  await expect.poll(() => page.locator("[data-theme-toggle]").isVisible()).toBe(false);
  await page.context().close();
});

test("what somebody types is not replaced by what others changed", async () => {
  const { page } = await tab();
  await page.goto(`${app.url}/companies`);
  const swap = (live: string) => `(async () => {
    const region = document.createElement("div");
    region.id = "live";
    region.dataset.live = "";
    region.innerHTML = '<form><input name="a" value="mine"></form>';
    document.querySelector("main").append(region);
    if ("${live}" === "typing") region.querySelector("input").focus();
    await htmx.swap({ sourceElement: document.body, target: region, swap: "innerHTML", text: "<p>theirs</p>" });
    const shown = region.textContent + (document.querySelector("[data-updated]") ? " offered" : "");
    region.remove();
    document.querySelector("[data-updated]")?.remove();
    return shown;
  })()`;

  expect(await page.evaluate(swap("reading"))).toBe("theirs");
  expect(await page.evaluate(swap("typing"))).toBe(" offered");
  await page.context().close();
});
