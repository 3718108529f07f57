// The first ten minutes of an administrator without technical background, in German: from the set-up link to a company
// that speaks its own words, with its own field, and with people who see what they should.
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "../../core/kernel/actor.ts";
import { services } from "../../core/sdk/services.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { expectAccessible } from "../support/axe.ts";
import { openBrowser } from "../support/chromium.ts";
import { allLines, germanCustomers, goodLines } from "../support/german-customers.ts";

let app: TestApp;
let browser: Browser;
let page: Page;
const contexts: BrowserContext[] = [];
const complaints: string[] = [];

async function open(): Promise<Page> {
  const context = await browser.newContext({
    baseURL: app.url,
    locale: "de-DE",
    viewport: { width: 1280, height: 900 },
  });
  contexts.push(context);
  context.setDefaultTimeout(60_000);
  const opened = await context.newPage();
  opened.on("console", (message) => {
    const planned = message.text().includes("status of 4");
    if (message.type() === "error" && !planned) complaints.push(`${opened.url()} ${message.text()}`);
  });
  opened.on("pageerror", ({ message }) => {
    if (!message.startsWith("Transition was")) complaints.push(`${opened.url()} ${message}`);
  });
  return opened;
}

beforeAll(async () => {
  app = await startTestApp({ background: true });
  await app.db.query({ text: "delete from settings where path like 'company.%'" });
  browser = await openBrowser();
  page = await open();
});
afterAll(async () => {
  for (const context of contexts) await context.close();
  await browser?.close();
  await app?.stop();
  expect(complaints).toEqual([]);
});

const shoot = async (name: string): Promise<void> => {
  const folder = process.env["TRELLIS_SHOTS"];
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
};
const text = async (selector = "main"): Promise<string> => (await page.textContent(selector)) ?? "";

describe("an administrator's first ten minutes", () => {
  test("set up in German, with stages to start from", async () => {
    await page.goto(`/setup/${await app.get(services.people).setup.link()}`);
    expect(await page.inputValue("#f-country")).toBe("DE");
    await page.click(".btn-primary");
    await page.fill("#f-company", "Beispiel GmbH");
    await page.fill("#f-name", "Ada Admin");
    await page.fill("#f-email", "ada@beispiel.example");
    await page.fill("#f-password", "vier Worte reichen aus");
    await page.click(".btn-primary");
    await page.waitForURL("**/welcome");
    await page.check('input[value="wholesale"]');
    await page.click(".btn-primary");
    await page.waitForURL("**/welcome/customers");
    expect(await text("main, body")).toContain("Firmen importieren");
  });

  test("bring the customer file as it is, mend what is wrong, and take it back once", async () => {
    await page.click("a[href='/imports/new?kind=companies']");
    await importFile();
    await page.waitForSelector("form[action^='/imports/'][action$='/undo']", { timeout: 30_000 });
    await expectAccessible(page);
    expect(await companies()).toBe(allLines);
    expect(await named("Škoda Příbram")).toMatchObject({
      city: "Příbram",
      annualRevenue: { amount: "1500000.00", currency: "EUR" },
      custom: { gebiet: "Ausland" },
    });
    expect(await named("Jäger Laden")).toMatchObject({ phone: "+4991155577" });

    await page.click("form[action^='/imports/'][action$='/undo'] button");
    await expect.poll(companies, { timeout: 30_000 }).toBe(0);
    await page.goto("/imports/new?kind=companies");
    await importFile();
    await page.waitForSelector("form[action^='/imports/'][action$='/undo']", { timeout: 30_000 });
    expect(await companies()).toBe(allLines);
  }, 240_000);

  test("call deals “Projekte”, everywhere at once", async () => {
    await page.goto("/settings");
    await page.click("main a[href='/settings/words']");
    await page.click("main a[href='/settings/words/name?noun=deals']");
    await page.fill("#one-de", "Projekt");
    await page.fill("#many-de", "Projekte");
    await page.selectOption("#gender-de", "n");
    await page.waitForSelector("#name-rows >> text=Neues Projekt");
    await expectAccessible(page);
    await shoot("words");
    await page.click("button[value=save]:visible");
    await page.waitForSelector(".side-nav >> text=Projekte");
    await page.goto("/deals");
    await expect.poll(() => page.title()).toMatch(/^Projekte/);
    expect(await text("body")).not.toMatch(/\bDeals?\b/);
    await page.goto("/deals/board");
    expect(await text("body")).not.toMatch(/\bDeals?\b/);
    expect((await page.request.get("/api/v1/deals")).status()).not.toBe(404);
  });

  test("call stages “Schritte”, with the right articles wherever sentences need one", async () => {
    await page.goto("/settings/words/name?noun=stages");
    await page.fill("#one-de", "Schritt");
    await page.fill("#many-de", "Schritte");
    await page.selectOption("#gender-de", "m");
    await page.waitForSelector("#name-rows >> text=In diesem Schritt seit");
    await page.click("button[value=save]:visible");
    await page.waitForLoadState();
    await page.goto("/settings/rules/new?kind=deal");
    expect(await text()).toContain("Ab diesem Schritt");
    await page.goto("/help");
    expect(await text("body")).not.toMatch(/\bPhasen?\b/);
  });

  test("ask for a field of their own before an offer, and see which old records lack it", async () => {
    await oldProjects();
    await page.goto("/settings/fields?kind=deal");
    await page.click("main .page-actions .btn-primary");
    await page.click("main a[href*='type=date&']:visible, main a[href$='type=date']:visible");
    await page.fill("#label-de", "Entscheidung am");
    await page.waitForSelector("#field-preview >> text=custom.entscheidung_am");
    expect(await text("#field-preview")).toContain("2 Datensätze haben darin noch nichts");
    await expectAccessible(page);
    await shoot("field");
    await page.click("button[value=save]:visible");
    await page.waitForSelector("main >> text=Entscheidung am");

    await page.goto("/settings/pipelines");
    await page.click("main a.row-link");
    const offer = page.locator(".stage-list > li", { has: page.locator("input[value='Angebot']") });
    await offer.locator("summary").first().click();
    await offer.locator("input[value='custom.entscheidung_am']").check();
    await offer.locator(".stage-save button").click();
    await page.waitForLoadState();

    await page.goto("/settings/fields?kind=deal&q=Entscheidung");
    await page.click("main a.row-link >> text=Entscheidung am");
    expect(await text(".field-side")).toContain("Nötig in einem Schritt");
    await page.click("#field-preview >> text=Anzeigen");
    await page.waitForURL("**/deals?**");
    expect(await text()).toContain("Lager Nord");
    expect(await text()).toContain("Lager Süd");

    await page.click("main a >> text=Lager Nord");
    await page.click(".stage-bar >> text=Angebot");
    await page.waitForSelector("text=Nötig vor dem Eintritt in Angebot");
  }, 180_000);

  test("arrange the form, by key as well as by button", async () => {
    await page.goto("/settings/layouts/deal");
    await expectAccessible(page);
    await page.check("[id='pick-custom.entscheidung_am']");
    await page.selectOption("#layout-target", "0");
    await page.click("#layout-to");
    await page.waitForSelector("[data-section='0'] [id='pick-custom.entscheidung_am']");
    await page.focus("[id='pick-custom.entscheidung_am']");
    await page.keyboard.press("Shift+ArrowUp");
    await page.waitForFunction("document.activeElement?.id === 'pick-custom.entscheidung_am'");
    await shoot("layout");
    await page.click("button[value=save]:visible");
    await page.waitForSelector("#messages .message");
    await page.goto("/deals/new");
    expect((await page.textContent("form fieldset >> nth=0")) ?? "").toContain("Entscheidung am");
  });

  test("ask for it in big ones, put it away without keeping anybody from working, and bring it back", async () => {
    await page.goto("/settings/rules/new?kind=deal");
    await page.fill("#rule-name", "Große Projekte nennen den Tag");
    await page.check("input[name=effect][value=required]");
    await page.selectOption("#rule-field", "amount");
    await page.fill("[name=condition]", "!isBlank(custom.entscheidung_am)");
    await page.click("main form .btn-primary");
    await page.waitForURL("**/settings/rules/0*");
    await expectAccessible(page);

    await page.goto("/settings/fields?kind=deal&q=Entscheidung");
    await page.click("main a.row-link >> text=Entscheidung am");
    expect(await text(".field-side")).toContain("Große Projekte nennen den Tag");
    expect(await text(".field-side")).toContain("Angebot");
    await page.click("form[action$='/archive'] button");
    await page.waitForSelector("#messages .message");
    await page.goto("/settings/rules?kind=deal");
    expect(await text()).toContain("Ruht: custom.entscheidung_am ist archiviert");
    await expectAccessible(page);
    await shoot("rests");
    await page.goto("/deals?q=Lager");
    await page.click("main a >> text=Lager Nord");
    await page.click(".stage-bar >> text=Angebot");
    await page.waitForSelector("#messages >> text=Lager Nord");

    await page.goto("/settings/fields?kind=deal&q=Entscheidung");
    await page.click("main a.row-link >> text=Entscheidung");
    await page.click("form[action$='/restore'] button");
    await page.waitForSelector("#messages .message");
    await page.goto("/settings/rules?kind=deal");
    expect(await text()).not.toContain("Ruht:");
  }, 180_000);

  test("look back at what was set up, and by whom", async () => {
    await page.goto("/changes/definitions");
    const told = await text();
    for (const part of ["Ada Admin", "Große Projekte nennen den Tag", "Entscheidung am", "Projekte", "Gebiet"])
      expect(told).toContain(part);
    await expectAccessible(page);
  });

  test("invite two people who sell, and see what they see", async () => {
    for (const [name, email] of [
      ["Berta Verkauf", "berta@beispiel.example"],
      ["Carl Verkauf", "carl@beispiel.example"],
    ] as const) {
      await page.goto("/settings/people/new");
      await page.fill("#f-name", name);
      await page.fill("#f-email", email);
      await page.check("input[value=sales]");
      await page.click("main form .btn-primary");
      await page.waitForSelector("main .notice code");
    }
    const link = (await text("main .notice code")).trim();
    const admin = page;
    page = await open();
    await page.goto(new URL(link).pathname);
    await page.fill("input[type=password]", "fünf Worte reichen auch");
    await page.click(".btn-primary");
    await page.waitForSelector(".side-nav");
    expect(await text(".side")).toContain("Projekte");
    expect(await text(".side")).not.toContain("Einstellungen");
    expect((await page.goto("/settings/words"))?.status()).toBe(403);
    page = admin;
  }, 180_000);
});

async function importFile(): Promise<void> {
  await page.setInputFiles("#import-file", { name: "kunden.csv", mimeType: "text/csv", buffer: germanCustomers() });
  await page.click("main form .btn-primary");
  await page.waitForSelector("select[name='to.0']");
  expect(await text("main table")).toContain("Łódź Metall");
  expect(await page.inputValue("select[name='to.7']")).toBe("annualRevenue");
  const gebiet = await page.inputValue("select[name='to.8']");
  if (!gebiet.startsWith("custom.")) await page.selectOption("select[name='to.8']", "new");
  await page.click("main form .btn-primary");
  await page.waitForSelector("#check");
  expect(await text(".figures")).toContain(String(goodLines));
  await mend("unbekannt", "7.000,00 €");
  await mend("keine", "bau@weiss.example");
  await mend("viel", "3.000,00 €");
  await page.click("#check [name='then']");
  await page.waitForLoadState();
}

/** Corrects one cell of the problem grid. */
async function mend(wrong: string, right: string): Promise<void> {
  const row = page.locator("#problems form", { has: page.locator(`input[value="${wrong}"]`) }).first();
  await row.locator(`input[value="${wrong}"]`).first().fill(right);
  await row.locator("button").click();
  await page.waitForLoadState();
}

async function admin(): Promise<Actor> {
  const found = await app.get(services.people).actors.ofUser(await adminId(), "page");
  if (!found) throw new Error("The administrator is gone");
  return found;
}

async function adminId(): Promise<string> {
  const [row] = await app.db.query<{ id: string }>({
    text: "select id from users where email = 'ada@beispiel.example'",
  });
  return row?.id ?? "";
}

const companies = async (): Promise<number> => (await app.records.count(await admin(), "company")).number;

const named = async (name: string) => (await app.records.list(await admin(), "company", { q: name })).data[0];

/** Two projects from before the rule. */
async function oldProjects(): Promise<void> {
  for (const name of ["Lager Nord", "Lager Süd"]) await app.records.create(await admin(), "deal", { name });
}
