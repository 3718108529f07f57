// An administrator defines a kind of record in German, gives it a field, and works with it: form, board, search, archive.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestApp, type TestApp, type TestPerson } from "../support/app.ts";
import { expectAccessible } from "../support/axe.ts";
import { openBrowser } from "../support/chromium.ts";

let app: TestApp;
let browser: Browser;
let ana: TestPerson;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  app = await startTestApp();
  browser = await openBrowser();
  ana = await app.person("admin", { name: "Ana Petrova", language: "de" });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "de-DE" });
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

const heading = () => page.locator("h1").first().textContent();

test("a kind is defined from its words, with stages, a picture, a place and a letter", async () => {
  await page.goto(`${app.url}/settings`);
  await page.getByRole("link", { name: "Arten von Einträgen" }).click();
  await page.getByRole("link", { name: "Neue Art" }).click();
  await page.getByLabel("Einzahl").first().fill("Schiff");
  await page.getByLabel("Mehrzahl").first().fill("Schiffe");
  await page.locator("label[title=Schiff]").click();
  await page.getByLabel("Im Menü").selectOption({ label: "Nach Firmen" });
  await page.getByLabel("Buchstabe für die Tastatur").selectOption("s");
  await page.getByLabel("Phasen").fill("Geplant\nIm Bau\nAbgeliefert");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Anlegen" }).click();
  await expect.poll(heading).toBe("Schiffe");
  await expect.poll(() => page.locator("#messages").textContent()).toContain("Schiffe sind da");
  expect(await page.locator("nav .nav-link, nav a", { hasText: "Schiffe" }).first().getAttribute("href")).toBe(
    "/schiffe",
  );
  await expectAccessible(page);
});

test("it gets a field, and a record by key", async () => {
  await page.goto(`${app.url}/settings/fields/new?kind=schiff&type=text`);
  await page.fill("#label-de", "Werftnummer");
  await page.click("button[value=save]:visible");
  await expect.poll(() => page.locator("#messages").textContent()).toContain("Werftnummer");
  await page.goto(`${app.url}/schiffe`);
  await page.keyboard.press("c");
  await page.keyboard.press("s");
  const quick = page.locator("#quick");
  await quick.getByLabel("Name").fill("Möwe");
  await quick.getByLabel("Phase").selectOption({ label: "Geplant" });
  await quick.getByRole("button", { name: "Anlegen und öffnen" }).click();
  await expect.poll(heading).toContain("Möwe");
  await page.goto(`${app.url}/search?q=mowe`);
  expect(await page.getByRole("main").textContent()).toContain("Möwe");
});

test("its board moves the card by key, says so, and takes it back", async () => {
  await page.goto(`${app.url}/schiffe`);
  await page.getByRole("main").getByRole("link", { name: "Board" }).click();
  const card = page.locator(".board-card", { hasText: "Möwe" });
  await card.locator("a.title").focus();
  await page.keyboard.press("Shift+ArrowRight");
  await expect.poll(() => page.locator("#messages").textContent()).toContain("Möwe steht jetzt in Im Bau.");
  const now = () => page.locator(".board-column", { has: card }).locator("h2").textContent();
  expect(await now()).toBe("Im Bau");
  await card.locator("summary").click();
  await card.getByRole("button", { name: "Abgeliefert" }).click();
  await expect.poll(now).toBe("Abgeliefert");
  await expectAccessible(page);
});

test("it is renamed everywhere at once, archived, and brought back", async () => {
  await page.goto(`${app.url}/settings/kinds/schiff`);
  await page.getByLabel("Mehrzahl").first().fill("Boote");
  await page.getByRole("button", { name: "Speichern" }).click();
  await expect.poll(heading).toBe("Boote");
  await page.getByRole("main").getByRole("link", { name: "Archivieren" }).click();
  expect(await page.getByRole("main").textContent()).toContain("1 Eintrag");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Archivieren" }).click();
  await expect.poll(() => page.getByRole("button", { name: "Zurückholen" }).count()).toBe(1);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Zurückholen" }).click();
  await expect.poll(() => page.locator("#messages").textContent()).toContain("wieder da");
  await page.goto(`${app.url}/schiffe`);
  expect(await page.getByRole("main").textContent()).toContain("Möwe");
  expect(complaints).toEqual([]);
});
