// What the specification calls edge cases, one by one.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp } from "trellis/testing";
import { broken } from "../stock.ts";
import { openYard, type Yard } from "./yard.ts";

let app: TestApp;
let yard: Yard;
let company: string;

beforeAll(async () => {
  app = await startTestApp({ plugins: ["products", "warehouse"] });
  yard = await openYard(app);
  company = (await yard.add("company", { name: "Kolev" })).id;
});
afterAll(async () => {
  expect(await broken(app.db)).toEqual({});
  await app.stop();
});

const places = async (product: string) =>
  (await yard.stock(product)).locations.map(({ name, onHand }) => `${name} ${onHand}`);

describe("what comes back", () => {
  test("costs what it had cost when it left, wherever it comes back to", async () => {
    const product = await yard.product("Pump");
    await yard.done("receipt", [{ product, quantity: "2", cost: "10" }]);
    await yard.done("shipment", [{ product, quantity: "2" }], { company });
    await yard.done("receipt", [{ product, quantity: "3", cost: "16" }]);
    await yard.done("return", [{ product, quantity: "1" }], { company, location: yard.shop });
    expect(await places(product)).toEqual(["Main 3", "Shop 1"]);
    expect((await yard.stock(product)).worth).toEqual({ quantity: "4", value: "58.00" });
  });

  test("of a deal costs what went to that deal, and what its line says holds", async () => {
    await app.deal(yard.admin.actor, "The first");
    const product = await yard.product("Valve");
    const deals = [await yard.add("deal", { name: "One" }), await yard.add("deal", { name: "Two" })];
    for (const [at, cost] of ["5", "9"].entries()) {
      await yard.done("receipt", [{ product, quantity: "1", cost }]);
      await yard.done("shipment", [{ product, quantity: "1" }], { deal: deals[at]?.id, company });
    }
    await yard.done("return", [{ product, quantity: "1" }], { deal: deals[0]?.id, company });
    expect((await yard.stock(product)).worth).toEqual({ quantity: "1", value: "5.00" });
    await yard.done("return", [{ product, quantity: "1", cost: "2" }], { deal: deals[1]?.id });
    expect((await yard.stock(product)).worth).toEqual({ quantity: "2", value: "7.00" });
  });

  test("of a lot costs what that lot had cost", async () => {
    const product = await yard.product("Paint", { custom: { tracking: "lot", cost_method: "fifo" } });
    await yard.done("receipt", [{ product, quantity: "1", cost: "4", lot: "A" }]);
    await yard.done("receipt", [{ product, quantity: "1", cost: "6", lot: "B" }]);
    await yard.done("shipment", [{ product, quantity: "1", lot: "A" }], { company });
    await yard.done("shipment", [{ product, quantity: "1", lot: "B" }], { company });
    await yard.done("return", [{ product, quantity: "1", lot: "A" }], { company });
    expect((await yard.stock(product)).worth).toEqual({ quantity: "1", value: "4.00" });
  });

  test("and had left before it came costs what it turned out to have cost, returned or taken back", async () => {
    const product = await yard.product("Hose", { custom: { negative_stock: "allow" } });
    const sold = await yard.done("shipment", [{ product, quantity: "5" }], { company });
    await yard.done("receipt", [{ product, quantity: "5", cost: "10" }]);
    await yard.done("return", [{ product, quantity: "2" }], { company });
    expect((await yard.stock(product)).worth).toEqual({ quantity: "2", value: "20.00" });
    await yard.done("shipment", [{ product, quantity: "2" }]);
    await yard.step(sold, "reversal");
    expect((await yard.stock(product)).worth).toEqual({ quantity: "5", value: "50.00" });
  });
});

describe("a receipt with a wrong price that is taken back", () => {
  test.each(["average", "fifo"])("takes its own worth along (%s)", async (cost_method) => {
    const product = await yard.product(`Pump ${cost_method}`, { custom: { cost_method } });
    await yard.done("receipt", [{ product, quantity: "10", cost: "10" }]);
    const wrong = await yard.done("receipt", [{ product, quantity: "3", cost: "100" }]);
    expect((await yard.step(wrong, "reversal")).status).toBe(201);
    expect((await yard.stock(product)).worth).toEqual({ quantity: "10", value: "100.00" });
    await yard.done("receipt", [{ product, quantity: "10", cost: "12" }], { day: "2026-01-05" });
    expect((await yard.stock(product)).worth).toEqual({ quantity: "20", value: "220.00" });
    await yard.done("shipment", [{ product, quantity: "20" }]);
    expect((await yard.stock(product)).worth).toEqual({ quantity: "0", value: "0.00" });
  });
});

describe("what was sent and never arrives", () => {
  const send = async (product: string, quantity: string): Promise<{ id: string; line: string }> => {
    const id = await yard.draft("transfer", [{ product, quantity }], { toLocation: yard.shop });
    await yard.step(id, "confirmation");
    await yard.step(id, "completion");
    const filter = { field: "document", op: "eq", value: id } as const;
    const { data } = await app.records.list(yard.admin.actor, "stock_line", { filter });
    return { id, line: String(data[0]?.id) };
  };
  const lose = async (id: string, body: object) => {
    const { version } = await app.records.get(yard.admin.actor, "stock_document", id);
    const headers = { "If-Match": `"v${version}"` };
    const answer = await yard.admin.api("POST", `/api/v1/stock-documents/${id}/loss`, body, headers);
    return { status: answer.status, body: (await answer.json()) as { errors?: readonly { code: string }[] } };
  };
  const stateOf = async (id: string) => (await app.records.get(yard.admin.actor, "stock_document", id))["state"];

  test("is written off from the way, and the rest arrives", async () => {
    const product = await yard.product("Crate");
    await yard.done("receipt", [{ product, quantity: "10", cost: "3" }]);
    const { id, line } = await send(product, "6");
    expect((await lose(id, { reason: "Fell off", lines: [{ line, quantity: "2" }] })).status).toBe(200);
    expect((await yard.stock(product)).worth).toEqual({ quantity: "8", value: "24.00" });
    expect((await yard.step(id, "completion")).status).toBe(200);
    expect([await places(product), await stateOf(id)]).toEqual([["Main 4", "Shop 4"], "done"]);
  });

  test("may be all of it, which ends the transfer, and a lot keeps its name", async () => {
    const product = await yard.product("Wine", { custom: { tracking: "lot" } });
    await yard.done("receipt", [{ product, quantity: "5", cost: "3", lot: "A" }]);
    const { id } = await send(product, "5");
    await lose(id, { reason: "Stolen" });
    expect([await places(product), await stateOf(id)]).toEqual([[], "done"]);
    expect((await yard.stock(product)).worth).toEqual({ quantity: "0", value: "0.00" });
  });

  test("is no more than was sent, needs a reason, and only what is on its way is lost", async () => {
    const product = await yard.product("Box");
    await yard.done("receipt", [{ product, quantity: "4", cost: "3" }]);
    const { id, line } = await send(product, "3");
    const code = async (body: object) => (await lose(id, body)).body.errors?.map((one) => one.code);
    expect(await code({ lines: [{ line, quantity: "1" }] })).toEqual(["warehouse.reason_missing"]);
    expect(await code({ reason: "Gone", lines: [{ line, quantity: "4" }] })).toEqual(["warehouse.more_than_sent"]);
    expect(await code({ reason: "Gone", lines: [{ line, quantity: "0.5" }] })).toEqual(["too_many_decimals"]);
    expect(await code({ reason: "Gone", lines: [] })).toEqual(["warehouse.no_lines"]);
    await yard.step(id, "completion");
    expect(await code({ reason: "Gone" })).toEqual(["warehouse.wrong_state"]);
  });

  test("is typed on the page of the transfer, in the person's language", async () => {
    const product = await yard.product("Sack");
    await yard.done("receipt", [{ product, quantity: "4", cost: "3" }]);
    const { id, line } = await send(product, "3");
    const page = await (await yard.admin.visit(`/stock-documents/${id}`)).text();
    for (const said of [`lost.${line}`, "Something is missing"]) expect(page).toContain(said);
    const { version } = await app.records.get(yard.admin.actor, "stock_document", id);
    const form = { version: String(version), [`lost.${line}`]: "9", reason: "Wet" };
    const wrong = await yard.admin.send(`/stock-documents/${id}/loss`, form);
    expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('value="9"')]);
    const done = await yard.admin.send(`/stock-documents/${id}/loss`, { ...form, [`lost.${line}`]: "1" });
    expect(done.status).toBe(303);
    expect((await yard.stock(product)).worth).toEqual({ quantity: "3", value: "9.00" });
  });
});

test("goods counted in boxes are kept for a deal and shipped in whole ones, whatever its lines are in", async () => {
  const piece = (await yard.add("unit", { name: "bottle" })).id;
  const box = (await yard.add("unit", { name: "box of 12", base: piece, factor: "12" })).id;
  const product = await yard.product("Juice", { unit: box });
  await yard.done("receipt", [{ product, quantity: "3", cost: "12" }]);
  const { id: deal } = await yard.add("deal", { name: "Party" });
  const price = { amount: "2", currency: "EUR" };
  await expect(yard.add("deal_line", { deal, product, unit: piece, quantity: "30", price })).rejects.toThrow(
    "odd_remainder",
  );
  await yard.add("deal_line", { deal, product, unit: piece, quantity: "24", price });
  expect(await (await yard.admin.api("POST", "/api/v1/warehouse/reservations", { deal })).json()).toEqual({
    short: [],
  });
  expect((await yard.stock(product)).locations).toMatchObject([{ onHand: "3", available: "1" }]);
});
