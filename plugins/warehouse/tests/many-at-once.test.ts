import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { Invalid } from "trellis/sdk";
import { startTestApp, type TestApp } from "trellis/testing";
import { book, nothing } from "../costing.ts";
import { Documents } from "../documents.ts";
import { post } from "../ledger.ts";
import { lockProducts, movesOf } from "../ledger-sql.ts";
import { outside } from "../places.ts";
import { broken, worthOf } from "../stock.ts";
import { type Line, openYard, type Yard } from "./yard.ts";

let app: TestApp;
let yard: Yard;
let documents: Documents;

beforeAll(async () => {
  app = await startTestApp({ plugins: ["products", "warehouse"] });
  yard = await openYard(app);
  documents = new Documents({ db: app.db, records: app.records });
});
afterEach(async () => expect(await broken(app.db)).toEqual({}));
afterAll(() => app.stop());

/** Confirms and carries out; false where goods were missing. */
async function carriedOut(id: string): Promise<boolean> {
  try {
    await documents.confirm(yard.admin.actor, id, { version: undefined });
    await documents.complete(yard.admin.actor, id, { version: undefined });
    return true;
  } catch (error) {
    if (error instanceof Invalid) return false;
    throw error;
  }
}

test("of twenty who ship the last piece at once, one does", async () => {
  const product = await yard.product("The last one");
  await yard.done("receipt", [{ product, quantity: "1", cost: "9" }]);
  const ids = await Promise.all(Array.from({ length: 20 }, () => yard.draft("shipment", [{ product, quantity: "1" }])));
  const done = await Promise.all(ids.map(carriedOut));
  expect(done.filter(Boolean)).toHaveLength(1);
  expect(await worthOf(app.db, product)).toEqual({ quantity: "0", value: "0.00" });
});

test("fifty shipments of the same goods at once, in whatever order their lines stand, all go out", async () => {
  const products = await Promise.all(["A", "B", "C"].map((name) => yard.product(`Parallel ${name}`)));
  for (const product of products) await yard.done("receipt", [{ product, quantity: "100", cost: "3" }]);
  const ids = await Promise.all(
    Array.from({ length: 50 }, (_, at) => {
      const turned = at % 2 === 0 ? products : products.toReversed();
      return yard.draft(
        "shipment",
        turned.map((product) => ({ product, quantity: "2" })),
      );
    }),
  );
  expect(await Promise.all(ids.map(carriedOut))).not.toContain(false);
  for (const product of products) expect(await worthOf(app.db, product)).toEqual({ quantity: "0", value: "0.00" });
});

test("a document that waited for another one is later than that, and not late", async () => {
  const product = await yard.product("Waited for");
  await yard.done("receipt", [{ product, quantity: "5", cost: "2" }]);
  const id = await yard.draft("shipment", [{ product, quantity: "1" }]);
  await documents.confirm(yard.admin.actor, id, { version: undefined });
  const move = { line: null, product, from: outside.supplier, to: yard.main, quantity: "1", cost: "2", lot: null };
  const policyOf = () => ({ method: "average", negative: "forbid", says: "forbid" }) as const;
  const shipped = await app.db.transaction(async (trx) => {
    await lockProducts(trx, [product]);
    const waits = documents.complete(yard.admin.actor, id, { version: undefined });
    await setTimeout(500);
    const at = new Date().toISOString();
    await post(trx, { document: randomUUID(), at, by: "test", movements: [move], policyOf });
    return { waits };
  });
  expect((await shipped.waits).corrections).toEqual([]);
});

test("a document of a hundred lines is posted as a whole", async () => {
  const products = await Promise.all(Array.from({ length: 100 }, (_, at) => yard.product(`Line ${at}`)));
  const lines = products.map((product) => ({ product, quantity: "2", cost: "1.25" }));
  await yard.done("receipt", lines);
  const id = await yard.draft("shipment", lines);
  await documents.confirm(yard.admin.actor, id, { version: undefined });
  await documents.complete(yard.admin.actor, id, { version: undefined });
  expect(await worthOf(app.db, products[7] as string)).toEqual({ quantity: "0", value: "0.00" });
});

const kinds = ["receipt", "receipt", "shipment", "transfer", "return", "write_off", "count"] as const;

test("whatever eight people do at once, every rule of the ledger holds, and working it all out anew changes nothing", async () => {
  const products = await Promise.all(
    [{}, { cost_method: "fifo" }, { cost_method: "fifo", negative_stock: "allow" }, { negative_stock: "allow" }].map(
      (custom, at) => yard.product(`Random ${at} ${Math.random()}`, { custom }),
    ),
  );
  const line = fc.record({
    at: fc.nat(products.length - 1),
    quantity: fc.integer({ min: 1, max: 20 }),
    cost: fc.integer({ min: 1, max: 9_999 }),
  });
  const work = fc.record({
    type: fc.constantFrom(...kinds),
    lines: fc.uniqueArray(line, { selector: ({ at }) => at, minLength: 1, maxLength: 3 }),
    day: fc.option(fc.constantFrom("2026-02-01", "2026-05-01"), { freq: 6 }),
  });
  const all = fc.sample(work, { numRuns: 160, seed: 7 });
  const next = all.values();
  const worker = async (): Promise<void> => {
    for (const { type, lines, day } of next) {
      const written: Line[] = lines.map(({ at, quantity, cost }) => ({
        product: products[at] as string,
        quantity: String(quantity),
        ...(type === "receipt" && { cost: String(cost / 100) }),
      }));
      const more = { ...(type === "transfer" && { toLocation: yard.shop }), ...(type === "receipt" && { day }) };
      await carriedOut(await yard.draft(type, written, more));
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  expect(await broken(app.db)).toEqual({});
  for (const [at, product] of products.entries()) {
    const standing = nothing();
    const method = at === 1 || at === 2 ? "fifo" : "average";
    for (const move of await movesOf(app.db, product)) book(standing, move, method);
    const anew = { quantity: standing.quantity.toFixed(), value: standing.value.toFixed(2) };
    expect(await worthOf(app.db, product)).toEqual(anew);
  }
});
