import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Input, type Rec, undoPath } from "trellis/sdk";
import { startTestApp, type TestApp, type TestPerson } from "trellis/testing";
import { openShop, problemsOf, type Shop } from "./shop.ts";

let app: TestApp;
let shop: Shop;
let seller: TestPerson;
let chair: string;

const eur = (amount: string) => ({ amount, currency: "EUR" });

beforeAll(async () => {
  app = await startTestApp({ plugins: ["products"], background: true });
  shop = await openShop(app);
  await app.deal(shop.admin.actor, "The first");
  for (const action of ["read", "create", "change", "delete"]) await app.grant("sales", `deal-lines.${action}`, "own");
  for (const plural of ["products", "units", "taxes"]) await app.grant("sales", `${plural}.read`, "all");
  seller = await app.person("sales");
  chair = await shop.product("Chair", { sku: "CH-1" });
  await shop.price(chair, "19.99");
  await shop.price(chair, "17.50", { minQuantity: "10" });
});
afterAll(() => app.stop());

const deal = async (more: Input = {}): Promise<string> =>
  (await app.records.create(seller.actor, "deal", { name: "Hall", ...more })).id;
const line = async (of: string, input: Input, by = seller): Promise<Rec> =>
  await app.records.create(by.actor, "deal_line", { deal: of, ...input });
const change = async (id: string, input: Input): Promise<Rec> =>
  await app.records.change(seller.actor, "deal_line", id, input);

async function until<T>(ask: () => Promise<T>, is: (found: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 100; tries++) {
    const found = await ask();
    if (is(found)) return found;
    await new Promise((done) => setTimeout(done, 50));
  }
  return await ask();
}

describe("a line", () => {
  test("takes name, unit, price and tax from the product, and comes to quantity × price × (1 − discount)", async () => {
    const tax = (await shop.add("tax", { name: "Standard" })).id;
    await shop.add("tax_rate", { tax, percent: "19", validFrom: "2020-01-01" });
    await shop.add("tax_rate", { tax, percent: "16", validFrom: "2020-07-01" });
    const desk = await shop.product("Desk", { tax });
    await shop.price(desk, "99.99");
    const made = await line(await deal(), { product: desk, quantity: "3", discount: "12.5" });
    expect(made).toMatchObject({
      name: "Desk",
      unit: shop.piece,
      price: eur("99.99"),
      listPrice: eur("99.99"),
      total: eur("262.47"),
      taxRate: "16",
      taxAmount: eur("42.00"),
      owner: seller.id,
    });
    expect(await change(made.id, { pricedOn: "2020-03-01" })).toMatchObject({ taxRate: "19", listPrice: eur("99.99") });
  });

  test("follows the list while nobody said another price, and keeps the one somebody said", async () => {
    const made = await line(await deal(), { product: chair, quantity: "9" });
    expect(made["price"]).toEqual(eur("19.99"));
    expect((await change(made.id, { quantity: "10" }))["price"]).toEqual(eur("17.50"));
    expect((await change(made.id, { price: eur("17") }))["total"]).toEqual(eur("170.00"));
    const less = await change(made.id, { quantity: "1" });
    expect([less["price"], less["listPrice"]]).toEqual([eur("17.00"), eur("19.99")]);
    expect((await change(made.id, { price: null }))["price"]).toEqual(eur("19.99"));
  });

  test("may be in boxes of twelve: their price is that of twelve pieces, at the break for twelve", async () => {
    const box = (await shop.add("unit", { name: "box", base: shop.piece, factor: "12" })).id;
    const made = await line(await deal(), { product: chair, quantity: "2", unit: box });
    expect([made["price"], made["total"]]).toEqual([eur("210.00"), eur("420.00")]);
    expect(await problemsOf(line(await deal(), { product: chair, unit: shop.kilogram }))).toEqual({
      unit: "products.other_unit",
    });
  });

  test("of what is counted in boxes fills them: an odd remainder is refused, and told", async () => {
    const six = (await shop.add("unit", { name: "six-pack", base: shop.piece, factor: "6" })).id;
    const bottle = await shop.product("Bottle", { unit: six });
    await shop.price(bottle, "9");
    const made = await line(await deal(), { product: bottle, quantity: "12", unit: shop.piece });
    expect([made["price"], made["total"]]).toEqual([eur("1.50"), eur("18.00")]);
    const odd = line(await deal(), { product: bottle, quantity: "13", unit: shop.piece });
    await expect(odd).rejects.toMatchObject({
      problems: [{ pointer: "/quantity", code: "products.odd_remainder", values: { whole: "2", rest: "1" } }],
    });
  });

  test("of pieces is whole, has a price, a name, and the currency of its deal", async () => {
    const of = await deal({ amount: eur("1") });
    expect(await problemsOf(line(of, { product: chair, quantity: "256.76" }))).toEqual({
      quantity: "too_many_decimals",
    });
    expect(await problemsOf(line(of, { name: "Delivery" }))).toEqual({ price: "products.no_price" });
    expect(await problemsOf(line(of, { price: eur("5") }))).toEqual({ product: "products.line_of_nothing" });
    const dollars = { product: chair, price: { amount: "5", currency: "USD" } };
    expect(await problemsOf(line(of, dollars))).toEqual({ price: "products.other_currency" });
    expect((await line(of, { name: "Delivery", price: eur("5") }))["total"]).toEqual(eur("5.00"));
  });

  test("of what is not sold any more stays, and a new one is refused", async () => {
    const old = await shop.product("Old chair");
    await shop.price(old, "5");
    const made = await line(await deal(), { product: old });
    await app.records.change(shop.admin.actor, "product", old, { sold: false });
    expect((await change(made.id, { quantity: "2" }))["total"]).toEqual(eur("10.00"));
    expect(await problemsOf(line(await deal(), { product: old }))).toEqual({ product: "products.not_sold" });
  });
});

describe("whose lines they are", () => {
  test("is whose deal it is: others do not see them, and they go along with the deal", async () => {
    const other = await app.person("sales", { name: "Other" });
    const of = await deal();
    const made = await line(of, { product: chair });
    expect((await other.api("GET", `/api/v1/deal-lines/${made.id}`)).status).toBe(404);
    expect((await other.api("POST", "/api/v1/deal-lines", { deal: of, product: chair })).status).toBe(422);
    await app.records.change(shop.admin.actor, "deal", of, { owner: other.id });
    const seen = await until(
      async () => (await other.api("GET", `/api/v1/deal-lines/${made.id}`)).status,
      (status) => status === 200,
    );
    expect(seen).toBe(200);
    expect((await seller.api("GET", `/api/v1/deal-lines/${made.id}`)).status).toBe(404);
  });
});

describe("a discount above the limit", () => {
  test("is refused with the limit, whether it is a discount or a lower price, unless one may give it", async () => {
    const limit = await shop.admin.api(
      "PATCH",
      "/api/v1/plugins/products/settings",
      {
        maxDiscount: "10",
        aboveLimit: "refused",
      },
      { "If-Match": "*" },
    );
    expect(limit.status).toBe(200);
    const of = await deal();
    const made = await line(of, { product: chair, discount: "10" });
    expect(await problemsOf(change(made.id, { discount: "10.01" }))).toEqual({
      discount: "products.discount_above_limit",
    });
    expect(await problemsOf(change(made.id, { price: eur("10") }))).toEqual({
      discount: "products.discount_above_limit",
    });
    await app.grant("manager", "products.discount", "all");
    for (const action of ["read", "change"]) await app.grant("manager", `deal-lines.${action}`, "all");
    const manager = await app.person("manager");
    await app.records.change(manager.actor, "deal_line", made.id, { discount: "50" });
    expect((await change(made.id, { name: "Chairs" }))["discount"]).toBe("50");
    await shop.admin.api(
      "PATCH",
      "/api/v1/plugins/products/settings",
      { maxDiscount: null, aboveLimit: null },
      { "If-Match": "*" },
    );
  });
});

describe("the amount of a deal", () => {
  const amountOf = async (id: string) => (await app.records.get(seller.actor, "deal", id))["amount"];

  test("is what its lines add up to where the deal says so, however they are written", async () => {
    const of = await deal({ amount: eur("1"), custom: { amount_from: "lines" } });
    const made = await line(of, { product: chair, quantity: "2" });
    expect(
      await until(
        () => amountOf(of),
        (found) => JSON.stringify(found).includes("39.98"),
      ),
    ).toEqual(eur("39.98"));
    await app.records.remove(seller.actor, "deal_line", (await line(of, { product: chair })).id);
    await change(made.id, { quantity: "3" });
    expect(
      await until(
        () => amountOf(of),
        (found) => JSON.stringify(found).includes("59.97"),
      ),
    ).toEqual(eur("59.97"));
    const typed = app.records.change(seller.actor, "deal", of, { amount: eur("100") });
    expect(await problemsOf(typed)).toEqual({ amount: "products.amount_is_lines" });
  });

  test("is typed where nobody says otherwise, and becomes that of the lines when somebody does", async () => {
    const of = await deal({ amount: eur("7") });
    await line(of, { product: chair });
    await app.records.change(seller.actor, "deal", of, { amount: eur("8") });
    expect(await amountOf(of)).toEqual(eur("8.00"));
    const dollars = app.records.change(seller.actor, "deal", of, { amount: { amount: "8", currency: "USD" } });
    expect(await problemsOf(dollars)).toEqual({ amount: "products.lines_in_currency" });
    await app.records.change(seller.actor, "deal", of, { custom: { amount_from: "lines" } });
    expect(await amountOf(of)).toEqual(eur("19.99"));
  });

  test("is the lines' for all deals where the company has it so", async () => {
    await shop.admin.api("PATCH", "/api/v1/plugins/products/settings", { amountFromLines: true }, { "If-Match": "*" });
    const of = await deal();
    await line(of, { product: chair });
    expect(
      await until(
        () => amountOf(of),
        (found) => found !== null,
      ),
    ).toEqual(eur("19.99"));
    await shop.admin.api("PATCH", "/api/v1/plugins/products/settings", { amountFromLines: null }, { "If-Match": "*" });
  });
});

test("a change of a line is in the history and can be taken back", async () => {
  const made = await line(await deal(), { product: chair, quantity: "2" });
  await change(made.id, { quantity: "5" });
  const undone = await seller.send(undoPath({ kind: "deal_line", recordId: made.id, version: 2 }));
  expect(undone.status).toBe(303);
  const now = await app.records.get(seller.actor, "deal_line", made.id);
  expect([now["quantity"], now["total"]]).toEqual(["2", eur("39.98")]);
});

test("a line just added is taken back by one touch, by the same rules as when it is removed", async () => {
  const made = await line(await deal(), { product: chair });
  const undone = await seller.send(undoPath({ kind: "deal_line", recordId: made.id, version: 1 }));
  expect(undone.status).toBe(303);
  expect(await app.records.find(seller.actor, "deal_line", made.id)).toBeUndefined();
});
