// From a file nobody prepared to a customer base and back, with the mouse; each page free of accessibility faults in both themes.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp, type TestPerson } from "../support/app.ts";
import { expectAccessible } from "../support/axe.ts";
import { openBrowser } from "../support/chromium.ts";
import { encode } from "../support/encode.ts";

let app: TestApp;
let browser: Browser;
let ana: TestPerson;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  app = await startTestApp({ background: true });
  browser = await openBrowser();
  ana = await app.person("admin", { name: "Ana Petrova" });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const [name = "", value = ""] = ana.cookie.split("=");
  await context.addCookies([{ name, value, url: app.url }]);
  page = await context.newPage();
  page.on("console", (message) => void (message.type() === "error" && complaints.push(message.text())));
  page.on("pageerror", (error) => void complaints.push(String(error)));
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const customers = `Firma;Branche;Ort;Umsatz;Telefon;Gebiet
Müller & Söhne;Einzelhandel;Köln;"1.234,56 €";0221 555 123;Nord
Bäckerei Groß;Einzelhandel;Würzburg;"98,00 €";+49 931 5551;Süd
Jäger Laden;Einzelhandl;Nürnberg;"12.000,00 €";0911 555 77;Nord
Schröder;Einzelhandel;Zürich;unbekannt;0911 555 78;Süd
`;

const shoot = async (name: string): Promise<void> => {
  const folder = process.env["TRELLIS_SHOTS"];
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
};

describe("a customer list in an old encoding", () => {
  test("is taken as it is: read, matched, corrected, imported, undone", async () => {
    await page.goto(`${app.url}/imports/new?kind=companies`);
    await expectAccessible(page);
    await shoot("import-1");
    await page.setInputFiles("#import-file", {
      name: "kunden.csv",
      mimeType: "text/csv",
      buffer: encode(customers, "windows-1252"),
    });
    await page.click("main form .btn-primary");

    await page.waitForSelector("select[name='to.0']");
    expect(await page.inputValue("select[name='to.0']")).toBe("name");
    expect(await page.inputValue("select[name='to.3']")).toBe("annualRevenue");
    await page.selectOption("select[name='to.5']", "new");
    await expectAccessible(page);
    await shoot("import-2");
    await page.click("main form .btn-primary");

    await page.waitForSelector("#check");
    await expect.poll(() => page.textContent("#problems")).toContain("Schröder");
    await expect.poll(() => page.textContent("#check")).toContain("Einzelhandl");
    await expectAccessible(page);
    await shoot("import-3");
    expect(await page.isChecked("input[name='fix']")).toBe(true);
    await page.fill("#problems input[name^='cell']", "7.000,00 €");
    await page.click("#problems button");
    await page.locator("#problems").waitFor({ state: "detached" });
    await page.click("#check [name='then']");

    await page.waitForSelector("form[action^='/imports/'][action$='/undo']");
    await expectAccessible(page);
    await shoot("import-5");
    const found = await app.records.list(ana.actor, "company", { q: "muller" });
    expect(found.data[0]).toMatchObject({
      name: "Müller & Söhne",
      industry: "retail",
      annualRevenue: { amount: "1234.56", currency: "EUR" },
      custom: { gebiet: "Nord" },
    });
    await page.click("form[action^='/imports/'][action$='/undo'] button");
    await page.locator("form[action^='/imports/'][action$='/undo']").waitFor({ state: "detached" });
    await page.locator("#import-progress").waitFor({ state: "detached" });
    expect((await app.records.count(ana.actor, "company")).number).toBe(0);
    expect(complaints).toEqual([]);
  });
});
