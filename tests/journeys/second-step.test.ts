// An administrator demands a second step, is led to add one like everybody else, and takes a list out with it.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestApp, type TestApp } from "../support/app.ts";
import { expectAccessible } from "../support/axe.ts";
import { openBrowser } from "../support/chromium.ts";
import { type FaultProxy, faultProxy } from "../support/fault-proxy.ts";

let app: TestApp;
let browser: Browser;
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
});
afterAll(async () => {
  await browser?.close();
  await front?.close();
  await app?.stop();
});

/** A browser on a telephone, with a passkey in it. */
async function tab(cookie: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const [name = "", value = ""] = cookie.split("=");
  await context.addCookies([{ name, value, url: named }]);
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  const options = {
    protocol: "ctap2",
    transport: "internal",
    hasUserVerification: true,
    isUserVerified: true,
  } as const;
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: { ...options, automaticPresenceSimulation: true },
  });
  return page;
}

const save = ".form-foot .btn-primary";

test("a second step is demanded, added, and shown once more before a list leaves", async () => {
  const ada = await app.person("admin", { name: "Ada" });
  const page = await tab(ada.cookie);
  await page.goto(`${named}/settings/sign-in`);
  await expectAccessible(page);
  await page.check("[name=secondStep][value=everybody]");
  await page.check("[name=secondStepKind][value=passkey]");
  await page.check("[name=exportConfirmed]");
  await page.click(save);
  await page.waitForSelector("[name=told]", { state: "attached" });
  expect(await page.isChecked("[name=secondStepKind][value=passkey]")).toBe(true);
  await expectAccessible(page);
  await page.click(save);

  await page.waitForURL(/\/login\/second/);
  await expect.poll(() => page.textContent("main")).toContain("asks for a passkey");
  await expectAccessible(page);
  await page.click("[data-passkey]");
  await page.waitForSelector("code");
  await page.click("a.btn-primary");
  await page.waitForURL(`${named}/settings/sign-in`);

  const text = "update sessions set stepped_at = now() - interval '11 minutes' where user_id = $1";
  await app.db.query({ text, values: [ada.id] });
  await page.goto(`${named}/contacts/export.csv`);
  await page.waitForURL(/\/me\/confirmation/);
  await expectAccessible(page);
  await page.click("[data-passkey]");
  await page.waitForSelector("a[href='/contacts/export.csv']");
  await expectAccessible(page);
  const [file] = await Promise.all([page.waitForEvent("download"), page.click("a[href='/contacts/export.csv']")]);
  expect(file.suggestedFilename()).toMatch(/^contacts-.*\.csv$/);
  await page.context().close();
});
