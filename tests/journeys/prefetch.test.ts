// A page is fetched as soon as its link is pressed, and never shown after something has changed.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestApp, type TestApp, type TestPerson } from "../support/app.ts";
import { openBrowser } from "../support/chromium.ts";

let app: TestApp;
let browser: Browser;
let ana: TestPerson;

beforeAll(async () => {
  app = await startTestApp();
  browser = await openBrowser();
  ana = await app.person("admin", { name: "Ana" });
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

/** The companies, with the link to the contacts pressed but not yet let go, until these are fetched. */
async function pressContacts(): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext();
  const [name = "", value = ""] = ana.cookie.split("=");
  await context.addCookies([{ name, value, url: app.url }]);
  const page = await context.newPage();
  const complaints: string[] = [];
  const states: string[] = [];
  page.on("console", (message) => void (message.type() === "error" && complaints.push(message.text())));
  const session = await context.newCDPSession(page);
  session.on("Preload.prefetchStatusUpdated", (event) => void states.push(event.status));
  await session.send("Preload.enable");
  await page.goto(`${app.url}/companies`);
  await page.locator("a[href='/contacts']").first().hover();
  await page.mouse.down();
  await expect.poll(() => states).toContain("Ready");
  return { page, complaints };
}

test("a pressed link is fetched ahead, without breaking the page's policy", async () => {
  const { page, complaints } = await pressContacts();

  expect(complaints).toEqual([]);
  await page.context().close();
});

test("after a write the page is fetched anew", async () => {
  const { page } = await pressContacts();

  const write = `(async () => {
    const headers = JSON.parse(document.body.getAttribute("hx-headers:inherited"));
    const body = new URLSearchParams({ name: "Boris Ivanov", key: "01a20000-0000-7000-8000-000000000001" });
    return (await fetch("/new/contacts", { method: "POST", headers, body, redirect: "manual" })).type;
  })()`;
  expect(await page.evaluate(write)).toBe("opaqueredirect");
  await page.mouse.up();
  await page.waitForURL(/\/contacts/);

  await expect.poll(() => page.locator("main").textContent()).toContain("Boris Ivanov");
  await page.context().close();
});
