// Every page with words that are 40 % longer, on the narrowest phone and at 200 %: nothing scrolls sideways, nothing stays English.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../support/app.ts";
import { openBrowser } from "../support/chromium.ts";
import { pseudo } from "../support/pseudo-locale.ts";
import { readCatalogue } from "../../core/i18n/catalogue.ts";

let app: TestApp;
let browser: Browser;
let ana: TestPerson;
let company: string;

beforeAll(async () => {
  app = await startTestApp();
  browser = await openBrowser();
  const english = readCatalogue(process.cwd()).en;
  app.get(services.words).override({ en: Object.fromEntries([...english].map(([key, text]) => [key, pseudo(text)])) });
  ana = await app.person("admin", { name: "Ana" });
  company = (
    await app.records.create(ana.actor, "company", { name: "Statholdings International Logistics and Freight Company" })
  ).id;
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const pages = () => [
  "/companies",
  `/companies/${company}`,
  `/companies/${company}?tab=details`,
  "/contacts",
  "/contacts/new",
  "/new/deals",
  "/deals",
  "/deals/board",
  "/changes",
  "/trash",
  "/search?q=stat",
  "/me",
  "/settings",
  "/nowhere",
];

/** Words of buttons, labels and headings of tables that no pseudo-word made. */
const plainWords = `[...document.querySelectorAll("button, th, legend, label, .menu-item, .side-link")]
  .map((one) => one.textContent.trim())
  .filter((text) => /[a-z]{3}/i.test(text) && !text.includes("[") && !text.includes("·"))`;

describe.each([
  ["a phone of 320 px", { width: 320, height: 640 }],
  ["a tablet", { width: 768, height: 1024 }],
  ["a desk at 200 %", { width: 640, height: 400 }],
])("on %s", (_name, viewport) => {
  test("no page scrolls sideways, and every word is a word of ours", async () => {
    const context = await browser.newContext({ viewport });
    const [name = "", value = ""] = ana.cookie.split("=");
    await context.addCookies([{ name, value, url: app.url }]);
    const page = await context.newPage();
    const faults: string[] = [];
    for (const path of pages()) {
      await page.goto(app.url + path);
      const wide = (await page.evaluate("document.documentElement.scrollWidth - innerWidth")) as number;
      if (wide > 0) faults.push(`${path} scrolls sideways by ${wide} px: ${await page.evaluate(widest)}`);
      for (const word of (await page.evaluate(plainWords)) as string[]) faults.push(`${path} says "${word}"`);
    }
    expect(faults).toEqual([]);
    await context.close();
  });
});

/** The element that sticks out farthest. */
const widest = `(() => {
  const out = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(".table-wrap, .board, .tabs, dialog"));
  return out.slice(0, 3).map((one) => one.outerHTML.slice(0, 120)).join(" | ");
})()`;
