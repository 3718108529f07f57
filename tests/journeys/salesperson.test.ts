// The day of a salesperson who works in Bulgarian, at a desk and then on the phone: what is to be done, ticking it off, the
// next step, a call that is written down on the deal.
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp, type TestPerson } from "../support/app.ts";
import { expectAccessible } from "../support/axe.ts";
import { openBrowser } from "../support/chromium.ts";
import { dayAhead, granted } from "../../plugins/activities/tests/granted.ts";

let app: TestApp;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let mira: TestPerson;
let deal: string;
const complaints: string[] = [];

beforeAll(async () => {
  app = await startTestApp({ background: true, plugins: ["activities"] });
  await granted(app, "sales", "own");
  const admin = await app.person("admin");
  await admin.send("/deals/board/pipelines", { template: "simple" });
  mira = await app.person("sales", { name: "Мира", language: "bg" });
  const company = (await app.records.create(mira.actor, "company", { name: "Колев ООД" })).id;
  deal = (await app.records.create(mira.actor, "deal", { name: "Кранове", company })).id;
  await app.records.create(mira.actor, "activity", { subject: "Оферта за Колев", dueOn: dayAhead(-1), deal });
  await app.records.create(mira.actor, "activity", {
    subject: "Обади се на Иво",
    type: "call",
    dueOn: dayAhead(0),
    deal,
  });
  await app.records.create(mira.actor, "activity", {
    subject: "Демонстрация",
    type: "meeting",
    startAt: `${dayAhead(1)}T09:30:00Z`,
    deal,
  });
  browser = await openBrowser();
  [context, page] = await open({ width: 1280, height: 900 });
});
afterAll(async () => {
  await context?.close();
  await browser?.close();
  await app?.stop();
  expect(complaints).toEqual([]);
});

async function open(
  viewport: { width: number; height: number },
  colorScheme: "light" | "dark" = "light",
): Promise<[BrowserContext, Page]> {
  const made = await browser.newContext({ baseURL: app.url, locale: "bg-BG", viewport, colorScheme });
  const [name = "", value = ""] = mira.cookie.split("=");
  await made.addCookies([{ name, value, url: app.url }]);
  const opened = await made.newPage();
  opened.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("status of 4")) complaints.push(message.text());
  });
  return [made, opened];
}

const shoot = async (name: string, on = page): Promise<void> => {
  const folder = process.env["TRELLIS_SHOTS"];
  if (folder) await on.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
};
const text = async (selector = "main"): Promise<string> => (await page.textContent(selector)) ?? "";

describe("at the desk", () => {
  test("Today has what is overdue, today and tomorrow, in Bulgarian", async () => {
    await page.goto("/");
    const all = await text();
    for (const word of ["Просрочени", "Днес", "Утре", "Оферта за Колев", "Обади се на Иво", "11:30"])
      expect(all).toContain(word);
    await shoot("today");
    await expectAccessible(page);
  });

  test("ticking off a call asks for the next step, and Enter accepts", async () => {
    await page.click("summary:has-text('Обади се на Иво')");
    await page.waitForSelector("details[open] input[name=next]:focus");
    await shoot("today-tick");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#messages:has-text('готово')");
    const { data } = await app.records.list(mira.actor, "activity", {
      filter: { field: "subject", op: "eq", value: "Ново обаждане" },
    });
    expect(data).toMatchObject([{ status: "planned", deal }]);
  });

  test("a call is written down with three keys, and stands in the timeline", async () => {
    await page.goto(`/deals/${deal}`);
    await shoot("deal");
    await page.keyboard.press("l");
    await page.waitForSelector("#log-notes");
    await shoot("deal-log");
    await expectAccessible(page);
    await page.keyboard.press("2");
    await page.waitForSelector("#messages:has-text('записано')");
    expect(await text(".timeline")).toContain("Разбрахме се");
    await shoot("deal-logged");
  });

  test("the next step stands in the head of the deal, and is ticked off there", async () => {
    expect(await text(".next-step")).toContain("Оферта за Колев");
    await page.keyboard.press("t");
    await shoot("deal-step");
    await page.click(".next-step button[name=only]");
    await page.waitForSelector("#messages:has-text('готово')");
    expect(await text(".next-step")).not.toContain("Оферта за Колев");
  });
});

describe("the calendar", () => {
  test("turns by arrow keys and changes its view by letters", async () => {
    await page.goto("/activities/calendar");
    await shoot("week");
    await expectAccessible(page);
    const first = await text("h1");
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => text("h1")).not.toBe(first);
    await page.keyboard.press("h");
    await expect.poll(() => text("h1")).toBe(first);
    for (const [key, view] of [
      ["m", "month"],
      ["d", "day"],
      ["w", "week"],
    ] as const) {
      await page.keyboard.press(key);
      await page.waitForURL(`**view=${view}**`);
      await shoot(view);
    }
  });

  test("moves a card to another day by dragging, with a way back", async () => {
    const [meeting] = (
      await app.records.list(mira.actor, "activity", { filter: { field: "type", op: "eq", value: "meeting" } })
    ).data;
    await page.goto(`/activities/calendar?view=week&on=${dayAhead(1)}`);
    const weekday = (new Date(`${dayAhead(1)}T00:00:00Z`).getUTCDay() + 6) % 7;
    const other = dayAhead(weekday === 0 ? 2 : 0);
    await page.dragAndDrop(`[data-move="/activities/${meeting?.id}/rescheduling"]`, `[data-day="${other}"]`);
    await page.waitForSelector("#messages:has-text('преместено')");
    expect(await app.records.get(mira.actor, "activity", meeting?.id ?? "")).toMatchObject({ dueOn: other });
    await page.click("#messages button:has-text('Отмени')");
    const dayNow = async () => (await app.records.get(mira.actor, "activity", meeting?.id ?? ""))["dueOn"];
    await expect.poll(dayNow).toBe(dayAhead(1));
  });
});

describe("on the phone", () => {
  test("the same, without scrolling sideways, also in the dark", async () => {
    const [made, phone] = await open({ width: 390, height: 800 }, "dark");
    for (const path of [
      "/",
      `/deals/${deal}`,
      "/activities",
      "/activities/calendar",
      "/activities/calendar?view=month",
      "/activities/calendar?view=day",
      "/activities/reminders",
    ]) {
      await phone.goto(path);
      expect(await phone.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
      await shoot(`phone${path.replaceAll(/[^a-z]+/g, "-").slice(0, 30)}`, phone);
      await expectAccessible(phone);
    }
    await made.close();
  });
});
