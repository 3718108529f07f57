// The keyboard map of the pages, pressed in a real browser: what the overlay lists is what works.
import type { Browser, BrowserContext, Page } from "playwright-core";
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
  for (const name of ["Acme", "Kolev & Sons", "Zoomit"]) await app.records.create(ana.actor, "company", { name });
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

/** A tab in which this person is signed in; what the browser complains about is collected. */
async function tab(person: TestPerson): Promise<{ page: Page; context: BrowserContext; complaints: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const [name = "", value = ""] = person.cookie.split("=");
  await context.addCookies([{ name, value, url: app.url }]);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => void (message.type() === "error" && complaints.push(message.text())));
  page.on("pageerror", (error) => void complaints.push(String(error)));
  return { page, context, complaints };
}

const focused = (page: Page) => page.evaluate("document.activeElement.textContent.trim()");
const open = async (page: Page, path: string) => {
  await page.goto(app.url + path, { waitUntil: "load" });
};

describe("in a list", () => {
  test("rows are walked, chosen and opened without a mouse", async () => {
    const { page, context, complaints } = await tab(ana);
    await open(page, "/companies?sort=name");

    await page.keyboard.press("j");
    await expect.poll(() => focused(page)).toBe("Acme");
    await page.keyboard.press("j");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("k");
    await expect.poll(() => focused(page)).toBe("Kolev & Sons");

    await page.keyboard.press("x");
    await expect.poll(() => page.locator("[data-row-check]:checked").count()).toBe(1);
    await expect.poll(() => page.locator("[data-bulk]").isVisible()).toBe(true);
    await page.keyboard.press("Shift+J");
    await expect.poll(() => page.locator("[data-row-check]:checked").count()).toBe(2);
    await page.keyboard.press("*");
    await expect.poll(() => page.locator("[data-bulk-count]").textContent()).toBe("3");
    await expectAccessible(page);

    await page.keyboard.press("Enter");
    await page.waitForURL(/\/companies\/[0-9a-f-]{36}/);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("Space looks at a row beside the list, moving takes the look along, Esc ends it", async () => {
    const { page, context, complaints } = await tab(ana);
    await open(page, "/companies?sort=name");
    const peek = page.locator("#peek");

    await page.keyboard.press("j");
    await page.keyboard.press("Space");
    await peek.getByRole("heading", { name: "Acme" }).waitFor();
    await page.keyboard.press("j");
    await peek.getByRole("heading", { name: "Kolev & Sons" }).waitFor();
    await expect.poll(() => focused(page)).toBe("Kolev & Sons");
    await expectAccessible(page);

    await page.keyboard.press("Escape");
    expect(await peek.isVisible()).toBe(false);
    await expect.poll(() => focused(page)).toBe("Kolev & Sons");
    await page.keyboard.press("Space");
    await peek.getByRole("link", { name: "Open" }).click();
    await page.waitForURL(/\/companies\/[0-9a-f-]{36}/);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("a letter works on a Cyrillic layout, and never in a field", async () => {
    const { page, context } = await tab(ana);
    await open(page, "/companies?sort=name");

    const press = (key: string, code: string) =>
      `document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "${key}", code: "${code}", bubbles: true, cancelable: true }))`;
    await page.evaluate(press("й", "KeyJ"));
    await expect.poll(() => focused(page)).toBe("Acme");
    await page.locator("#list-q").focus();
    await page.evaluate(press("й", "KeyJ"));
    await expect.poll(() => page.evaluate("document.activeElement.id")).toBe("list-q");
    await context.close();
  });
});

describe("anywhere", () => {
  test("a slash searches, g c goes to the contacts, ? lists what works here", async () => {
    const { page, context } = await tab(ana);
    await open(page, "/companies");

    await page.keyboard.press("/");
    await expect.poll(() => page.evaluate("document.activeElement.id")).toBe("top-search");
    await page.keyboard.press("Escape");
    await page.evaluate("document.activeElement.blur()");

    await page.keyboard.press("?");
    await expect.poll(() => page.locator("#keys").isVisible()).toBe(true);
    const listed = await page.locator("#keys dt").allTextContents();
    expect(listed).toEqual(expect.arrayContaining(["Contacts", "Search", "Select the row"]));
    await expectAccessible(page);
    await page.keyboard.press("Escape");

    await page.keyboard.press("g");
    await page.keyboard.press("c");
    await page.waitForURL(/\/contacts/);
    await context.close();
  });

  test("Ctrl+K finds a company by a few letters and opens it", async () => {
    const { page, context, complaints } = await tab(ana);
    await open(page, "/contacts");

    await page.keyboard.press("Control+k");
    await page.keyboard.type("kolev");
    const found = page.locator("#palette [role=option]", { hasText: "Kolev & Sons" });
    await found.waitFor();
    await expectAccessible(page);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await expect.poll(() => found.first().getAttribute("aria-selected")).toBe("true");
    await page.keyboard.press("Enter");

    await page.waitForURL(/\/companies\/[0-9a-f-]{36}/);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("single letters can be switched off", async () => {
    const quiet = await app.person("sales", { name: "Quiet" });
    await app.db.query({ text: "update users set shortcuts = false where id = $1", values: [quiet.id] });
    await app.db.query({ text: "update definition_versions set version = version + 1 where name = 'rights'" });
    const { page, context } = await tab(quiet);
    await open(page, "/companies");

    await page.keyboard.press("?");
    await expect.poll(() => page.locator("#keys").isVisible()).toBe(false);
    await page.keyboard.press("Control+k");
    await expect.poll(() => page.locator("#palette").isVisible()).toBe(true);
    await context.close();
  });

  test("c c creates a contact in a dialog, Ctrl+Enter saves it", async () => {
    const { page, context, complaints } = await tab(ana);
    await open(page, "/contacts");

    await page.keyboard.press("c");
    await page.keyboard.press("c");
    await page.locator("#quick h1").waitFor();
    await page.keyboard.type("Boris Ivanov");
    await expectAccessible(page);
    await page.keyboard.press("Control+Enter");
    await page.locator("#quick").waitFor({ state: "hidden" });

    await expect.poll(() => page.locator("#messages").textContent()).toContain("Boris Ivanov");
    expect(complaints).toEqual([]);
    await context.close();
  });
});

test("keys pressed before the page has read its commands are not lost", async () => {
  const { page, context, complaints } = await tab(ana);
  let deliver = (): void => undefined;
  const delivered = new Promise<void>((done) => (deliver = done));
  await page.route("**/main.js*", async (route) => {
    await delivered;
    await route.continue();
  });
  await page.goto(`${app.url}/companies?sort=name`, { waitUntil: "commit" });
  await page.locator("main h1").waitFor();
  for (const key of ["j", "j"]) await page.keyboard.press(key);
  expect(await focused(page)).not.toBe("Kolev & Sons");

  deliver();
  await expect.poll(() => focused(page)).toBe("Kolev & Sons");
  expect(complaints).toEqual([]);
  await context.close();
});

test("light and dark are chosen on this device", async () => {
  const { page, context } = await tab(ana);
  await open(page, "/companies");
  await expect.poll(() => page.evaluate("document.documentElement.dataset.bsTheme")).toBe("light");

  await page.locator("summary.person").click();
  await page.locator("[data-theme-toggle]").click();
  await page.reload();

  await expect.poll(() => page.evaluate("document.documentElement.dataset.bsTheme")).toBe("dark");
  await context.close();
});

test("what was typed survives a closed tab", async () => {
  const { page, context } = await tab(ana);
  await open(page, "/companies/new");
  await page.locator("input[name=name]").fill("Half typed");
  await expect.poll(() => page.evaluate("Object.keys(localStorage).join()")).toContain("draft");

  const again = await context.newPage();
  await page.close();
  await open(again, "/companies/new");
  await again.locator("main .notice button").first().click();

  expect(await again.locator("input[name=name]").inputValue()).toBe("Half typed");
  await context.close();
});
