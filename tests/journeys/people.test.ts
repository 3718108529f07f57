// People and companies by hand: a pasted signature becomes a record in seconds, a second one is noticed, and two become one.
// And people signing in, with a passkey.
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hashPassword } from "../../core/security/hashing.ts";
import { services } from "../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../support/app.ts";
import { expectAccessible } from "../support/axe.ts";
import { openBrowser } from "../support/chromium.ts";
import { type FaultProxy, faultProxy } from "../support/fault-proxy.ts";
import { password } from "../support/people.ts";

let app: TestApp;
let browser: Browser;
let ana: TestPerson;
/** Passkeys belong to a name, and its port has to be known before the application starts. */
let front: FaultProxy;
let named: string;

beforeAll(async () => {
  const behind = { host: "127.0.0.1", port: 0 };
  front = await faultProxy(behind);
  named = `http://localhost:${front.port}`;
  app = await startTestApp({ env: { PUBLIC_URL: named } });
  behind.port = Number(new URL(app.url).port);
  browser = await openBrowser();
  ana = await app.person("admin", { name: "Ana Petrova" });
});
afterAll(async () => {
  await browser?.close();
  await front?.close();
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
    await expect.poll(() => page.evaluate("document.activeElement.name")).toBe("name");
    expect(await page.isChecked('#quick input[name="along.company"]')).toBe(true);
    await expectAccessible(page);

    await page.keyboard.press("Control+Enter");
    await page.waitForSelector('#messages:has-text("Петър Илиев")');

    expect(new URL(page.url()).pathname).toBe("/contacts");
    await expect.poll(() => page.textContent("main")).toContain("Нордвинд ЕООД");
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
    await expect.poll(() => page.textContent("main")).not.toContain("Petar Iliev");

    await page.click("main a:has-text('Петър Илиев')");
    await page.click("#panel-contact-merges button");
    await page.goto(`${app.url}/contacts`);
    await expect.poll(() => page.textContent("main")).toContain("Petar Iliev");
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
    await expect.poll(() => page.textContent("h1")).toContain("Jane Doe");
    await expect.poll(() => page.textContent("main")).toContain("Acme Inc.");
    await page.context().close();
  });
});

describe("a passkey", () => {
  test("is made on one's own page, and is the second step from then on", async () => {
    await app.get(services.people).passwords.store(app.db, ana.id, await hashPassword(password));
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    const options = {
      protocol: "ctap2",
      transport: "internal",
      hasUserVerification: true,
      isUserVerified: true,
    } as const;
    await devtools.send("WebAuthn.enable");
    const added = await devtools.send("WebAuthn.addVirtualAuthenticator", {
      options: { ...options, automaticPresenceSimulation: true },
    });
    const signIn = async () => {
      await page.goto(`${named}/login?next=/me/second-step`);
      await page.fill("[name=login]", ana.email);
      await page.fill("[name=password]", password);
      await page.click("form[action='/login'] button");
    };

    await signIn();
    await page.click("a[href='/me/second-step/passkey']");
    await page.fill("[name=name]", "My telephone");
    await expectAccessible(page);
    await page.click("[data-passkey]");
    await page.waitForSelector("code");
    await page.goto(`${named}/me/second-step`);
    await expect.poll(() => page.textContent("main")).toContain("My telephone");

    await context.clearCookies();
    await signIn();
    await page.waitForSelector("[data-passkey]");
    await expectAccessible(page);
    await page.click("[data-passkey]");
    await page.waitForURL(`${named}/me/second-step`);

    await devtools.send("WebAuthn.clearCredentials", added);
    await context.clearCookies();
    await signIn();
    await page.click("[data-passkey]");
    await page.waitForSelector("[data-passkey-failed]:not([hidden])");
    await context.close();
  });
});
