import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "trellis/sdk";
import { startTestApp, type TestApp } from "trellis/testing";
import { openShop, problemsOf, type Shop } from "./shop.ts";

let app: TestApp;
let shop: Shop;

beforeAll(async () => {
  app = await startTestApp({ plugins: ["products"] });
  shop = await openShop(app);
});
afterAll(() => app.stop());

describe("a quantity", () => {
  test("of a piece is whole: 256.76 is refused, not rounded, over REST, by the form and by an import", async () => {
    const product = await shop.product("Chair");
    const code = "4006381333931";
    const said = await problemsOf(shop.add("barcode", { code, product, quantity: "256.76" }));
    expect(said).toEqual({ quantity: "too_many_decimals" });
    const rest = await shop.admin.api("POST", "/api/v1/barcodes", { code, product, quantity: "256.76" });
    expect(rest.status).toBe(422);
    const form = await shop.admin.send("/barcodes", { code, product, quantity: "256.76" });
    expect(form.status).toBe(422);
    expect(await form.text()).toContain('value="256.76"');
    expect(await imported("code,product,quantity\n4006381333931,Chair,256.76\n", "barcodes")).toMatchObject({
      code: "imports.stopped",
      errors: [{ pointer: "/columns/quantity", message: expect.stringContaining("256.76") }],
    });
  });

  test("of a kilogram has three decimals at most", async () => {
    const product = await shop.product("Flour", { unit: shop.kilogram });
    expect(await problemsOf(shop.add("barcode", { code: "FLOUR-1", product, quantity: "0.2505" }))).toEqual({
      quantity: "too_many_decimals",
    });
    expect((await shop.add("barcode", { code: "FLOUR-2", product, quantity: "0.250" }))["quantity"]).toBe("0.25");
  });
});

describe("a barcode", () => {
  test("of GS1 ends with its check digit, and is kept without blanks", async () => {
    const product = await shop.product("Pen");
    expect(await problemsOf(shop.add("barcode", { code: "4006381333932", product }))).toEqual({
      code: "products.check_digit",
    });
    expect((await shop.add("barcode", { code: "4 006381 333931", product }))["code"]).toBe("4006381333931");
    expect((await shop.add("barcode", { code: "96385074", product }))["code"]).toBe("96385074");
  });

  test("of our own need not", async () => {
    const product = await shop.product("Bolt");
    expect((await shop.add("barcode", { code: "12345678", product, own: true }))["code"]).toBe("12345678");
    expect((await shop.add("barcode", { code: "BOLT 7", product }))["code"]).toBe("BOLT 7");
  });

  test("stands for one product only", async () => {
    const product = await shop.product("Nut");
    await shop.add("barcode", { code: "NUT", product });
    expect(await problemsOf(shop.add("barcode", { code: "NUT", product }))).toEqual({ code: "taken" });
  });
});

describe("a unit", () => {
  test("is made of so many of one that is made of none", async () => {
    const box = await shop.add("unit", { name: "box", base: shop.piece, factor: "12" });
    expect(await problemsOf(shop.add("unit", { name: "bag", base: shop.piece }))).toEqual({
      factor: "products.unit_needs_factor",
    });
    expect(await problemsOf(shop.add("unit", { name: "bin", factor: "3" }))).toEqual({
      base: "products.unit_needs_base",
    });
    const deep = { name: "pallet", base: box.id, factor: "40" };
    expect(await problemsOf(shop.add("unit", deep))).toEqual({ base: "products.unit_too_deep" });
    const turned = app.records.change(shop.admin.actor, "unit", shop.piece, { base: shop.kilogram, factor: "2" });
    expect(await problemsOf(turned)).toEqual({ base: "products.unit_too_deep" });
  });
});

test("a group is not below itself, however far down", async () => {
  const pumps = await shop.add("product_group", { name: "Pumps" });
  const deep = await shop.add("product_group", { name: "Submersible", parent: pumps.id });
  const change = app.records.change(shop.admin.actor, "product_group", pumps.id, { parent: deep.id });
  expect(await problemsOf(change)).toEqual({ parent: "products.group_below_itself" });
});

test("a tax has one rate a day, and a product one cost a day and currency", async () => {
  const tax = (await shop.add("tax", { name: "Standard" })).id;
  const rate = await shop.add("tax_rate", { tax, percent: "19", validFrom: "2026-01-01" });
  expect(rate["name"]).toBe("Standard · 2026-01-01");
  expect(await problemsOf(shop.add("tax_rate", { tax, percent: "20", validFrom: "2026-01-01" }))).toEqual({
    validFrom: "products.day_taken",
  });
  const product = await shop.product("Desk");
  const cost = { product, cost: { amount: "80", currency: "EUR" }, validFrom: "2026-01-01" };
  await shop.add("product_cost", cost);
  expect(await problemsOf(shop.add("product_cost", cost))).toEqual({ validFrom: "products.day_taken" });
  await shop.add("product_cost", { ...cost, cost: { amount: "90", currency: "USD" } });
});

test("costs are not for sellers who were not given them", async () => {
  const seller = await app.person("sales");
  expect((await seller.api("GET", "/api/v1/product-costs")).status).toBe(403);
  expect((await seller.visit("/product-costs")).status).toBe(403);
});

/** What a file leads to when it is taken in as it is. */
async function imported(csv: string, plural: string): Promise<unknown> {
  const { tokens } = app.get(services.people);
  const { token } = await tokens.create(shop.admin.id, { name: "file", scopes: ["*"] });
  const taken = await fetch(`${app.url}/api/v1/imports?type=${plural}&name=file.csv&run=true`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "text/csv" },
    body: csv,
  });
  return await taken.json();
}
