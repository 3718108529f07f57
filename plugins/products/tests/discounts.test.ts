import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Input, services, undoPath } from "trellis/sdk";
import { expectAccessible, startTestApp, type TestApp, type TestPerson } from "trellis/testing";
import { openShop, problemsOf, type Shop } from "./shop.ts";

let app: TestApp;
let shop: Shop;
let seller: TestPerson;
let manager: TestPerson;
let chair: string;
let deal: string;
let line: string;

const eur = (amount: string) => ({ amount, currency: "EUR" });
const patch = async (by: TestPerson, input: Input, id = line) =>
  await app.records.change(by.actor, "deal_line", id, input);
const approval = async () => (await app.records.get(shop.admin.actor, "deal_line", line))["approval"];
const set = async (input: object) =>
  await shop.admin.api("PATCH", "/api/v1/plugins/products/settings", input, { "If-Match": "*" });

beforeAll(async () => {
  app = await startTestApp({ plugins: ["products"] });
  shop = await openShop(app);
  await app.deal(shop.admin.actor, "The first");
  for (const action of ["read", "create", "change", "delete"]) await app.grant("sales", `deal-lines.${action}`, "own");
  for (const action of ["read", "change"]) await app.grant("manager", `deal-lines.${action}`, "all");
  await app.grant("manager", "products.discount", "all");
  for (const plural of ["products", "units", "taxes"])
    for (const role of ["sales", "manager"]) await app.grant(role, `${plural}.read`, "all");
  seller = await app.person("sales");
  manager = await app.person("manager");
  chair = await shop.product("Chair");
  await shop.price(chair, "20");
  await shop.price(chair, "15", { minQuantity: "100" });
  await set({ maxDiscount: "10" });
});
afterAll(() => app.stop());
beforeEach(async () => {
  deal = (await app.records.create(seller.actor, "deal", { name: "Hall" })).id;
  const input = { deal, product: chair, quantity: "5", discount: "25" };
  line = (await app.records.create(seller.actor, "deal_line", input)).id;
});

describe("a discount above the limit", () => {
  test("waits, by discount or by another price, and what is within it does not", async () => {
    expect(await approval()).toBe("waiting");
    await patch(seller, { discount: "10" });
    expect(await approval()).toBeNull();
    await patch(seller, { price: eur("17"), discount: "0" });
    expect(await approval()).toBe("waiting");
    await patch(seller, { quantity: "100" });
    expect(await approval()).toBeNull();
  });

  test("keeps its deal from being won until somebody else says yes", async () => {
    const { deals } = app.get(services.sales);
    const { pipeline } = await app.records.get(shop.admin.actor, "deal", deal);
    await shop.add("stage", { name: "Won", type: "won", probability: "100", position: 9, pipeline });
    const won = async () => await deals.close(seller.actor, deal, { outcome: "won" });
    expect(await problemsOf(won())).toEqual({ stage: "products.discounts_wait" });
    await patch(manager, { approval: "refused" });
    expect(await problemsOf(won())).toEqual({ stage: "products.discounts_wait" });
    await patch(seller, { discount: "20" });
    await patch(manager, { approval: "approved" });
    await won();
    expect((await app.records.get(seller.actor, "deal", deal))["status"]).toBe("won");
  });

  test("is approved by whoever may give as much, never by whose line it is, and only where it waits", async () => {
    expect(await problemsOf(patch(seller, { approval: "approved" }))).toEqual({ approval: "products.not_to_approve" });
    const own = (await app.records.create(shop.admin.actor, "deal", { name: "Mine" })).id;
    const mine = (await app.records.create(shop.admin.actor, "deal_line", { deal: own, product: chair })).id;
    const nothing = patch(manager, { approval: "approved" }, mine);
    expect(await problemsOf(nothing)).toEqual({ approval: "products.nothing_to_approve" });
    const head = await app.person("manager", { name: "Head" });
    await app.records.change(shop.admin.actor, "deal", deal, { owner: head.id });
    await patch(shop.admin, { name: "Chairs" });
    expect(await problemsOf(patch(head, { approval: "approved" }))).toEqual({ approval: "products.own_discount" });
  });

  test("waits again when it is changed, and what else is changed leaves it approved", async () => {
    await patch(manager, { approval: "approved" });
    await patch(seller, { name: "Chairs" });
    expect(await approval()).toBe("approved");
    await patch(seller, { discount: "30" });
    expect(await approval()).toBe("waiting");
    await patch(seller, { discount: "40", approval: "approved" });
    expect(await approval()).toBe("waiting");
  });

  test("that was refused is not approved by taking the refusal back, unless by whoever may", async () => {
    await patch(manager, { approval: "approved" });
    const { version } = await patch(manager, { approval: "refused" });
    const back = undoPath({ kind: "deal_line", recordId: line, version });
    await seller.send(back);
    expect(await approval()).toBe("refused");
    await manager.send(back);
    expect(await approval()).toBe("approved");
  });

  test("of somebody who may give it waits for nobody", async () => {
    await patch(manager, { discount: "50" });
    expect(await approval()).toBeNull();
  });
});

describe("whoever may approve", () => {
  test("sees on Today how many wait, and says yes on the deal or in the list", async () => {
    const today = await (await shop.admin.visit("/")).text();
    expect(today).toContain("Discounts to approve");
    expect(await (await seller.visit("/")).text()).not.toContain("Discounts to approve");
    const tab = await (await shop.admin.visit(`/deals/${deal}?tab=products.lines`)).text();
    expect(tab).toContain(`/deal-lines/of/${deal}/approval`);
    expect((await shop.admin.send(`/deal-lines/of/${deal}/approval`, { line })).status).toBe(303);
    expect(await approval()).toBe("approved");
    await patch(seller, { discount: "30" });
    await shop.admin.send(`/deal-lines/of/${deal}/refusal`, { line });
    expect(await approval()).toBe("refused");
    const refused = await seller.send(`/deal-lines/of/${deal}/approval`, { line });
    expect(await approval()).toBe("refused");
    expect(refused.status).toBe(303);
  });

  test("can use the table of lines, wide and narrow, light and dark", async () => {
    await expectAccessible(await app.browse(shop.admin, `/deals/${deal}?tab=products.lines`));
  });
});

test("a company that wants no such questions has more refused at once", async () => {
  await set({ aboveLimit: "refused" });
  expect(await problemsOf(patch(seller, { discount: "26" }))).toEqual({ discount: "products.discount_above_limit" });
  await set({ aboveLimit: null });
});
