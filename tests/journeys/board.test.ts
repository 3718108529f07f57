// The board by mouse, by key and by menu: every way sends the same form, and the focus never falls out of the board.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Rec } from "../../core/records/record.ts";
import { startTestApp, type TestApp, type TestPerson } from "../support/app.ts";
import { expectAccessible } from "../support/axe.ts";
import { openBrowser } from "../support/chromium.ts";

let app: TestApp;
let browser: Browser;
let ana: TestPerson;
let stages: readonly Rec[];
let page: Page;
let complaints: string[];

beforeAll(async () => {
  app = await startTestApp();
  browser = await openBrowser();
  ana = await app.person("admin", { name: "Ana Petrova" });
  await ana.send("/deals/board/pipelines", { template: "simple" });
  const all = (await app.records.list(ana.actor, "stage", { limit: 50 })).data;
  stages = all
    .filter((stage) => stage["type"] === "open")
    .sort((a, b) => Number(a["position"]) - Number(b["position"]));
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});
beforeEach(async () => {
  await page?.context().close();
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const [name = "", value = ""] = ana.cookie.split("=");
  await context.addCookies([{ name, value, url: app.url }]);
  page = await context.newPage();
  complaints = [];
  page.on("console", (message) => void (message.type() === "error" && complaints.push(message.text())));
  page.on("pageerror", (error) => void complaints.push(String(error)));
});

/** A deal in the first stage, and the board with it. */
async function begin(name: string): Promise<Rec> {
  const [first] = stages;
  const deal = await app.records.create(ana.actor, "deal", {
    name,
    pipeline: first?.["pipeline"],
    stage: first?.id,
    amount: { amount: "1200", currency: "EUR" },
  });
  await page.goto(`${app.url}/deals/board`);
  return deal;
}

const stageOf = async (deal: Rec) => (await app.records.get(ana.actor, "deal", deal.id))["stage"];
const focusIn = () =>
  page.evaluate("document.activeElement.closest('[data-card]')?.id ?? document.activeElement.tagName");
const said = () => page.locator("#messages").textContent();

describe("a deal moves to the next stage", () => {
  test("by Shift and an arrow, says so, and keeps the focus", async () => {
    const deal = await begin("Forty chairs");
    await page.locator(`#card-${deal.id} a.title`).focus();

    await page.keyboard.press("Shift+ArrowRight");
    await expect.poll(() => stageOf(deal)).toBe(stages[1]?.id);

    await expect.poll(said).toContain(String(stages[1]?.["name"]));
    await expect.poll(focusIn).toBe(`card-${deal.id}`);
    expect(complaints).toEqual([]);
  });

  test("by the mouse", async () => {
    const deal = await begin("Website");

    await page.locator(`#card-${deal.id}`).dragTo(page.locator(`[data-drop="${stages[1]?.id}"]`));

    await expect.poll(() => stageOf(deal)).toBe(stages[1]?.id);
    await expect.poll(() => page.locator(`[data-drop="${stages[1]?.id}"] #card-${deal.id}`).count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  test("by its menu, which comes when it is opened", async () => {
    const deal = await begin("Licences");
    const menu = page.locator(`#card-${deal.id} details`);
    await page.locator(`#card-${deal.id} a.title`).focus();

    await page.keyboard.press("m");
    await menu.locator(`button[value="${stages[1]?.id}"]`).click();

    await expect.poll(() => stageOf(deal)).toBe(stages[1]?.id);
    await expect.poll(focusIn).not.toBe("BODY");
  });
});

test("arrows walk from card to card", async () => {
  const [a, b] = [await begin("First"), await begin("Second")];
  await page.locator(`#card-${b.id} a.title`).focus();

  await page.keyboard.press("ArrowDown");
  const below = await focusIn();
  await page.keyboard.press("ArrowUp");

  expect(below).not.toBe(`card-${b.id}`);
  expect(await focusIn()).toBe(`card-${b.id}`);
  expect(a.id).not.toBe(b.id);
});

test("w wins the deal, l asks why it was lost", async () => {
  const [won, lost] = [await begin("To be won"), await begin("To be lost")];
  await page.locator(`#card-${won.id} a.title`).focus();
  await page.keyboard.press("w");
  await expect.poll(async () => (await app.records.get(ana.actor, "deal", won.id))["status"]).toBe("won");

  await page.locator(`#card-${lost.id} a.title`).focus();
  await page.keyboard.press("l");
  await page.locator("#quick select").waitFor();
  await expectAccessible(page);
  await page.locator("#quick select").selectOption({ index: 1 });
  await page.keyboard.press("Control+Enter");

  await expect.poll(async () => (await app.records.get(ana.actor, "deal", lost.id))["status"]).toBe("lost");
  await expect.poll(() => page.locator("#quick").isVisible()).toBe(false);
});

test("everybody can use the board", async () => {
  await begin("Annual maintenance contract for all twelve locations of the company");
  await expectAccessible(page);
});
