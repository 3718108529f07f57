// People and companies by hand: a pasted signature becomes a record in seconds, a second one is noticed, and two become one.
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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

async function tab(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const [name = "", value = ""] = ana.cookie.split("=");
  await context.addCookies([{ name, value, url: app.url }]);
  return await context.newPage();
}

const signature =
  "Поздрави,\nПетър Илиев\nТърговски директор\nНордвинд ЕООД\nтел. +359 888 777 666\npetar@nordwind.example";

describe("a new contact by keyboard", () => {
  test("from a pasted signature, with its company, without leaving the page", async () => {
    const page = await tab();
    await page.goto(`${app.url}/contacts`);
    await page.keyboard.press("c");
    await page.keyboard.press("c");
    await page.waitForSelector("#quick[open]");
    await page.click("#quick .quick-paste summary");
    await page.fill("#q-paste", signature);
    await page.click("#quick [name=read]");
    await page.waitForSelector('#quick input[name="name"][value="Петър Илиев"]');
    expect(await page.evaluate("document.activeElement.name")).toBe("name");
    expect(await page.isChecked('#quick input[name="along.company"]')).toBe(true);
    await expectAccessible(page);

    await page.keyboard.press("Control+Enter");
    await page.waitForSelector('#messages:has-text("Петър Илиев")');

    expect(new URL(page.url()).pathname).toBe("/contacts");
    expect(await page.textContent("main")).toContain("Нордвинд ЕООД");
    await page.context().close();
  });

  test("is told about the record that is already there, and saves with a reason", async () => {
    const page = await tab({ viewport: { width: 390, height: 844 } });
    await page.goto(`${app.url}/new/contacts`);
    await page.fill('input[name="name"]', "Petar Iliev");
    await page.fill('input[name="email"]', "PETAR@nordwind.example");
    await page.keyboard.press("Tab");
    await page.waitForSelector('#quick-similar a:has-text("Петър Илиев")');

    await page.click("button[data-save]");
    await page.waitForSelector(".problem-summary");
    expect(await page.inputValue('input[name="name"]')).toBe("Petar Iliev");
    await expectAccessible(page);

    await page.fill('input[name="duplicateReason"]', "the family shares a mailbox");
    await page.click('button[value="open"]');
    await page.waitForSelector("h1:has-text('Petar Iliev')");
    await page.context().close();
  });
});

describe("two records of one person", () => {
  test("are compared and merged, and undo gives both back", async () => {
    const page = await tab();
    await page.goto(`${app.url}/contacts`);
    await page.click("main a:has-text('Petar Iliev')");
    await page.click("a:has-text('Compare and merge')");
    await expectAccessible(page);
    await page.check('input[name="choice.name"][value="loser"]');
    await page.click("button:has-text('Merge')");
    await page.waitForSelector("h1:has-text('Петър Илиев')");
    await page.goto(`${app.url}/contacts`);
    expect(await page.textContent("main")).not.toContain("Petar Iliev");

    await page.click("main a:has-text('Петър Илиев')");
    await page.click("#panel-contact-merges button");
    await page.goto(`${app.url}/contacts`);
    expect(await page.textContent("main")).toContain("Petar Iliev");
    await page.context().close();
  });
});

describe("without script", () => {
  test("a signature is read and saved by the page alone", async () => {
    const page = await tab({ javaScriptEnabled: false });
    await page.goto(`${app.url}/new/contacts`);
    await page.click(".quick-paste summary");
    await page.fill("#q-paste", "Jane Doe\nVP of Sales\nAcme Inc.\njane@acme.example");
    await page.click("[name=read]");
    expect(await page.inputValue('input[name="jobTitle"]')).toBe("VP of Sales");
    await page.click('button[value="open"]');
    expect(await page.textContent("h1")).toContain("Jane Doe");
    expect(await page.textContent("main")).toContain("Acme Inc.");
    await page.context().close();
  });
});
