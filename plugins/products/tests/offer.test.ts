import fc from "fast-check";
import { Big } from "big.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Input } from "trellis/sdk";
import { expectAccessible, startTestApp, type TestApp, type TestPerson } from "trellis/testing";
import { openShop, type Shop } from "./shop.ts";

let app: TestApp;
let shop: Shop;
let seller: TestPerson;
let gertrud: TestPerson;
let chair: string;
let deal: string;

const eur = (amount: string) => ({ amount, currency: "EUR" });
const path = (what: string) => `/deal-lines/of/${deal}/${what}`;
const offer = async (by: TestPerson, of = deal) =>
  (await (await by.api("GET", `/api/v1/products/offers/${of}`)).json()) as {
    lines: { id: string; version: number; quantity: string; total: unknown; cost: unknown; margin: unknown }[];
    net: { amount: string } | null;
    tax: { amount: string } | null;
    margin: { amount: string } | null;
  };

beforeAll(async () => {
  app = await startTestApp({ plugins: ["products"] });
  shop = await openShop(app);
  await app.deal(shop.admin.actor, "The first");
  for (const action of ["read", "create", "change", "delete"]) await app.grant("sales", `deal-lines.${action}`, "own");
  for (const plural of ["products", "units", "taxes", "barcodes"]) await app.grant("sales", `${plural}.read`, "all");
  seller = await app.person("sales");
  gertrud = await app.person("sales", { language: "de", name: "Gertrud" });
  chair = await shop.product("Chair", { sku: "CH-1" });
  await shop.price(chair, "19.99");
  await shop.add("product_cost", { product: chair, cost: eur("12.5"), validFrom: "2020-01-01" });
  await shop.add("barcode", { code: "4006381333931", product: chair, quantity: "4" });
  deal = (await app.records.create(seller.actor, "deal", { name: "A hall full of chairs" })).id;
});
afterAll(() => app.stop());

describe("the lines of a deal", () => {
  test("are added by item number, barcode or name, and say what is wrong without losing what was typed", async () => {
    const added = await seller.send(path("additions"), { what: "ch-1", quantity: "2" });
    expect(added.headers.get("Location")).toBe(`/deals/${deal}?tab=products.lines`);
    await seller.send(path("additions"), { what: "4006381333931", quantity: "" });
    expect((await offer(seller)).lines.map(({ quantity }) => quantity)).toEqual(["2", "4"]);
    const wrong = await seller.send(path("additions"), { what: "chair", quantity: "256.76" });
    expect(wrong.status).toBe(422);
    const html = await wrong.text();
    for (const piece of ['value="256.76"', 'value="chair"', "256.76 has more"]) expect(html).toContain(piece);
    expect(await (await seller.send(path("additions"), { what: "Sofa" })).text()).toContain("Sofa");
    expect((await offer(seller)).lines).toHaveLength(2);
  });

  test("are changed in their table all at once, or not at all", async () => {
    const [first, second] = (await offer(seller)).lines;
    const form = {
      [`version.${first?.id}`]: String(first?.version),
      [`version.${second?.id}`]: String(second?.version),
    };
    const bad = { ...form, [`quantity.${first?.id}`]: "7", [`quantity.${second?.id}`]: "0.5" };
    const refused = await seller.send(path("changes"), bad);
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('value="0.5"');
    expect((await offer(seller)).lines.map(({ quantity }) => quantity)).toEqual(["2", "4"]);
    await seller.send(path("changes"), { ...form, [`quantity.${first?.id}`]: "7", [`discount.${second?.id}`]: "50" });
    expect((await offer(seller)).net?.amount).toBe("179.91");
  });

  test("of a German are typed with a comma", async () => {
    const own = (await app.records.create(gertrud.actor, "deal", { name: "Saal" })).id;
    const [made] = [await app.records.create(gertrud.actor, "deal_line", { deal: own, product: chair })];
    const form = { [`version.${made.id}`]: "1", [`price.${made.id}`]: "17,50", [`discount.${made.id}`]: "2,5 %" };
    await gertrud.send(`/deal-lines/of/${own}/changes`, form);
    expect((await offer(gertrud, own)).net?.amount).toBe("17.06");
    expect(await (await gertrud.visit(`/deals/${own}?tab=products.lines`)).text()).toContain('value="17,50"');
  });

  test("show costs and margin to those who may see costs only", async () => {
    const html = await (await seller.visit(`/deals/${deal}?tab=products.lines`)).text();
    expect(html).toContain("A hall full of chairs");
    for (const hidden of ["Margin", "87.50"]) expect(html).not.toContain(hidden);
    expect(await offer(seller)).toMatchObject({ margin: null, lines: [{ cost: null, margin: null }, {}] });
    expect(await offer(shop.admin)).toMatchObject({
      margin: { amount: "42.41" },
      lines: [{ cost: { amount: "87.50" }, margin: { amount: "52.43" } }, { margin: { amount: "-10.02" } }],
    });
  });

  test("are nobody's who may not see the deal", async () => {
    expect((await gertrud.api("GET", `/api/v1/products/offers/${deal}`)).status).toBe(404);
    expect((await gertrud.visit(`/deal-lines/of/${deal}`)).status).toBe(404);
    expect((await gertrud.send(path("additions"), { what: "CH-1" })).status).toBe(404);
    expect((await offer(seller)).lines).toHaveLength(2);
  });

  test("are taken away one by one, and can be brought back", async () => {
    const [, second] = (await offer(seller)).lines;
    await seller.send(path("removal"), { line: String(second?.id) });
    expect((await offer(seller)).lines).toHaveLength(1);
    await app.records.restore(seller.actor, "deal_line", String(second?.id));
    expect((await offer(seller)).lines).toHaveLength(2);
  });

  test("can be used by everybody, wide and narrow, light and dark", async () => {
    const page = await app.browse(shop.admin, `/deals/${deal}?tab=products.lines`);
    expect(await page.getByRole("textbox", { name: /Quantity/ }).count()).toBe(3);
    await expectAccessible(page);
  });
});

test("whatever the lines, each comes to what paper and pencil say, and the deal to their sum", async () => {
  const digits = (most: number, places: number) =>
    fc.integer({ min: 0, max: most }).map((number) => new Big(number).div(10 ** places).toFixed());
  const line = fc.record({ quantity: digits(9_999_999, 3), price: digits(99_999, 2), discount: digits(10_000, 2) });
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 5 }), async (lines) => {
      const of = (await app.records.create(shop.admin.actor, "deal", { name: "Random" })).id;
      for (const { price, ...more } of lines) {
        const input: Input = { deal: of, name: "Something", unit: shop.kilogram, price: eur(price), ...more };
        await app.records.create(shop.admin.actor, "deal_line", input);
      }
      const expected = lines.map(({ quantity, price, discount }) =>
        new Big(quantity)
          .times(price)
          .times(new Big(1).minus(new Big(discount).div(100)))
          .round(2, Big.roundHalfUp),
      );
      const sum = expected.reduce((sum, one) => sum.plus(one), new Big(0));
      expect((await offer(shop.admin, of)).net?.amount).toBe(sum.toFixed(2));
    }),
    { numRuns: 40 },
  );
});
