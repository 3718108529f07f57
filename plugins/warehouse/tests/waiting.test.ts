import { afterAll, beforeAll, expect, test } from "vitest";
import { expectAccessible, startTestApp, type TestApp, type TestPerson } from "trellis/testing";
import { daysAfter, todayIn } from "../days.ts";
import { openYard, type Yard } from "./yard.ts";

let app: TestApp;
let yard: Yard;
let plank: string;
let today: string;
const waits: Record<string, string> = {};

beforeAll(async () => {
  app = await startTestApp({ plugins: ["products", "warehouse"] });
  yard = await openYard(app);
  today = todayIn(yard.admin.actor.timeZone);
  plank = await yard.product("Plank");
  await yard.done("receipt", [{ product: plank, quantity: "50", cost: "1" }], { name: "Done long ago" });
  await yard.draft("receipt", [{ product: plank, quantity: "1" }], { name: "Only a draft" });
  waits["count"] = await confirmed("count", "Count of the shop", { location: yard.shop });
  waits["later"] = await confirmed("receipt", "Expected", { day: daysAfter(today, 3) });
  waits["today"] = await confirmed("shipment", "For today", { day: today });
  waits["late"] = await confirmed("shipment", "Late one", { day: daysAfter(today, -2) });
  waits["sent"] = await confirmed("transfer", "To the shop", { toLocation: yard.shop, day: daysAfter(today, -1) });
  expect((await yard.step(waits["sent"], "completion")).status).toBe(200);
});
afterAll(() => app.stop());

async function confirmed(type: string, name: string, more: Record<string, string>): Promise<string> {
  const id = await yard.draft(type, type === "count" ? [] : [{ product: plank, quantity: "1" }], { name, ...more });
  expect((await yard.step(id, "confirmation")).status).toBe(200);
  return id;
}

/** The names of what waits, in their order, late ones with a star. */
async function shown(query = "", by: TestPerson = yard.admin): Promise<string[]> {
  const html = await (await by.visit(`/warehouse/waiting${query}`)).text();
  return html
    .split("<tr>")
    .slice(2)
    .map((row) => `${/S-\d+ · ([^<]+)</.exec(row)?.[1] ?? ""}${row.includes(">Late<") ? "*" : ""}`);
}

test("what is confirmed and not done stands by its day, what is late first and marked", async () => {
  expect(await shown()).toEqual(["Late one*", "To the shop*", "For today", "Expected", "Count of the shop"]);
});

test("what waits is narrowed by its type and its place, wherever it comes from or goes to", async () => {
  expect(await shown("?type=shipment")).toEqual(["Late one*", "For today"]);
  expect(await shown(`?place=${yard.shop}`)).toEqual(["To the shop*", "Count of the shop"]);
  expect(await shown(`?type=count&place=${yard.main}`)).toEqual([]);
  expect((await shown("?type=none&place=nowhere")).length).toBe(5);
});

test("the next step of each is one click away, for those who may take it", async () => {
  const page = await app.browse(yard.admin, "/warehouse/waiting");
  for (const name of [/^Ship: S-/, /^It has arrived: S-/, /^Receive: S-/])
    expect(await page.getByRole("button", { name }).first().isVisible()).toBe(true);
  expect(await page.getByRole("link", { name: /^Count: S-/ }).getAttribute("href")).toBe(
    `/warehouse/scan/${waits["count"]}`,
  );
  await expectAccessible(page);
  await page
    .getByRole("row", { name: /For today/ })
    .getByRole("button", { name: /^Ship/ })
    .click();
  await page.waitForURL(`**/stock-documents/${waits["today"]}`);
  expect(await shown()).not.toContain("For today");
});

test("nobody sees what waits who may not see documents, and whoever may only look has no steps", async () => {
  const clerk = await app.person("sales");
  expect((await clerk.visit("/warehouse/waiting")).status).toBe(404);
  await app.grant("manager", "stock-documents.read", "all");
  const manager = await app.person("manager");
  expect((await shown("", manager)).length).toBeGreaterThan(3);
  expect(await (await manager.visit("/warehouse/waiting")).text()).not.toContain('name="step"');
});
