// What a module adds for administrators and everybody else, in a browser: accessible, and of use without script.
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestApp, type TestApp, type TestPerson } from "../support/app.ts";
import { expectAccessible } from "../support/axe.ts";
import { openBrowser } from "../support/chromium.ts";
import { root } from "../support/sources.ts";

let app: TestApp;
let browser: Browser;
let admin: TestPerson;
let company: string;

beforeAll(async () => {
  app = await startTestApp({ pluginsDir: join(root, "tests/support/points"), plugins: ["moorings"] });
  browser = await openBrowser();
  admin = await app.person("admin");
  ({ id: company } = await app.records.create(admin.actor, "company", { name: "Kolev" }));
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

async function open(path: string, javaScriptEnabled = true): Promise<Page> {
  const context = await browser.newContext({ javaScriptEnabled });
  const [name = "", value = ""] = admin.cookie.split("=");
  await context.addCookies([{ name, value, url: app.url }]);
  const page = await context.newPage();
  await page.goto(app.url + path);
  return page;
}

test("its pages are accessible", async () => {
  const pages = [
    "/settings/modules/moorings",
    ...["adds", "needs", "permissions", "log", "data"].map((tab) => `/settings/modules/moorings?tab=${tab}`),
    "/settings/modules/moorings/settings",
    "/me/modules",
    "/commands/moorings.tide",
    `/companies/${company}/actions/moorings.sink`,
    "/companies?columns=name,moorings.depth",
  ];
  const page = await open(pages[0] ?? "");
  for (const path of pages) {
    await page.goto(app.url + path);
    await expectAccessible(page);
  }
  await page.context().close();
});

test("settings are typed and saved, and an action is done, without script", async () => {
  const page = await open("/settings/modules/moorings/settings", false);
  await page.fill("#setting-greeting", "Moin");
  await page.fill("#setting-apiKey", "tide");
  await page.click("form[action$='/settings'] .btn-primary");
  expect(await page.inputValue("#setting-greeting")).toBe("Moin");
  expect(await page.inputValue("#setting-apiKey")).toBe("");
  await page.goto(`${app.url}/companies/${company}`);
  await page.click("summary[aria-label='Actions']");
  await page.click("text=Give a berth");
  await expect.poll(() => page.textContent("body")).toContain("1 company has a berth.");
  await page.context().close();
});
