// The pages that every kind of record has, used as people use them: by keyboard, by two at once, without script.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Rec } from "../../core/records/record.ts";
import { startTestApp, type TestApp, type TestPerson } from "../support/app.ts";
import { expectAccessible } from "../support/axe.ts";
import { openBrowser } from "../support/chromium.ts";

let app: TestApp;
let browser: Browser;
let ana: TestPerson;
let kolev: Rec;

beforeAll(async () => {
  app = await startTestApp();
  browser = await openBrowser();
  ana = await app.person("admin", { name: "Ana Petrova" });
  kolev = await app.records.create(ana.actor, "company", { name: "Kolev OOD", city: "Sofia" });
  await app.records.create(ana.actor, "company", { name: "Acme", city: "Plovdiv" });
  await app.records.create(ana.actor, "contact", {
    name: "Ivan Kolev",
    company: kolev.id,
    email: "ivan@kolev.example",
  });
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

async function tab(more: { javaScriptEnabled?: boolean } = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...more });
  const [name = "", value = ""] = ana.cookie.split("=");
  await context.addCookies([{ name, value, url: app.url }]);
  return await context.newPage();
}

const focus = (page: Page) =>
  page.evaluate("document.activeElement.matches('body') ? 'body' : document.activeElement.outerHTML");
const company = async (id = kolev.id) => await app.records.get(ana.actor, "company", id);

describe("by keyboard", () => {
  test("a value is edited in the list and the focus stays where it was", async () => {
    const page = await tab();
    await page.goto(`${app.url}/companies?sort=-name&columns=name,city`);
    await page.keyboard.press("j");
    await page.keyboard.press("e");
    await page.waitForSelector("td.editing input[name=city]:focus");
    await expectAccessible(page);
    await page.keyboard.press("Control+a");
    await page.keyboard.type("Varna");
    await page.keyboard.press("Enter");
    await page.waitForSelector("td:has-text('Varna')");
    expect(await focus(page)).toContain("data-cell-edit");
    expect((await company())["city"]).toBe("Varna");

    await page.keyboard.press("Enter");
    await page.waitForSelector("td.editing input[name=city]:focus");
    await page.keyboard.press("Escape");
    await page.waitForSelector("td.editing", { state: "detached" });
    expect(await focus(page)).not.toBe("body");
  });

  test("a note is written and the deletion of a record taken back", async () => {
    const page = await tab();
    await page.goto(`${app.url}/companies/${kolev.id}`);
    await page.keyboard.press("n");
    await page.keyboard.type("Prefers oak.");
    await page.keyboard.press("Control+Enter");
    await page.waitForSelector("text=Prefers oak.");
    await page.click("summary[aria-label=Actions]");
    await page.click("text=Delete");
    await page.waitForSelector("#messages button");
    await page.keyboard.press("u");
    await page.waitForSelector("text=Taken back: Kolev OOD");
    expect((await company()).deletedAt).toBeNull();

    await app.records.change(ana.actor, "company", kolev.id, { city: "Pleven" });
    await page.goto(`${app.url}/contacts`);
    await page.keyboard.press("u");
    await page.waitForSelector("text=Taken back: Kolev OOD");
    expect((await company())["city"]).not.toBe("Pleven");
    await expect.poll(() => page.url()).toContain("/contacts");
  });
});

describe("two people at once", () => {
  test("see both values and names, and choose", async () => {
    const page = await tab();
    await page.goto(`${app.url}/companies?columns=name,city&filter[id]=${kolev.id}`);
    // Until the page has woken up, the pencil opens a page of its own.
    await page.waitForSelector("[data-cell-edit][data-htmx-powered]", { state: "attached" });
    await page.keyboard.press("j");
    await page.keyboard.press("e");
    await page.waitForSelector("td.editing input[name=city]:focus");
    const petra = await app.person("admin", { name: "Petra Nikolova" });
    await app.records.change(petra.actor, "company", kolev.id, { city: "Burgas" });
    await page.keyboard.press("Control+a");
    await page.keyboard.type("Ruse");
    await page.keyboard.press("Enter");
    await page.waitForSelector("[role=alertdialog]");
    const dialog = (await page.textContent("[role=alertdialog]")) ?? "";
    for (const word of ["Petra Nikolova", "Burgas", "Ruse"]) expect(dialog).toContain(word);
    await expectAccessible(page);
    await page.keyboard.press("Enter");
    await page.waitForSelector("[role=alertdialog]", { state: "detached" });
    await page.waitForSelector("td:has-text('Ruse')");
    expect((await company())["city"]).toBe("Ruse");
  });
});

describe("without script", () => {
  test("a record is created, filtered for, edited and deleted", async () => {
    const page = await tab({ javaScriptEnabled: false });
    await page.goto(`${app.url}/contacts/new`);
    await page.fill("input[name=name]", "Maria Stoyanova");
    await page.fill("input[name='company.q']", "kolev");
    await page.click("button[name=find][value=company]");
    await page.check("text=Kolev OOD");
    await page.click("form button.btn-primary");
    await expect.poll(() => page.textContent("h1")).toContain("Maria Stoyanova");

    await page.goto(`${app.url}/contacts?add=name`);
    await page.fill("input[name=value]", "stoyan");
    await page.click(".filter-form .btn-primary");
    await expect.poll(() => page.locator("[data-row]").count()).toBe(1);

    await page.click("[data-row] [data-cell-edit] >> nth=0");
    await page.click("button.btn-primary");
    await page.check("[data-row] .pick input");
    await page.click("button[name=do][value=remove]");
    await expect.poll(() => page.locator("[data-row]").count()).toBe(0);
    await page.click("#messages form button");
    await expect.poll(() => page.locator("[data-row]").count()).toBe(1);
  });
});

describe("every page", () => {
  const paths = () => [
    "/companies",
    "/companies?add=lifecycle",
    "/companies?q=nothing-like-this",
    "/companies/new",
    `/companies/${kolev.id}`,
    `/companies/${kolev.id}?tab=details`,
    `/companies/${kolev.id}/edit`,
    "/contacts",
    "/search?q=kolev",
    "/search?q=kolef",
    "/changes",
    "/trash",
  ];

  test("is usable for everybody, light and dark, wide and narrow", async () => {
    const page = await tab();
    for (const path of paths()) {
      await page.goto(app.url + path);
      await expectAccessible(page);
      expect(await page.evaluate("document.querySelectorAll('*').length"), path).toBeLessThan(2500);
    }
  });
});
