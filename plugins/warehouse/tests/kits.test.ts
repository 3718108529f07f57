import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Rec } from "trellis/sdk";
import { startTestApp, type TestApp } from "trellis/testing";
import { broken } from "../stock.ts";
import { openYard, type Yard } from "./yard.ts";

let app: TestApp;
let yard: Yard;

beforeAll(async () => {
  app = await startTestApp({ plugins: ["products", "warehouse"] });
  yard = await openYard(app);
  await app.deal(yard.admin.actor, "The first");
});
afterAll(async () => {
  expect(await broken(app.db)).toEqual({});
  await app.stop();
});

/** A desk of one top and four legs, of which so many are there. */
async function desk(tops: string, legs: string) {
  const [kit, top, leg] = [
    await yard.product("Desk", { type: "kit" }),
    await yard.product("Top"),
    await yard.product("Leg"),
  ];
  await yard.add("kit_part", { kit, product: top });
  await yard.add("kit_part", { kit, product: leg, quantity: "4" });
  for (const [product, quantity] of [
    [top, tops],
    [leg, legs],
  ] as const)
    if (quantity !== "0") await yard.done("receipt", [{ product, quantity, cost: "2" }]);
  return { kit, top, leg };
}

const linesOf = async (document: string): Promise<readonly Rec[]> =>
  (await app.records.list(yard.admin.actor, "stock_line", { filter: { field: "document", op: "eq", value: document } }))
    .data;
const free = async (product: string) => (await yard.stock(product)).locations.map(({ available }) => available);
const dealOver = async (product: string, quantity: string): Promise<string> => {
  const { id } = await yard.add("deal", { name: "Office" });
  const price = { amount: "100", currency: "EUR" };
  await yard.add("deal_line", { deal: id, product, quantity, price });
  return id;
};

describe("a kit", () => {
  test("is there as often as its scarcest part allows", async () => {
    const { kit, leg } = await desk("5", "11");
    expect(await yard.stock(kit)).toMatchObject({
      locations: [],
      kit: {
        available: "2",
        parts: [
          { name: "Leg", quantity: "4", free: "11" },
          { name: "Top", free: "5" },
        ],
      },
    });
    await yard.done("shipment", [{ product: leg, quantity: "11" }]);
    expect(await yard.stock(kit)).toMatchObject({ kit: { available: "0" } });
  });

  test("leaves as what is in it, and the document says for which kit that is", async () => {
    const { kit, top, leg } = await desk("3", "12");
    const id = await yard.done("shipment", [{ product: kit, quantity: "2" }]);
    expect((await linesOf(id)).map(({ product, quantity, kit }) => ({ product, quantity, kit }))).toEqual(
      expect.arrayContaining([
        { product: top, quantity: "2", kit },
        { product: leg, quantity: "8", kit },
      ]),
    );
    expect([await free(top), await free(leg), (await linesOf(id)).length]).toEqual([["1"], ["4"], 2]);
    await yard.step(id, "reversal");
    expect([await free(top), await free(leg)]).toEqual([["3"], ["12"]]);
  });

  test("is kept for a deal part by part, and what is missing is named", async () => {
    const { kit, top, leg } = await desk("2", "6");
    const deal = await dealOver(kit, "2");
    const kept = await yard.admin.api("POST", "/api/v1/warehouse/reservations", { deal });
    expect(await kept.json()).toEqual({ short: [{ product: leg, quantity: "2" }] });
    expect([await free(top), await free(leg)]).toEqual([["0"], ["0"]]);
    const page = await (await yard.admin.visit(`/deals/${deal}`)).text();
    for (const said of ["in Desk", "Leg", "Top"]) expect(page).toContain(said);
    const id = await yard.draft("shipment", [{ product: kit, quantity: "2" }], { deal });
    await yard.step(id, "confirmation");
    const missing = await yard.step(id, "completion");
    const short = (await linesOf(id)).find(({ product }) => product === leg);
    expect([missing.status, missing.body.errors]).toMatchObject([
      422,
      [{ code: "warehouse.not_there", pointer: expect.stringContaining(`/lines/${short?.id}`) }],
    ]);
    await yard.done("receipt", [{ product: leg, quantity: "2", cost: "2" }]);
    expect((await yard.step(id, "completion")).status).toBe(200);
  });

  test("comes and moves as what is in it, has no cost of its own, and is not counted", async () => {
    const { kit, top } = await desk("1", "0");
    await yard.done("receipt", [{ product: kit, quantity: "2" }]);
    expect(await free(top)).toEqual(["3"]);
    const id = await yard.draft("receipt", []);
    const add = (document: string, more: object) => yard.add("stock_line", { document, product: kit, ...more });
    await expect(add(id, { cost: "5" })).rejects.toThrow("warehouse.kit_has_no_cost");
    await expect(add(await yard.draft("count", []), {})).rejects.toThrow("warehouse.kit_not_counted");
  });

  test("with nothing in it cannot be confirmed", async () => {
    const kit = await yard.product("Empty box", { type: "kit" });
    const id = await yard.draft("shipment", [{ product: kit, quantity: "1" }]);
    expect((await yard.step(id, "confirmation")).body.errors?.[0]?.code).toBe("warehouse.kit_is_empty");
  });

  test("of parts with lots takes those that end first", async () => {
    const [kit, milk] = [
      await yard.product("Breakfast", { type: "kit" }),
      await yard.product("Milk", { custom: { tracking: "lot" } }),
    ];
    await yard.add("kit_part", { kit, product: milk, quantity: "2" });
    await yard.done("receipt", [
      { product: milk, quantity: "3", lot: "B", expires: "2030-02-01" },
      { product: milk, quantity: "1", lot: "A", expires: "2030-01-01" },
    ]);
    const id = await yard.done("shipment", [{ product: kit, quantity: "1" }]);
    const lines = (await linesOf(id)).map(({ lot, quantity, kit: of }) => [lot, quantity, of]).toSorted();
    expect(lines).toEqual([
      ["A", "1", kit],
      ["B", "1", kit],
    ]);
  });
});

test("goods that have moved do not become a kit, and what is a part does not either", async () => {
  const { kit, top } = await desk("1", "0");
  const to = async (id: string, type: string) => await app.records.change(yard.admin.actor, "product", id, { type });
  const moved = await yard.product("Plank");
  await yard.done("receipt", [{ product: moved, quantity: "1", cost: "1" }]);
  await expect(to(moved, "kit")).rejects.toThrow("type_stays");
  await expect(to(kit, "goods")).rejects.toThrow("kit_has_parts");
  await expect(yard.add("kit_part", { kit: top, product: kit })).rejects.toThrow("no_kit");
  await expect(yard.add("kit_part", { kit, product: top })).rejects.toThrow("part_twice");
  await expect(yard.add("kit_part", { kit, product: await yard.product("Set", { type: "kit" }) })).rejects.toThrow(
    "kit_in_kit",
  );
});

test("a kit costs what is in it costs, and nothing is said while one of those is not known", async () => {
  const { kit, top, leg } = await desk("0", "0");
  const deal = await dealOver(kit, "3");
  const cost = async (product: string, amount: string) =>
    await yard.add("product_cost", { product, cost: { amount, currency: "EUR" }, validFrom: "2020-01-01" });
  const offer = async () => await (await yard.admin.api("GET", `/api/v1/products/offers/${deal}`)).json();
  await cost(top, "30");
  expect(await offer()).toMatchObject({ uncosted: 1, lines: [{ cost: null }] });
  await cost(leg, "5");
  expect(await offer()).toMatchObject({
    uncosted: 0,
    lines: [{ cost: { amount: "150.00" }, margin: { amount: "150.00" } }],
  });
});
