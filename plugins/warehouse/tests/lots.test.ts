import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { undoPath } from "trellis/sdk";
import { startTestApp, type TestApp } from "trellis/testing";
import { daysAfter, todayIn } from "../days.ts";
import { broken } from "../stock.ts";
import { type Line, openYard, type Yard } from "./yard.ts";

let app: TestApp;
let yard: Yard;
const day = (days: number): string => daysAfter(todayIn("UTC"), days);

beforeAll(async () => {
  app = await startTestApp({ plugins: ["products", "warehouse"] });
  yard = await openYard(app);
});
afterAll(async () => {
  expect(await broken(app.db)).toEqual({});
  await app.stop();
});

const tracked = async (name: string, tracking: "lot" | "serial"): Promise<string> =>
  await yard.product(`${name} ${Math.random()}`, { custom: { tracking } });
const lotsOf = async (product: string): Promise<Record<string, string>> =>
  Object.fromEntries(((await yard.stock(product)).lots ?? []).map(({ name, onHand }) => [name, onHand]));
const of = (document: string) => ({ field: "document", op: "eq", value: document }) as const;
const linesOf = async (document: string) => {
  const filter = of(document);
  const { data } = await app.records.list(yard.admin.actor, "stock_line", {
    filter,
    sort: [{ field: "lot", direction: "asc" }],
  });
  return data.map(({ lot, quantity }) => [lot, quantity]);
};
const tried = async (type: string, lines: readonly Line[], more = {}): Promise<string | undefined> => {
  const id = await yard.draft(type, lines, more);
  for (const what of ["confirmation", "completion"]) {
    const { body } = await yard.step(id, what);
    if (body.errors) return body.errors[0]?.code;
  }
  return undefined;
};
const milk = async (): Promise<string> => {
  const product = await tracked("Milk", "lot");
  await yard.done("receipt", [
    { product, quantity: "10", cost: "1", lot: "LATE", expires: day(60) },
    { product, quantity: "10", cost: "1", lot: "OLD", expires: day(-1) },
    { product, quantity: "4", cost: "1", lot: "SOON", expires: day(5) },
  ]);
  return product;
};

describe("lots", () => {
  test("come with a receipt, and what leaves is taken from the lot that ends first; what is over stays", async () => {
    const product = await milk();
    const id = await yard.draft("shipment", [{ product, quantity: "6" }]);
    await yard.step(id, "confirmation");
    expect(await linesOf(id)).toEqual([
      ["LATE", "2"],
      ["SOON", "4"],
    ]);
    expect((await yard.stock(product)).lots?.map(({ name, reserved }) => [name, reserved])).toEqual([
      ["OLD", "0"],
      ["SOON", "4"],
      ["LATE", "2"],
    ]);
    expect((await yard.step(id, "completion")).status).toBe(200);
    expect(await lotsOf(product)).toEqual({ OLD: "10", LATE: "8" });
  });

  test("are only proposed while a document is a draft: somebody else may choose another", async () => {
    const product = await milk();
    const id = await yard.draft("shipment", [
      { product, quantity: "1", lot: "soon" },
      { product, quantity: "5" },
    ]);
    expect((await yard.step(id, "lots")).status).toBe(200);
    expect(await linesOf(id)).toEqual([
      ["LATE", "2"],
      ["SOON", "3"],
      ["soon", "1"],
    ]);
    expect((await app.records.get(yard.admin.actor, "stock_document", id))["state"]).toBe("draft");
  });

  test("that are not there, not known, not named or named of other goods are refused", async () => {
    const product = await milk();
    const loose = await yard.product("Loose");
    expect(await tried("shipment", [{ product, quantity: "5", lot: "SOON" }])).toBe("warehouse.not_there");
    expect(await tried("shipment", [{ product, quantity: "1", lot: "NONE" }])).toBe("warehouse.no_such_lot");
    expect(await tried("shipment", [{ product, quantity: "15" }])).toBe("warehouse.lot_missing");
    expect(await tried("receipt", [{ product, quantity: "1", cost: "1" }])).toBe("warehouse.lot_missing");
    const wrong = { product, quantity: "1", cost: "1", lot: "SOON", expires: day(90) };
    expect(await tried("receipt", [wrong])).toBe("warehouse.other_expiry");
    await expect(yard.draft("receipt", [{ product: loose, quantity: "1", lot: "A" }])).rejects.toThrow("not_tracked");
    expect(await lotsOf(product)).toEqual({ OLD: "10", SOON: "4", LATE: "10" });
  });

  test("are carried by a transfer, a count, a reversal, and by what is kept for a deal", async () => {
    const product = await milk();
    const there = { toLocation: yard.shop };
    const id = await yard.done("transfer", [{ product, quantity: "3" }], there);
    await yard.step(id, "completion");
    expect(((await yard.stock(product)).lots ?? []).filter(({ location }) => location === yard.shop)).toMatchObject([
      { name: "SOON", onHand: "3" },
    ]);
    await yard.done("count", [{ product, quantity: "7", lot: "LATE" }]);
    const sold = await yard.done("shipment", [{ product, quantity: "2", lot: "LATE" }]);
    await yard.step(sold, "reversal");
    const deal = await app.deal(yard.admin.actor, "Café");
    await yard.add("deal_line", { deal, product, quantity: "6", price: { amount: "2", currency: "EUR" } });
    const kept = await yard.admin.api("POST", "/api/v1/warehouse/reservations", { deal });
    expect(await kept.json()).toEqual({ short: [] });
    const lots = ((await yard.stock(product)).lots ?? []).map(({ name, onHand, reserved }) => [name, onHand, reserved]);
    expect(lots).toEqual([
      ["OLD", "10", "0"],
      ["SOON", "1", "1"],
      ["SOON", "3", "3"],
      ["LATE", "7", "2"],
    ]);
    expect(await tried("shipment", [{ product, quantity: "6", lot: "LATE" }])).toBe("warehouse.not_there");
  });

  test("say where they came from and where they went", async () => {
    const product = await milk();
    await yard.done("shipment", [{ product, quantity: "4", lot: "SOON" }]);
    const filter = { field: "product", op: "eq", value: product } as const;
    const { data } = await app.records.list(yard.admin.actor, "stock_lot", { filter });
    const lot = data.find(({ name }) => name === "SOON");
    const answer = await yard.admin.api("GET", `/api/v1/warehouse/lots/${lot?.id}/trace`);
    const { data: steps, places } = (await answer.json()) as { data: { quantity: string }[]; places: object[] };
    expect([steps.map(({ quantity }) => quantity), places.length]).toEqual([["4", "4"], 1]);
    const page = await (await yard.admin.visit(`/stock-lots/${lot?.id}`)).text();
    for (const piece of ["Supplier", "Customer", "Main"]) expect(page).toContain(piece);
    const all = await (await yard.admin.visit("/warehouse/lots")).text();
    for (const piece of ["LATE", "OLD", 'data-color="red"']) expect(all).toContain(piece);
    const renamed = app.records.change(yard.admin.actor, "stock_lot", String(lot?.id), { name: "X" });
    await expect(renamed).rejects.toThrow("lot_has_moved");
    await expect(app.records.remove(yard.admin.actor, "stock_lot", String(lot?.id))).rejects.toThrow("lot_has_moved");
    await expect(yard.add("stock_lot", { product, name: "soon" })).rejects.toThrow("lot_is_there");
  });

  test("that have moved keep their number, and their product its unit, also when their history is taken back", async () => {
    const undone = async (kind: string, recordId: string) => {
      const { version } = await app.records.get(yard.admin.actor, kind, recordId);
      return async () => await yard.admin.send(undoPath({ kind, recordId, version }));
    };
    const product = await yard.product("Syrup", { custom: { tracking: "lot" } });
    const { id: unit } = await yard.add("unit", { name: `cask ${Math.random()}` });
    await app.records.change(yard.admin.actor, "product", product, { unit });
    const { id } = await yard.add("stock_lot", { product, name: "S1" });
    await app.records.change(yard.admin.actor, "stock_lot", id, { name: "S2" });
    const back = [await undone("product", product), await undone("stock_lot", id)];
    await yard.done("receipt", [{ product, quantity: "2", cost: "1", lot: "S2" }]);
    for (const take of back) await take();
    expect((await app.records.get(yard.admin.actor, "stock_lot", id))["name"]).toBe("S2");
    expect((await app.records.get(yard.admin.actor, "product", product))["unit"]).toBe(unit);
  });

  test("are read from a code of GS1 with their day, where the product has them", async () => {
    const product = await tracked("Cheese", "lot");
    await yard.add("barcode", { code: "4012345123456", product, quantity: "6" });
    const id = await yard.draft("receipt", []);
    const code = `(01)04012345123456(17)290300(10)K-7`;
    const add = { what: code, cost: "2", expires: "" };
    expect((await yard.admin.send(`/stock-documents/${id}/additions`, add)).status).toBe(303);
    const [line] = (await app.records.list(yard.admin.actor, "stock_line", { filter: of(id) })).data;
    expect(line).toMatchObject({ product, quantity: "6", lot: "K-7", expires: "2029-03-31" });
  });

  test("of two who bring the same number at once one lot is made", async () => {
    const product = await tracked("Yeast", "lot");
    await Promise.all(
      Array.from(
        { length: 6 },
        async () => await yard.done("receipt", [{ product, quantity: "1", cost: "1", lot: "Y" }]),
      ),
    );
    expect(await lotsOf(product)).toEqual({ Y: "6" });
  });
});

describe("a serial", () => {
  test("is one thing at one place: not twice with us, not back from somebody who has it not", async () => {
    const product = await tracked("Drill", "serial");
    const one = (lot: string): Line => ({ product, quantity: "1", lot });
    await expect(yard.draft("receipt", [{ product, quantity: "2", lot: "S1" }])).rejects.toThrow("serial_is_one");
    await yard.done("receipt", [one("S1"), one("S2"), one("S3")]);
    expect(await tried("receipt", [one("S1")])).toBe("warehouse.serial_is_there");
    expect(await tried("return", [one("S1")])).toBe("warehouse.serial_is_there");
    const id = await yard.done("shipment", [{ product, quantity: "2" }]);
    expect(await linesOf(id)).toEqual([
      ["S1", "1"],
      ["S2", "1"],
    ]);
    expect(await tried("receipt", [one("S1")])).toBe("warehouse.serial_is_there");
    expect(await tried("shipment", [one("S1")])).toBe("warehouse.not_there");
    expect(await tried("return", [one("S1")])).toBeUndefined();
    expect(await lotsOf(product)).toEqual({ S1: "1", S3: "1" });
  });
});

describe("a product", () => {
  test("is tracked from when nothing of it is there, and keeps its unit once it moved", async () => {
    const product = await yard.product("Paint");
    await yard.done("receipt", [{ product, quantity: "2", cost: "1" }]);
    const change = async (input: object) =>
      await app.records.change(yard.admin.actor, "product", product, { ...input });
    await expect(change({ custom: { tracking: "lot" } })).rejects.toThrow("tracking_stays");
    const { id: unit } = await yard.add("unit", { name: `litre ${Math.random()}`, decimals: 1 });
    await expect(change({ unit })).rejects.toThrow("unit_stays");
    await yard.done("shipment", [{ product, quantity: "2" }]);
    await change({ custom: { tracking: "lot" } });
    expect(await tried("receipt", [{ product, quantity: "1", cost: "1" }])).toBe("warehouse.lot_missing");
  });

  test("counted twice on one sheet is refused", async () => {
    const product = await yard.product("Nail");
    expect(
      await tried("count", [
        { product, quantity: "1" },
        { product, quantity: "2" },
      ]),
    ).toBe("warehouse.counted_twice");
  });

  test("of a document with two lines keeps no more than there is", async () => {
    const product = await yard.product("Rope");
    await yard.done("receipt", [{ product, quantity: "10", cost: "1" }]);
    const id = await yard.draft("shipment", [
      { product, quantity: "6" },
      { product, quantity: "6" },
    ]);
    await yard.step(id, "confirmation");
    expect((await yard.stock(product)).locations.map(({ available }) => available)).toEqual(["0"]);
  });
});
