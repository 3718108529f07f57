// From the one-time link of the console to a company with people, in a browser, with script and without.
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { services } from "../../core/sdk/services.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { expectAccessible } from "../support/axe.ts";
import { openBrowser } from "../support/chromium.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

let app: TestApp;
const contexts: BrowserContext[] = [];
const errors: string[] = [];
beforeEach(async () => {
  app = await startTestApp();
});
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
  await app.stop();
  expect(errors.splice(0)).toEqual([]);
});

async function open(options: { locale?: string; script?: boolean } = {}): Promise<Page> {
  const { locale = "en", script = true } = options;
  const context = await browser.newContext({ baseURL: app.url, locale, javaScriptEnabled: script });
  contexts.push(context);
  const page = await context.newPage();
  page.on("pageerror", ({ message }) => {
    // The browser gives up a transition when the test changes the size of the window in it.
    if (!message.startsWith("Transition was")) errors.push(`${page.url()} ${message}`);
  });
  page.on("console", (line) => {
    const planned = line.text().includes("status of 4");
    if (line.type() === "error" && !planned) errors.push(`${page.url()} ${line.text()}`);
  });
  return page;
}

const setupPath = async () => `/setup/${await app.get(services.people).setup.link()}`;
const focused = (page: Page) => page.evaluate("document.activeElement?.id ?? ''");

async function fillAccount(page: Page): Promise<void> {
  await page.fill("#f-company", "Beispiel GmbH");
  await page.fill("#f-name", "Ada Admin");
  await page.fill("#f-email", "ada@beispiel.example");
  await page.fill("#f-password", "vier Worte reichen aus");
  await page.click(".btn-primary");
}

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.fill("#f-login", email);
  await page.fill("#f-password", password);
  await page.keyboard.press("Enter");
}

describe("the set-up", () => {
  test("in German, to a pipeline of one's own words", async () => {
    const page = await open({ locale: "de-AT" });
    await page.goto(await setupPath());
    await expectAccessible(page);
    expect(await page.inputValue("#f-country")).toBe("AT");

    await page.focus("#f-country");
    await page.selectOption("#f-country", "CH");
    await page.waitForSelector("#f-currency option:checked:text('CHF')", { state: "attached" });
    await expect.poll(() => focused(page)).toBe("f-country");
    await page.click(".btn-primary");
    await expectAccessible(page);
    await fillAccount(page);

    await page.waitForURL("**/welcome");
    await expectAccessible(page);
    await page.check('input[value="consulting"]');
    await page.fill('input[name="consulting.inquiry"]', "Erstkontakt");
    await page.click(".btn-primary");
    await page.waitForURL("**/welcome/customers");
    await expectAccessible(page);

    expect(await app.get(services.people).company.profile()).toEqual({
      name: "Beispiel GmbH",
      country: "CH",
      currency: "CHF",
      language: "de",
      timeZone: "Europe/Zurich",
      firstWeekday: 1,
    });
    await page.click('form[action="/welcome/demo"] button');
    await page.waitForURL((url) => url.pathname === "/");
    expect(await app.get(services.demo).isLoaded()).toBe(true);
    const stages = await app.db.query<{ name: string }>({
      text: "select name from stages order by created_at, position",
    });
    expect(stages[0]).toEqual({ name: "Erstkontakt" });
    await page.goto("/me");
    expect(await page.getAttribute("html", "lang")).toBe("de");
  });

  test("without script, with a mistake on the way", async () => {
    const page = await open({ script: false });
    const path = await setupPath();
    await page.goto(path);
    await page.selectOption("#f-country", "BG");
    await page.click(".btn-primary");
    await page.fill("#f-company", "Kolev");
    await page.fill("#f-name", "Ana");
    await page.fill("#f-email", "ana@kolev.example");
    await page.fill("#f-password", "password");
    await page.click(".btn-primary");
    await expect.poll(() => page.textContent("#f-password-problem")).toContain("Many people use this password");
    expect(await page.inputValue("#f-company")).toBe("Kolev");
    await page.fill("#f-password", "четири думи стигат");
    await page.click(".btn-primary");
    await page.waitForURL("**/welcome");
    expect(await app.get(services.people).company.profile()).toMatchObject({
      currency: "EUR",
      timeZone: "Europe/Sofia",
    });
    expect((await page.goto(path))?.status()).toBe(404);
  });
});

describe("signing in", () => {
  test("by keyboard, after a wrong password, back to the page that was wanted", async () => {
    const { id, email } = await app.person("sales", { name: "Sam" });
    const link = await app.get(services.people).links.create("password", id, 1);
    const page = await open();
    await page.goto(`/password/${link}`);
    await expectAccessible(page);
    await page.keyboard.type("four words are enough");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname === "/");

    await page.context().clearCookies();
    await page.goto("/me");
    await expect.poll(() => focused(page)).toBe("f-login");
    await expectAccessible(page);
    await signIn(page, email, "four words were enough");
    await page.waitForSelector(".notice-bad");
    await expectAccessible(page);
    await signIn(page, email, "four words are enough");
    await page.waitForURL("**/me");
    await expectAccessible(page);
  });

  test("speaks the language one chooses", async () => {
    const page = await open();
    await page.goto("/login");
    await page.click('button[value="bg"]');
    await page.waitForSelector("html[lang=bg]");
    await expect.poll(() => page.title()).toContain("Вход");
  });
});

describe("an administrator", () => {
  test("invites somebody, who gets in and is out when switched off", async () => {
    const admin = await app.person("admin", { name: "Ada" });
    const page = await open();
    await page
      .context()
      .addCookies([{ name: "trellis_session", value: admin.cookie.split("=")[1] ?? "", url: app.url }]);
    await page.goto("/settings");
    await expectAccessible(page);
    await page.click('a[href="/settings/people"]');
    await expectAccessible(page);
    await page.click('a[href="/settings/people/new"]');
    await page.fill("#f-name", "Ivo Kolev");
    await page.fill("#f-email", "ivo@kolev.example");
    await page.click("form.form .btn-primary");
    const link = new URL((await page.textContent(".notice code")) ?? "").pathname;
    await expectAccessible(page);

    const his = await open();
    await his.goto(link);
    await his.fill("#f-password", "four words are enough");
    await his.click(".btn-primary");
    await his.waitForURL((url) => url.pathname === "/");

    await page.goto("/settings/people");
    await page.click("text=Ivo Kolev");
    await page.click(".btn-danger");
    await page.waitForSelector("#messages .message");
    await his.goto("/me");
    expect(new URL(his.url()).pathname).toBe("/login");
  });

  test("finds settings and company accessible", async () => {
    const admin = await app.person("admin", { name: "Ada" });
    const page = await open();
    await page
      .context()
      .addCookies([{ name: "trellis_session", value: admin.cookie.split("=")[1] ?? "", url: app.url }]);
    for (const path of ["/settings/company", "/settings/people/new", "/teams"]) {
      await page.goto(path);
      await expectAccessible(page);
    }
  });
});
