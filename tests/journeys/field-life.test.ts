// An administrator, in German, gives a field another type on its page: tries it, looks at what does not fit, changes, takes it back.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { services } from "../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../support/app.ts";
import { expectAccessible } from "../support/axe.ts";
import { openBrowser } from "../support/chromium.ts";

let app: TestApp;
let browser: Browser;
let ada: TestPerson;
beforeAll(async () => {
  app = await startTestApp({ background: true });
  browser = await openBrowser();
  ada = await app.person("admin", { name: "Ada", language: "de" });
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

async function open(path: string): Promise<Page> {
  const context = await browser.newContext({ locale: "de-DE", viewport: { width: 1280, height: 800 } });
  const [name = "", value = ""] = ada.cookie.split("=");
  await context.addCookies([{ name, value, url: app.url }]);
  const page = await context.newPage();
  await page.goto(app.url + path);
  return page;
}

test("ein Feld bekommt einen anderen Typ und wieder den alten", async () => {
  const fields = app.get(services.customFields);
  const schema = { "x-type": "text", "x-label": { de: "Mitarbeiterzahl" }, maxLength: 50 };
  const field = await fields.define(ada.actor, "company", { key: "headcount", schema });
  for (const [name, headcount] of [
    ["Klein", "7"],
    ["Groß", "1.200"],
    ["Unklar", "etwa 50"],
  ])
    await app.records.create(ada.actor, "company", { name, custom: { headcount } });

  const page = await open(`/settings/fields/${field.id}/life`);
  await expectAccessible(page);
  await page.getByLabel("Schnell zu filtern").check();
  await page.getByRole("button", { name: "Speichern" }).click();
  await page.getByText("Der Index ist fertig.").waitFor({ timeout: 30_000 });

  await page.getByLabel("Neuer Typ").selectOption("integer");
  await page.getByRole("button", { name: "Ausprobieren" }).click();
  await page.getByRole("heading", { name: "Was nicht passt" }).waitFor({ timeout: 30_000 });
  expect(await page.getByText("1.200 → 1.200").count()).toBe(1);
  expect(await page.getByRole("link", { name: "Unklar" }).count()).toBe(1);
  await expectAccessible(page);

  await page.getByLabel("Der Wert, der nicht passt, wird leer").check();
  await page.getByRole("button", { name: "Typ ändern" }).click();
  await page.getByText("Das Feld hat seinen neuen Typ.").waitFor({ timeout: 30_000 });
  await page.getByRole("button", { name: "Änderung zurücknehmen" }).click();
  await page.getByText("Das Feld hat wieder seinen alten Typ.").waitFor({ timeout: 30_000 });

  await page.goto(`${app.url}/settings/fields/${field.id}/life`);
  await page.getByRole("button", { name: "Ausblenden" }).click();
  await page.getByText("Dieses Feld ist ausgeblendet.").waitFor();
  await expectAccessible(page);
  await page.getByLabel("headcount").fill("headcount");
  await page.getByRole("button", { name: "Endgültig entfernen" }).click();
  await page.getByText("Das Feld ist endgültig weg.").waitFor();
});
