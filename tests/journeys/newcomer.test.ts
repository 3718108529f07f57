// The first ten minutes of a salesperson who has never seen the product, in Bulgarian, at a desk and then on the phone: walk-through
// F1 of the screens, each of its steps in its order.
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../support/app.ts";
import { expectAccessible } from "../support/axe.ts";
import { openBrowser } from "../support/chromium.ts";
import { dayAhead, granted } from "../../plugins/activities/tests/granted.ts";

const CUSTOMERS = 38;
const signature = "Поздрави,\nПетър Илиев\nТърговски директор\nКолев ООД\nтел. +359 888 777 666\npetar@kolev.example";

let app: TestApp;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let admin: TestPerson;
let mira: TestPerson;
let boris: TestPerson;
let stages: readonly string[];
const complaints: string[] = [];

beforeAll(async () => {
  app = await startTestApp({ background: true, plugins: ["activities"] });
  await granted(app, "sales", "own");
  admin = await app.person("admin", { name: "Ада" });
  const team = (await app.records.create(admin.actor, "team", { name: "Север" })).id;
  mira = await app.person("sales", { name: "Мира", language: "bg", team });
  boris = await app.person("sales", { name: "Борис", language: "bg", team });
  await admin.send("/deals/board/pipelines", { template: "simple" });
  const all = (await app.records.list(admin.actor, "stage", { limit: 50 })).data;
  const open = all
    .filter(({ type }) => type === "open")
    .toSorted((a, b) => Number(a["position"]) - Number(b["position"]));
  stages = open.map(({ id }) => id);
  await broughtIn();
  browser = await openBrowser();
  [context, page] = await opened({ width: 1280, height: 900 });
});
afterAll(async () => {
  await context?.close();
  await browser?.close();
  await app?.stop();
  expect(complaints).toEqual([]);
});

/** What the administrator imported: 38 customers, and five things that are due today. */
async function broughtIn(): Promise<void> {
  const own = { owner: mira.id };
  const kolev = await app.records.create(admin.actor, "company", {
    name: "Колев ООД",
    phone: "+359 888 123 456",
    ...own,
  });
  for (let at = 1; at < CUSTOMERS; at++)
    await app.records.create(admin.actor, "company", { name: `Клиент ${at}`, city: "София", ...own });
  for (const [at, subject] of ["Оферта", "Мостри", "Договор", "Фактура"].entries())
    await app.records.create(admin.actor, "activity", {
      subject,
      dueOn: dayAhead(0),
      priority: at === 0 ? "high" : "normal",
      ...own,
    });
  const call = { subject: "Обади се на Иво", type: "call", dueOn: dayAhead(0), company: kolev.id, ...own };
  await app.records.create(admin.actor, "activity", call);
  for (const [name, amount] of [
    ["Кранове", "1200"],
    ["Лебедки", "800"],
  ] as const)
    await app.records.create(admin.actor, "deal", {
      name,
      company: kolev.id,
      amount: { amount, currency: "EUR" },
      closeDate: dayAhead(0),
      ...own,
    });
}

async function opened(viewport: { width: number; height: number }): Promise<[BrowserContext, Page]> {
  const made = await browser.newContext({
    baseURL: app.url,
    locale: "bg-BG",
    viewport,
    hasTouch: viewport.width < 500,
  });
  const one = await made.newPage();
  one.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("status of 4")) complaints.push(message.text());
  });
  return [made, one];
}

const text = async (selector = "main"): Promise<string> => (await page.textContent(selector)) ?? "";
const found = async (kind: string, field: string, value: string) =>
  (await app.records.list(mira.actor, kind, { filter: { field, op: "eq", value } })).data;
const boardTotal = async (on = page): Promise<string> => (await on.textContent("#board-strip")) ?? "";
const stageOf = async (name: string) => (await found("deal", "name", name))[0]?.["stage"];

describe("the first ten minutes", () => {
  test("0:00 the invitation asks for nothing but a password, in Bulgarian", async () => {
    const link = await app.get(services.people).links.create("password", mira.id, 1);
    await page.goto(`/password/${link}`);
    expect(await text()).toContain("Добре дошли, Мира");
    await page.fill("#f-password", "четири думи стигат");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname === "/");
    expect(await page.getAttribute("html", "lang")).toBe("bg");
  });

  test("0:45 Today has the five things that are due, and the list all 38 customers", async () => {
    for (const subject of ["Оферта", "Мостри", "Договор", "Фактура", "Обади се на Иво"])
      expect(await text()).toContain(subject);
    await expectAccessible(page);
    await page.keyboard.press("g");
    await page.keyboard.press("o");
    await page.waitForURL("**/companies");
    expect(await text()).toContain(String(CUSTOMERS));
  });

  test.each(["колев", "kolev", "123456"])("1:30 / and %s find Колев ООД", async (typed) => {
    await page.goto("/");
    await page.keyboard.press("/");
    await expect.poll(() => page.evaluate("document.activeElement.id")).toBe("top-search");
    await page.keyboard.type(typed);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/search?**");
    await page.locator("main a", { hasText: "Колев ООД" }).first().waitFor();
  });

  test("2:30 a note is written with Ctrl+Enter, and is there when the lid is opened again", async () => {
    const [kolev] = await found("company", "name", "Колев ООД");
    await page.goto(`/companies/${kolev?.id}`);
    await page.keyboard.press("n");
    await page.keyboard.type("Иска два крана до пролетта");
    await page.keyboard.press("Control+Enter");
    await page.locator(".timeline", { hasText: "Иска два крана до пролетта" }).waitFor();
    await page.goto("about:blank");
    await page.goto(`/companies/${kolev?.id}`);
    expect(await text(".timeline")).toContain("Иска два крана до пролетта");
    await expect.poll(() => page.locator(".composer .notice").count()).toBe(0);
  });

  test("3:30 a pasted signature becomes a person of the company that is there already", async () => {
    await page.keyboard.press("c");
    await page.keyboard.press("c");
    await page.waitForSelector("#quick[open]");
    await page.click("#quick .quick-paste summary");
    await page.fill("#q-paste", signature);
    await page.click("#quick [name=read]");
    await page.waitForSelector('#quick input[name="name"][value="Петър Илиев"]');
    await page.keyboard.press("Control+Enter");
    await page.waitForSelector('#messages:has-text("Петър Илиев")');
    const [kolev, other] = await found("company", "name", "Колев ООД");
    expect([(await found("contact", "name", "Петър Илиев"))[0]?.["company"], other]).toEqual([kolev?.id, undefined]);
  });

  test("4:30 one deal moves by the mouse, another by keys, and the sums follow", async () => {
    await page.goto("/deals/board");
    const sums = [await boardTotal()];
    const [cranes] = await found("deal", "name", "Кранове");
    await page.locator(`#card-${cranes?.id}`).dragTo(page.locator(`[data-drop="${stages[1]}"]`));
    await expect.poll(() => stageOf("Кранове")).toBe(stages[1]);
    await expect.poll(() => boardTotal()).not.toBe(sums[0]);
    sums.push(await boardTotal());
    const [winches] = await found("deal", "name", "Лебедки");
    await page.locator(`#card-${winches?.id} a.title`).focus();
    await page.keyboard.press("Shift+ArrowRight");
    await expect.poll(() => stageOf("Лебедки")).toBe(stages[1]);
    await expect.poll(() => boardTotal()).not.toBe(sums[1]);
  });

  test("4:30 on the phone a card moves by its menu, without scrolling sideways", async () => {
    const [made, phone] = await opened({ width: 390, height: 800 });
    await made.addCookies(await context.cookies());
    await phone.goto("/deals/board");
    const before = await boardTotal(phone);
    const [cranes] = await found("deal", "name", "Кранове");
    const card = phone.locator(`#card-${cranes?.id}`);
    await card.locator("details summary").click();
    await card.locator(`button[value="${stages[2] ?? stages[0]}"]`).click();
    await expect.poll(() => stageOf("Кранове")).toBe(stages[2] ?? stages[0]);
    await expect.poll(() => boardTotal(phone)).not.toBe(before);
    expect(await phone.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
    await made.close();
  });

  test("5:30 a call is ticked off on Today, and Enter accepts what follows", async () => {
    await page.goto("/");
    await page.click("summary:has-text('Обади се на Иво')");
    await page.waitForSelector("details[open] input[name=next]:focus");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#messages:has-text('готово')");
    expect(await found("activity", "subject", "Ново обаждане")).toMatchObject([{ status: "planned" }]);
  });

  test("6:30 what was deleted by mistake comes back, by Undo and from what was changed lately", async () => {
    const [petar] = await found("contact", "name", "Петър Илиев");
    const isThere = async () => (await found("contact", "name", "Петър Илиев")).length;
    const remove = async () => {
      await page.goto(`/contacts/${petar?.id}`);
      await page.click(
        "summary[aria-label='Действия'], .page-actions details.menu summary, .record-head details.menu summary",
      );
      await page.click("form[action$='/removal'] button");
      await expect.poll(isThere).toBe(0);
    };
    await remove();
    await page.click("#messages button:has-text('Отмени')");
    await expect.poll(isThere).toBe(1);
    await remove();
    await page.goto("/changes");
    await page.locator(".timeline li", { hasText: "Петър Илиев" }).first().locator(".change-undo button").click();
    await expect.poll(isThere).toBe(1);
  });

  test("7:30 a view is kept, and a colleague who gets its address sees only what is theirs", async () => {
    await page.goto("/deals?filter[owner]=me&filter[closeDate][within]=thisMonth");
    expect(await text()).toContain("Кранове");
    await page.getByRole("link", { name: "Запази като изглед" }).click();
    await page.locator("#new-view-name").fill("Този месец");
    await page.locator("#new-view-sharing").selectOption("team");
    await page.keyboard.press("Control+Enter");
    await page.locator("#messages", { hasText: "Този месец" }).waitFor();
    await app.records.create(admin.actor, "deal", { name: "Мотокари", owner: boris.id, closeDate: dayAhead(0) });
    const theirs = await (await boris.visit(page.url().slice(app.url.length))).text();
    expect([theirs.includes("Мотокари"), theirs.includes("Кранове")]).toEqual([true, false]);
  });

  test("8:30 two people change an amount: both values are shown with names, and one is chosen", async () => {
    const [cranes] = await found("deal", "name", "Кранове");
    await page.goto("/deals?filter[name]=%D0%9A%D1%80%D0%B0%D0%BD%D0%BE%D0%B2%D0%B5");
    await page.locator("[data-cell-edit][aria-label*='Сума']").first().press("Enter");
    await page.locator(".cell-editor input[inputmode=decimal]").fill("1500");
    await app.records.change(admin.actor, "deal", String(cranes?.id), { amount: { amount: "1900", currency: "EUR" } });
    await page.keyboard.press("Enter");
    await page.locator(".cell-conflict").waitFor();
    for (const word of ["Ада", "1500", "1900"])
      expect((await text(".cell-conflict")).replaceAll(/\s/g, "")).toContain(word);
    await page.click(".cell-conflict button.btn-primary");
    await expect
      .poll(async () => (await found("deal", "name", "Кранове"))[0]?.["amount"])
      .toMatchObject({ amount: "1500.00" });
  });

  test("9:30 Help says in Bulgarian how a deal is lost", async () => {
    await page.goto("/deals/board");
    await page.click("a[href^='/help']");
    await page.waitForURL("**/help**");
    await page.fill("#help-q", "загубена");
    await page.keyboard.press("Enter");
    await page.waitForURL("**q=**");
    expect(await text()).toContain("Как да отбележа");
  });
});
