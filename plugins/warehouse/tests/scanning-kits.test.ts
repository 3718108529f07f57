import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp } from "trellis/testing";
import { broken } from "../stock.ts";
import { openYard, type Yard } from "./yard.ts";

const CODE = "4006381333931";

let app: TestApp;
let yard: Yard;
let desk: string;
let top: string;
let leg: string;

/** A desk is one top and four legs, and has a barcode of its own. */
beforeAll(async () => {
  app = await startTestApp({ plugins: ["products", "warehouse"] });
  yard = await openYard(app);
  desk = await yard.product("Desk", { type: "kit", sku: "DESK" });
  top = await yard.product("Top", { sku: "TOP" });
  leg = await yard.product("Leg", { sku: "LEG" });
  await yard.add("kit_part", { kit: desk, product: top });
  await yard.add("kit_part", { kit: desk, product: leg, quantity: "4" });
  await yard.add("barcode", { code: CODE, product: desk });
  await yard.done("receipt", [
    { product: top, quantity: "20", cost: "9" },
    { product: leg, quantity: "80", cost: "1" },
  ]);
});
afterAll(async () => {
  expect(await broken(app.db)).toEqual({});
  await app.stop();
});

const confirmed = async (type: string, lines: Parameters<Yard["draft"]>[1]): Promise<string> => {
  const id = await yard.draft(type, lines);
  await yard.step(id, "confirmation");
  return id;
};
const scan = async (id: string, code: string, more: Record<string, string> = {}) => {
  const init = { headers: { "HX-Request": "true" } };
  const answer = await yard.admin.send(`/warehouse/scan/${id}/scans`, { code, ...more }, init);
  return { status: answer.status, html: await answer.text() };
};
const undo = async (id: string) => (await yard.admin.send(`/warehouse/scan/${id}/undo`, {})).status;
const picked = async (id: string): Promise<readonly string[]> => {
  const page = await (await yard.admin.visit(`/warehouse/scan/${id}`)).text();
  const lines = page.matchAll(/<span class="grow">(\w+)<\/span><span class="tag"[^>]*>([^<]+)</g);
  return [...lines].map(([, name, tag]) => `${name} ${tag}`).toSorted();
};
const stateOf = async (id: string) => (await app.records.get(yard.admin.actor, "stock_document", id))["state"];

describe("picking a shipment, the code of a kit", () => {
  test("counts what is in it, and the last one is taken back as a whole", async () => {
    const id = await confirmed("shipment", [{ product: desk, quantity: "2" }]);
    const first = await scan(id, CODE);
    expect([first.status, first.html]).toEqual([200, expect.stringContaining("+1\u00a0→\u00a01 of 2: Desk")]);
    expect(await picked(id)).toEqual(["Leg 4 of 8", "Top 1 of 2"]);
    await scan(id, CODE);
    expect(await picked(id)).toEqual(["Leg 8 of 8", "Top 2 of 2"]);
    expect(await undo(id)).toBe(303);
    expect(await picked(id)).toEqual(["Leg 4 of 8", "Top 1 of 2"]);
    await scan(id, "DESK");
    await yard.admin.send(`/warehouse/scan/${id}/finish`, {});
    expect(await stateOf(id)).toBe("done");
  });

  test("sent twice counts once, and several are said as several", async () => {
    const id = await confirmed("shipment", [{ product: desk, quantity: "3" }]);
    for (let times = 0; times < 2; times++) await scan(id, CODE, { quantity: "2", key: "same" });
    expect(await picked(id)).toEqual(["Leg 8 of 12", "Top 2 of 3"]);
    await undo(id);
    expect(await picked(id)).toEqual(["Leg 0 of 12", "Top 0 of 3"]);
  });

  test("goes with parts that were scanned by themselves, as far as the document has them", async () => {
    const id = await confirmed("shipment", [{ product: desk, quantity: "1" }]);
    await scan(id, "LEG");
    const over = await scan(id, CODE);
    expect([over.status, over.html]).toEqual([422, expect.stringContaining("too much Leg: 4 are on the document")]);
    expect(await picked(id)).toEqual(["Leg 1 of 4", "Top 0 of 1"]);
    await undo(id);
    await scan(id, CODE);
    expect(await picked(id)).toEqual(["Leg 4 of 4", "Top 1 of 1"]);
  });

  test("takes the parts of this kit, and not those of another", async () => {
    const shelf = await yard.product("Shelf", { type: "kit", sku: "SHELF" });
    await yard.add("kit_part", { kit: shelf, product: leg, quantity: "2" });
    const id = await confirmed("shipment", [
      { product: shelf, quantity: "1" },
      { product: desk, quantity: "1" },
    ]);
    await scan(id, CODE);
    expect(await picked(id)).toEqual(["Leg 0 of 2", "Leg 4 of 4", "Top 1 of 1"]);
    const other = await confirmed("shipment", [{ product: shelf, quantity: "4" }]);
    const strange = await scan(other, CODE);
    expect([strange.status, strange.html]).toEqual([422, expect.stringContaining("not on the document")]);
    expect(await picked(other)).toEqual(["Leg 0 of 8"]);
  });

  test("whose parts have lots is refused, and says which to scan by itself", async () => {
    const milk = await yard.product("Milk", { custom: { tracking: "lot" } });
    const breakfast = await yard.product("Breakfast", { type: "kit", sku: "EARLY" });
    await yard.add("kit_part", { kit: breakfast, product: milk });
    await yard.done("receipt", [{ product: milk, quantity: "5", cost: "1", lot: "M1" }]);
    const id = await confirmed("shipment", [{ product: breakfast, quantity: "1" }]);
    const refused = await scan(id, "EARLY");
    expect([refused.status, refused.html]).toEqual([422, expect.stringContaining("Milk is followed by lots")]);
    expect(refused.html).not.toContain('name="lot"');
  });
});

test("on a draft of a shipment a kit is a line, and leaves as what is in it", async () => {
  const id = await yard.draft("shipment", []);
  expect((await scan(id, CODE)).html).toContain("+1\u00a0→\u00a01: Desk");
  await scan(id, CODE);
  await undo(id);
  const before = Number((await yard.stock(leg)).locations[0]?.onHand);
  await yard.admin.send(`/warehouse/scan/${id}/finish`, {});
  expect([await stateOf(id), Number((await yard.stock(leg)).locations[0]?.onHand)]).toEqual(["done", before - 4]);
});

test.each(["receipt", "count"])("on a %s a kit is refused, and what to scan instead is said", async (type) => {
  const id = await yard.draft(type, [{ product: top, quantity: "1" }]);
  if (type === "count") await yard.step(id, "confirmation");
  const refused = await scan(id, CODE);
  expect([refused.status, refused.html]).toEqual([422, expect.stringContaining("Scan what is in it: Leg, Top.")]);
  const { data } = await app.records.list(yard.admin.actor, "stock_line", {
    filter: { field: "document", op: "eq", value: id },
  });
  expect(data.map(({ product, quantity }) => [product, quantity])).toEqual([[top, "1"]]);
  await yard.step(id, "cancellation");
});

test("a kit with nothing in it is said to be empty", async () => {
  await yard.product("Empty box", { type: "kit", sku: "VOID" });
  const id = await yard.draft("shipment", []);
  expect((await scan(id, "VOID")).html).toContain("Nothing is in this kit yet");
});

test("programs hear of which kit it was", async () => {
  const id = await confirmed("shipment", [{ product: desk, quantity: "1" }]);
  const path = `/api/v1/stock-documents/${id}/scans`;
  const answer = await yard.admin.api("POST", path, { code: CODE });
  expect([answer.status, await answer.json()]).toMatchObject([
    201,
    { kit: desk, quantity: "1", total: "1", wanted: "1" },
  ]);
  const undone = await yard.admin.api("DELETE", `${path}/last`);
  expect(await undone.json()).toMatchObject({ kit: desk, quantity: "1", total: "0", wanted: "1" });
});
