import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { undoPath } from "trellis/sdk";
import { startTestApp, type TestApp } from "trellis/testing";
import { broken } from "../stock.ts";
import { openYard, type Yard } from "./yard.ts";

let app: TestApp;
let yard: Yard;

beforeAll(async () => {
  app = await startTestApp({ plugins: ["products", "warehouse"] });
  yard = await openYard(app);
});
afterAll(async () => {
  expect(await broken(app.db)).toEqual({});
  await app.stop();
});

const worth = async (product: string) => (await yard.stock(product)).worth;
const revalued = async (product: string, cost: string, more: object = {}) =>
  await yard.done("revaluation", [{ product, quantity: "1", cost }], { reason: "The market fell", ...more });

describe.each(["average", "fifo", "standard"] as const)("a revaluation of goods costed by %s", (method) => {
  test("says what all that is there is worth, and what leaves afterwards costs that", async () => {
    const product = await yard.product(`Silver ${method}`, { custom: { cost_method: method } });
    await yard.done("receipt", [{ product, quantity: "3", cost: "10" }]);
    await yard.done("receipt", [{ product, quantity: "4", cost: "10" }]);
    await revalued(product, "3.3333");
    expect(await worth(product)).toEqual({ quantity: "7", value: "23.33" });
    await yard.done("shipment", [{ product, quantity: "4" }]);
    expect(await worth(product)).toEqual({ quantity: "3", value: "10.00" });
    expect(await broken(app.db)).toEqual({});
    await yard.done("shipment", [{ product, quantity: "3" }]);
    expect(await worth(product)).toEqual({ quantity: "0", value: "0.00" });
  });

  test("of an earlier day is worked out in its turn, as if it had been in time", async () => {
    const [late, early] = [
      await yard.product(`Late ${method}`, { custom: { cost_method: method } }),
      await yard.product(`Early ${method}`, { custom: { cost_method: method } }),
    ];
    for (const product of [late, early])
      await yard.done("receipt", [{ product, quantity: "10", cost: "5" }], { day: "2026-01-10" });
    await revalued(early, "4", { day: "2026-02-10" });
    for (const product of [late, early]) {
      await yard.done("shipment", [{ product, quantity: "6" }], { day: "2026-03-10" });
      await yard.done("receipt", [{ product, quantity: "1", cost: "9" }], { day: "2026-03-20" });
    }
    const id = await yard.draft("revaluation", [{ product: late, quantity: "1", cost: "4" }], {
      day: "2026-02-10",
      reason: "Found late",
    });
    await yard.step(id, "confirmation");
    const tried = await yard.step(id, "completion", "?rehearsal=true");
    expect(tried.body.corrections).toEqual([{ product: late, costOfGoods: "-6.00" }]);
    await yard.step(id, "completion");
    expect(await worth(late)).toEqual(await worth(early));
  });
});

describe("a standard", () => {
  test("is set before anything is there, and what comes is worth that whatever it cost", async () => {
    const product = await yard.product("Bolt", { custom: { cost_method: "standard" } });
    await revalued(product, "2");
    await yard.done("receipt", [{ product, quantity: "10", cost: "2.50" }]);
    expect(await worth(product)).toEqual({ quantity: "10", value: "20.00" });
    await revalued(product, "3");
    expect(await worth(product)).toEqual({ quantity: "10", value: "30.00" });
  });

  test("is no cost of goods: what was sold cost what it cost when it left", async () => {
    const product = await yard.product("Nut", { custom: { cost_method: "standard" } });
    await revalued(product, "2");
    await yard.done("receipt", [{ product, quantity: "10", cost: "2" }]);
    await yard.done("shipment", [{ product, quantity: "5" }]);
    await revalued(product, "1");
    const answer = await yard.admin.api("GET", "/api/v1/warehouse/turnover");
    const { data } = (await answer.json()) as { data: readonly { product: string; costOfGoods: string }[] };
    expect(data.find((one) => one.product === product)?.costOfGoods).toBe("10.00");
  });
});

describe("a revaluation", () => {
  test("needs a reason, a worth and something to be worth it, once for each product", async () => {
    const product = await yard.product("Gold");
    const none = await yard.draft("revaluation", [{ product, quantity: "1", cost: "5" }]);
    const code = async (id: string, what: string) => (await yard.step(id, what)).body.errors?.map((one) => one.code);
    expect(await code(none, "confirmation")).toEqual(["warehouse.reason_missing"]);
    await app.records.change(yard.admin.actor, "stock_document", none, { reason: "New price" });
    await expect(yard.add("stock_line", { document: none, product, quantity: "1" })).rejects.toThrow("worth_missing");
    await yard.step(none, "confirmation");
    expect(await code(none, "completion")).toEqual(["warehouse.nothing_to_value"]);
    const twice = await yard.draft(
      "revaluation",
      [
        { product, quantity: "1", cost: "5" },
        { product, quantity: "1", cost: "6" },
      ],
      { reason: "New price" },
    );
    expect(await code(twice, "confirmation")).toEqual(["warehouse.revalued_twice"]);
  });

  test("says why in its head, and does not wait to be scanned", async () => {
    const product = await yard.product("Tin", { custom: { cost_method: "standard" } });
    const id = await yard.draft("revaluation", [{ product, quantity: "1", cost: "5" }], { reason: "Ore is dearer" });
    await yard.step(id, "confirmation");
    const shipped = await yard.draft("shipment", [{ product, quantity: "1" }]);
    await yard.step(shipped, "confirmation");
    const waiting = await (await yard.admin.visit("/warehouse/scan")).text();
    expect([waiting.includes(`/scan/${shipped}"`), waiting.includes(`/scan/${id}"`)]).toEqual([true, false]);
    expect(await (await yard.admin.visit(`/stock-documents/${id}`)).text()).toContain("Ore is dearer");
  });

  test("is not taken back: another one says what should hold", async () => {
    const product = await yard.product("Copper");
    await yard.done("receipt", [{ product, quantity: "2", cost: "5" }]);
    const id = await revalued(product, "7");
    expect((await yard.step(id, "reversal")).body.errors?.[0]?.code).toBe("warehouse.worth_not_reversed");
    await revalued(product, "5");
    expect(await worth(product)).toEqual({ quantity: "2", value: "10.00" });
  });

  test("of goods with lots needs no lot, and its page asks for no quantity", async () => {
    const product = await yard.product("Wine", { custom: { tracking: "lot" } });
    await yard.done("receipt", [{ product, quantity: "2", cost: "5", lot: "A" }]);
    const id = await revalued(product, "6");
    expect(await worth(product)).toEqual({ quantity: "2", value: "12.00" });
    const page = await (await yard.admin.visit(`/stock-documents/${id}`)).text();
    expect(page).not.toContain('value="reversal"');
    const draft = await yard.draft("revaluation", []);
    expect(await (await yard.admin.visit(`/stock-documents/${draft}`)).text()).not.toContain('id="stock-quantity"');
  });
});

test("goods are valued in one way while some of them are there", async () => {
  const product = await yard.product("Zinc");
  const to = async (method: string | null) =>
    await app.records.change(yard.admin.actor, "product", product, { custom: { cost_method: method } });
  await to("fifo");
  await yard.done("receipt", [{ product, quantity: "2", cost: "5" }]);
  await expect(to("standard")).rejects.toThrow("method_stays");
  const { version } = await app.records.get(yard.admin.actor, "product", product);
  await yard.admin.send(undoPath({ kind: "product", recordId: product, version }));
  expect((await app.records.get(yard.admin.actor, "product", product)).custom["cost_method"]).toBe("fifo");
  await yard.done("shipment", [{ product, quantity: "2" }]);
  await to("standard");
});

test("what was sold while goods were valued another way keeps its cost when a document comes late", async () => {
  const product = await yard.product("Tin");
  await yard.done("receipt", [{ product, quantity: "10", cost: "40" }], { day: "2026-01-10" });
  await yard.done("receipt", [{ product, quantity: "10", cost: "50" }], { day: "2026-01-11" });
  const sold = await yard.done("shipment", [{ product, quantity: "5" }], { day: "2026-01-12" });
  await yard.done("shipment", [{ product, quantity: "15" }], { day: "2026-01-13" });
  const text = `select v.value::text from plugin_warehouse.move_values v join plugin_warehouse.moves m on m.id = v.move_id
    where m.document_id = $1`;
  const costOf = async (id: string) => (await app.db.query({ text, values: [id] }))[0]?.["value"];
  await app.records.change(yard.admin.actor, "product", product, { custom: { cost_method: "standard" } });
  await yard.done("receipt", [{ product, quantity: "10", cost: "60" }], { day: "2026-03-02" });
  expect([await costOf(sold), (await worth(product)).value]).toEqual(["225.0000", "500.00"]);
  await yard.done("receipt", [{ product, quantity: "1", cost: "60" }], { day: "2026-03-01" });
  expect([await costOf(sold), (await worth(product)).value]).toEqual(["225.0000", "550.00"]);
});

test("goods that may not be missing any more are received although some are missing still", async () => {
  const product = await yard.product("Sand", { custom: { negative_stock: "allow" } });
  await yard.done("receipt", [{ product, quantity: "1", cost: "5" }]);
  await yard.done("shipment", [{ product, quantity: "5" }]);
  await app.records.change(yard.admin.actor, "product", product, { custom: { negative_stock: "forbid" } });
  await yard.done("receipt", [{ product, quantity: "3", cost: "5" }]);
  expect(await worth(product)).toEqual({ quantity: "-1", value: "-5.00" });
});
