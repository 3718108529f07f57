// A field with its rules, in German: from the form in which an administrator says them to the form that follows them.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { services } from "../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../support/app.ts";
import { expectAccessible } from "../support/axe.ts";
import { openBrowser } from "../support/chromium.ts";

let app: TestApp;
let ada: TestPerson;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  app = await startTestApp();
  ada = await app.person("admin", { name: "Ada", language: "de" });
  await app.get(services.sales).pipelines.createFromTemplate(ada.actor, "simple", "de");
  browser = await openBrowser();
  const context = await browser.newContext({
    baseURL: app.url,
    locale: "de-DE",
    viewport: { width: 1280, height: 900 },
  });
  context.setDefaultTimeout(60_000);
  const [name = "", value = ""] = ada.cookie.split("=");
  await context.addCookies([{ name, value, url: app.url }]);
  page = await context.newPage();
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const focused = async () => await page.evaluate("document.activeElement?.id ?? ''");

test("an administrator says in the field's own form when it is there and needed, and is told what cannot be read", async () => {
  await page.goto("/settings/fields/new?kind=deal&type=choice");
  await page.fill("#label-de", "Ansprechpartner");
  await page.fill("#option-more-0", "Einkauf\nGeschäftsführung");
  await page.click("button[value='option.add']");
  await page.waitForSelector("#option-einkauf");
  await page.focus("#option-label-geschaftsfuhrung");
  await page.keyboard.press("Alt+ArrowUp");
  await page.waitForSelector("#option-geschaftsfuhrung:first-child");
  await expect.poll(focused).toBe("option-label-geschaftsfuhrung");

  await page.focus("#rule-visible");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect.poll(focused).toBe("rule-visible-condition");
  await page.keyboard.type("Betrag > 1000");
  await page.waitForSelector("#rule-visible-check mark >> text=Betrag");
  await expect.poll(() => page.textContent("#rule-visible-check")).toContain("amount (Betrag)");
  await page.fill("#rule-visible-condition", "amount > 1000");
  await page.waitForSelector("#rule-visible-check >> text=Sie schaut auf: Betrag");
  await page.selectOption("#rule-required", "some");
  await page.selectOption("#rule-required-stage", { label: await offer() });
  await expectAccessible(page);
  await page.click("button[value=save]:visible");
  await page.waitForSelector("main table >> text=ab ");
  await expect.poll(() => page.textContent("tr:has-text('Ansprechpartner')")).toContain(`ab ${await offer()}`);
}, 180_000);

const offer = async (): Promise<string> =>
  [...(await app.get(services.sales).setup()).stages.values()].find(
    ({ position, type }) => type === "open" && position > 1,
  )?.name ?? "";

test("the form of a deal follows while somebody types, and loses neither text nor cursor", async () => {
  await page.goto("/deals/new");
  await page.fill("#f-name", "Halle Nord");
  await expect.poll(() => page.locator("#f-custom-ansprechpartner").count()).toBe(0);
  await page.locator("#f-amount").pressSequentially("2000", { delay: 50 });
  await page.waitForSelector("#f-custom-ansprechpartner");
  expect([await focused(), await page.inputValue("#f-amount"), await page.inputValue("#f-name")]).toEqual([
    "f-amount",
    "2000",
    "Halle Nord",
  ]);
  await expect.poll(() => page.textContent("#form-sections [role=status]")).toBe("Jetzt auch da: Ansprechpartner.");
  await page.selectOption("#f-custom-ansprechpartner", "einkauf");
  await page.fill("#f-amount", "20");
  await page.waitForSelector("#f-custom-ansprechpartner", { state: "detached" });
  await page.fill("#f-amount", "2000");
  await page.waitForSelector("#f-custom-ansprechpartner");
  expect(await page.inputValue("#f-custom-ansprechpartner")).toBe("einkauf");
  await page.selectOption("#f-stage", { label: await offer() });
  await page.waitForSelector("label[for='f-custom-ansprechpartner'] .required");
  await expectAccessible(page);
  await page.click("button[data-save]:visible");
  await page.waitForURL(/\/deals\/[0-9a-f-]{36}$/);
  const [deal] = (await app.records.list(ada.actor, "deal", { q: "Halle" })).data;
  expect(deal?.custom["ansprechpartner"]).toBe("einkauf");

  await page.goto(`/deals/${deal?.id}?tab=details`);
  await expect.poll(() => page.textContent("#record-details")).toContain("Ansprechpartner");
  const pencil = page.locator("#record-details a.cell-edit[href*='/cells/amount']");
  await pencil.focus();
  await page.keyboard.press("Enter");
  await page.locator("#record-details .cell-editor input[name=amount]").fill("20");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#record-details dt:has-text('Ansprechpartner')", { state: "detached" });
  await expect
    .poll(() => page.evaluate("document.activeElement?.getAttribute('href') ?? ''"))
    .toContain("/cells/amount");
}, 180_000);

test("who sees which field is said by keyboard, too", async () => {
  await page.goto("/settings/access?kind=deal");
  await expectAccessible(page);
  const box = page.locator("select[name='mode|amount|sales']");
  await box.focus();
  await box.press("Home");
  for (
    let presses = 0;
    presses < 400 && (await page.evaluate("document.activeElement?.getAttribute('value')")) !== "review";
    presses++
  )
    await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#access-changes");
  await expect.poll(focused).toBe("access-changes");
  await page.keyboard.press("Control+Enter");
  await page.waitForSelector("#messages .message");
  expect((await app.get(services.access).of(ada.actor, "deal")).fields["amount"]).toEqual({ sales: "hidden" });
}, 180_000);
