import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectAccessible, startTestApp, type TestApp, type TestPerson } from "trellis/testing";
import { daysAfter, todayIn } from "../days.ts";
import { openYard, type Yard } from "./yard.ts";

let app: TestApp;
let yard: Yard;
let chair: string;

beforeAll(async () => {
  app = await startTestApp({ plugins: ["products", "warehouse"], background: true });
  yard = await openYard(app);
  chair = await yard.product("Chair", { sku: "CH-1" });
});
afterAll(() => app.stop());

const html = async (path: string, by: TestPerson = yard.admin): Promise<string> => await (await by.visit(path)).text();
const version = async (id: string) => String((await app.records.get(yard.admin.actor, "stock_document", id)).version);
const step = async (id: string, what: string, more: Record<string, string> = {}) =>
  await yard.admin.send(`/stock-documents/${id}/steps`, { step: what, version: await version(id), ...more });

describe("the page of a document", () => {
  test("takes lines by item number, is confirmed, and goods are there", async () => {
    const id = await yard.draft("receipt", []);
    const add = async (form: Record<string, string>) => await yard.admin.send(`/stock-documents/${id}/additions`, form);
    expect((await step(id, "confirmation")).status).toBe(422);
    const wrong = await add({ what: "CH-1", quantity: "2.5", cost: "3" });
    expect(wrong.status).toBe(422);
    expect(await wrong.text()).toContain('value="2.5"');
    expect((await add({ what: "CH-1", quantity: "2", cost: "3" })).status).toBe(303);
    await step(id, "confirmation");
    expect(await html(`/stock-documents/${id}`)).toContain("Receive");
    await step(id, "completion");
    expect(await html(`/products/${chair}`)).toContain("€6.00");
  });

  test("of an earlier day shows what changes, and carries it out when somebody agrees", async () => {
    const product = await yard.product("Late");
    await yard.done("receipt", [{ product, quantity: "10", cost: "5" }]);
    await yard.done("shipment", [{ product, quantity: "5" }]);
    const id = await yard.draft("receipt", [{ product, quantity: "10", cost: "4" }], { day: "2026-01-15" });
    await step(id, "confirmation");
    const asked = await (await step(id, "completion")).text();
    for (const piece of ["Costs of the past change", "-2.50", "Late"]) expect(asked).toContain(piece);
    expect((await app.records.get(yard.admin.actor, "stock_document", id))["state"]).toBe("confirmed");
    expect((await step(id, "completion", { agreed: "1" })).status).toBe(303);
    expect((await app.records.get(yard.admin.actor, "stock_document", id))["state"]).toBe("done");
  });

  test("can be used by everybody, wide and narrow, light and dark", async () => {
    const id = await yard.draft("receipt", [{ product: chair, quantity: "2", cost: "3" }]);
    const page = await app.browse(yard.admin, `/stock-documents/${id}`);
    expect(await page.getByRole("button", { name: "Confirm" }).isVisible()).toBe(true);
    await expectAccessible(page);
  });
});

test("the page of all stock says what is free, what it is worth, and what was there at the end of another day", async () => {
  const product = await yard.product("Anvil");
  await yard.done("receipt", [{ product, quantity: "7", cost: "3" }], { day: "2026-03-01" });
  await yard.done("receipt", [{ product, quantity: "5", cost: "3" }]);
  const now = await html("/warehouse?q=anvil");
  for (const piece of ["Anvil", "12", "€36.00"]) expect(now).toContain(piece);
  expect(await html("/warehouse?q=anvil&on=2026-03-01")).toMatch(/Anvil[\s\S]*?>7</);
  const page = await app.browse(yard.admin, "/warehouse");
  expect(await page.getByRole("link", { name: "Anvil" }).isVisible()).toBe(true);
  await expectAccessible(page);
});

test("the page of a deal says what there is, and keeps it for the customer", async () => {
  const product = await yard.product("Desk");
  await yard.done("receipt", [{ product, quantity: "5", cost: "1" }]);
  const deal = await app.deal(yard.admin.actor, "Hall");
  const price = { amount: "9", currency: "EUR" };
  await yard.add("deal_line", { deal, product, quantity: "3", price });
  expect(await html(`/deals/${deal}`)).toContain("5 free");
  await yard.admin.send(`/warehouse/deals/${deal}/keeping`);
  expect(await html(`/deals/${deal}`)).toContain("3 kept");
  await yard.admin.send(`/warehouse/deals/${deal}/release`, { product: "" });
  const page = await app.browse(yard.admin, `/deals/${deal}`);
  expect(await page.getByText("5 free").isVisible()).toBe(true);
  await expectAccessible(page);
});

test("the page of a deal says when what is missing should be there", async () => {
  const [ordered, slow] = [await yard.product("Ordered"), await yard.product("Slow", { custom: { lead_days: 10 } })];
  const deal = await app.deal(yard.admin.actor, "Later");
  const price = { amount: "9", currency: "EUR" };
  for (const product of [ordered, slow]) await yard.add("deal_line", { deal, product, quantity: "4", price });
  const soon = daysAfter(todayIn("UTC"), 3);
  for (const quantity of ["3", "3"]) {
    const id = await yard.draft("receipt", [{ product: ordered, quantity, cost: "1" }], { day: soon });
    await step(id, "confirmation");
  }
  const day = (date: string): string =>
    new Intl.DateTimeFormat("en", { dateStyle: "medium", timeZone: "UTC" }).format(new Date(date));
  const page = await html(`/deals/${deal}`);
  for (const one of [soon, daysAfter(todayIn("Europe/Sofia"), 10)]) expect(page).toContain(`expected on ${day(one)}`);
});

test("the page of a contact says what their company got", async () => {
  const product = await yard.product("Parcel");
  await yard.done("receipt", [{ product, quantity: "2", cost: "1" }]);
  const { id: company } = await yard.add("company", { name: "Harbour Ltd" });
  const { id: contact } = await yard.add("contact", { lastName: "Quay", company });
  expect(await html(`/contacts/${contact}`)).not.toContain("Delivered");
  const shipped = await yard.done("shipment", [{ product, quantity: "1" }], { company });
  const page = await html(`/contacts/${contact}`);
  for (const piece of ["Delivered", `/stock-documents/${shipped}`]) expect(page).toContain(piece);
  await yard.step(shipped, "reversal");
  expect(await html(`/contacts/${contact}`)).not.toContain("Delivered");
});

test("periods are closed and opened on a page of their own", async () => {
  expect((await yard.admin.send("/warehouse/closing", { until: "2025-02-30" })).status).toBe(422);
  await yard.admin.send("/warehouse/closing", { until: "2025-12-31" });
  expect(await html("/warehouse/closing")).toContain("Dec 31, 2025");
  await yard.admin.send("/warehouse/closing", { until: "" });
  expect(await html("/warehouse/closing")).toContain("Every day is open");
  await expectAccessible(await app.browse(yard.admin, "/warehouse/closing"));
  expect((await (await app.person("sales")).visit("/warehouse/closing")).status).toBe(404);
});

test("a location is not inside of itself", async () => {
  const { id: hall } = await yard.add("stock_location", { name: "Hall" });
  const { id: shelf } = await yard.add("stock_location", { name: "Shelf", parent: hall });
  const turned = app.records.change(yard.admin.actor, "stock_location", hall, { parent: shelf });
  await expect(turned).rejects.toThrow("location_in_itself");
});

test("switched off, deals and products go on without stock; on again, everything is there", async () => {
  const { services, systemActor } = await import("trellis/sdk");
  const plugins = app.get(services.plugins);
  const before = await yard.stock(chair);
  await plugins.disable(systemActor("test"), "warehouse");
  expect((await yard.admin.api("GET", `/api/v1/warehouse/stock/${chair}`)).status).toBe(404);
  expect(await html(`/products/${chair}`)).not.toContain("Stock");
  await plugins.enable(systemActor("test"), "warehouse", { agreed: "everything" });
  expect(await yard.stock(chair)).toEqual(before);
});
