import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Input } from "trellis/sdk";
import { startTestApp, type TestApp } from "trellis/testing";
import { openShop, problemsOf, type Shop } from "./shop.ts";

let app: TestApp;
let shop: Shop;
let company: string;
let segment: string;

beforeAll(async () => {
  app = await startTestApp({ plugins: ["products"] });
  shop = await openShop(app);
  segment = (await shop.add("price_segment", { name: "Dealers" })).id;
  const input = { name: "Kolev", custom: { price_segment: segment } };
  company = (await shop.add("company", input)).id;
});
afterAll(() => app.stop());

interface Asked {
  readonly product: string;
  readonly quantity?: string;
  readonly company?: string;
  readonly on?: string;
  readonly currency?: string;
}

async function priceOf(asked: Asked): Promise<string | null> {
  const query = new URLSearchParams({ currency: "EUR", on: "2026-11-26", ...asked });
  const answer = await shop.admin.api("GET", `/api/v1/products/price?${query}`);
  expect(answer.status).toBe(200);
  const { price } = (await answer.json()) as { price: { amount: string } | null };
  return price && Number(price.amount).toFixed(0);
}

describe("the price that holds", () => {
  test("is the customer's before the segment's before everybody's", async () => {
    const product = await shop.product("Lamp");
    await shop.price(product, "100");
    expect(await priceOf({ product, company })).toBe("100");
    const dealers = (await shop.add("price_list", { name: "Dealers", scope: "segment", segment })).id;
    await shop.price(product, "90", { list: dealers });
    expect(await priceOf({ product, company })).toBe("90");
    const own = (await shop.add("price_list", { name: "Kolev", scope: "customer", company })).id;
    await shop.price(product, "95", { list: own });
    expect(await priceOf({ product, company })).toBe("95");
    expect(await priceOf({ product })).toBe("100");
    expect(await priceOf({ product, currency: "USD" })).toBeNull();
  });

  test("is the one for the larger quantity, then the one that began later, from its first to its last day", async () => {
    const product = await shop.product("Table");
    await shop.price(product, "10", { validFrom: "2026-01-01" });
    await shop.price(product, "9", { validFrom: "2026-06-01", validTo: "2026-08-31" });
    await shop.price(product, "8", { minQuantity: "12", validFrom: "2026-01-01" });
    expect(await priceOf({ product, on: "2025-12-31" })).toBeNull();
    expect(await priceOf({ product, on: "2026-05-31" })).toBe("10");
    expect(await priceOf({ product, on: "2026-06-01" })).toBe("9");
    expect(await priceOf({ product, on: "2026-08-31" })).toBe("9");
    expect(await priceOf({ product, on: "2026-09-01" })).toBe("10");
    expect(await priceOf({ product, quantity: "12", on: "2026-07-01" })).toBe("8");
  });

  test("is not told to whoever may not read prices, nor of what does not exist", async () => {
    const seller = await app.person("sales");
    const product = await shop.product("Secret");
    expect((await seller.api("GET", `/api/v1/products/price?product=${product}&currency=EUR`)).status).toBe(404);
    const wrong = await shop.admin.api("GET", `/api/v1/products/price?product=${product}&currency=euro`);
    expect(wrong.status).toBe(422);
    expect(await wrong.json()).toMatchObject({ errors: [{ pointer: "/currency", code: "not_a_currency" }] });
    expect((await shop.admin.api("GET", `/api/v1/products/price?product=${company}&currency=EUR`)).status).toBe(404);
  });
});

describe("two prices of the same rank", () => {
  test("are refused where the second one is saved", async () => {
    const product = await shop.product("Shelf");
    await shop.price(product, "10");
    expect(await problemsOf(shop.price(product, "11"))).toEqual({ price: "products.equal_rank" });
    await shop.price(product, "11", { minQuantity: "5" });
    await shop.price(product, "11", { validFrom: "2026-01-01" });
    const other = (await shop.add("price_list", { name: "Also everybody" })).id;
    expect(await problemsOf(shop.price(product, "12", { list: other }))).toEqual({ price: "products.equal_rank" });
  });

  test("are fine while the one has ended before the other begins", async () => {
    const product = await shop.product("Rug");
    const old = (await shop.add("price_list", { name: "Old", validTo: "2025-12-31" })).id;
    const now = (await shop.add("price_list", { name: "Now", validFrom: "2026-01-01" })).id;
    await shop.price(product, "10", { list: old, validFrom: "2025-01-01" });
    await shop.price(product, "11", { list: now, validFrom: "2025-01-01" });
    const longer = app.records.change(shop.admin.actor, "price_list", old, { validTo: "2026-12-31" });
    expect(await problemsOf(longer)).toEqual({ scope: "products.list_equal_rank" });
  });
});

test("a list is for somebody: a customer's names one, and forgets them when it becomes everybody's", async () => {
  expect(await problemsOf(shop.add("price_list", { name: "Whose", scope: "customer" }))).toEqual({
    company: "products.list_needs_company",
  });
  const list = await shop.add("price_list", { name: "Kolev's", scope: "customer", company });
  const changed = await app.records.change(shop.admin.actor, "price_list", list.id, { scope: "base" });
  expect(changed["company"]).toBeNull();
});

interface Line {
  readonly scope: "base" | "segment" | "customer";
  readonly minQuantity: number;
  readonly from: number | null;
  readonly to: number | null;
}

const day = (at: number): string => new Date(Date.UTC(2026, 0, 1 + at)).toISOString().slice(0, 10);

/** The rule as one would say it, without a database. */
function expected(lines: readonly Line[], quantity: number, at: number): number | null {
  const rank = { customer: 2, segment: 1, base: 0 };
  const standing = lines
    .map((line, index) => ({ ...line, index }))
    .filter(({ minQuantity, from, to }) => minQuantity <= quantity && (from ?? -1) <= at && (to ?? 99) >= at);
  const [best] = standing.sort(
    (a, b) => rank[b.scope] - rank[a.scope] || b.minQuantity - a.minQuantity || (b.from ?? -1) - (a.from ?? -1),
  );
  return best ? best.index + 1 : null;
}

test("whatever stands in the lists, the rule finds the price a person would", async () => {
  const customer = (await shop.add("price_list", { name: "P customer", scope: "customer", company })).id;
  const dealers = (await shop.add("price_list", { name: "P segment", scope: "segment", segment })).id;
  const lists = { base: shop.base, segment: dealers, customer };
  const bound = fc.option(fc.integer({ min: 0, max: 9 }));
  const line = fc.record({
    scope: fc.constantFrom("base", "segment", "customer"),
    minQuantity: fc.integer({ min: 0, max: 4 }),
    from: bound,
    to: bound,
  });
  const distinct = {
    selector: ({ scope, minQuantity, from }: Line) => `${scope} ${minQuantity} ${from}`,
    maxLength: 8,
  };
  const some = fc.uniqueArray(line as fc.Arbitrary<Line>, distinct);
  const sound = some.map((lines) => lines.filter(({ from, to }) => from === null || to === null || from <= to));
  await fc.assert(
    fc.asyncProperty(sound, fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 9 }), async (lines, many, at) => {
      const product = await shop.product(`Random ${Math.random()}`);
      for (const [index, { scope, minQuantity, from, to }] of lines.entries()) {
        const more: Input = { minQuantity: String(minQuantity), validFrom: from === null ? null : day(from) };
        const until = { validTo: to === null ? null : day(to) };
        await shop.price(product, String(index + 1), { ...more, ...until, list: lists[scope] });
      }
      const found = await priceOf({ product, company, quantity: String(many), on: day(at) });
      expect(found === null ? null : Number(found)).toBe(expected(lines, many, at));
    }),
    { numRuns: 60 },
  );
});

describe("two prices of one rank", () => {
  test("are refused when they are saved at the same moment, and when one comes back from the trash", async () => {
    const product = await shop.product("Twin");
    const both = await Promise.allSettled(["10", "11"].map(async (price) => await shop.price(product, price)));
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const { data } = await app.records.list(shop.admin.actor, "price", {
      filter: { field: "product", op: "eq", value: product },
    });
    const old = String(data[0]?.id);
    await app.records.remove(shop.admin.actor, "price", old);
    await shop.price(product, "12");
    await expect(app.records.restore(shop.admin.actor, "price", old)).rejects.toThrow("equal_rank");
    expect(await priceOf({ product })).toBe("12");
  });
});
