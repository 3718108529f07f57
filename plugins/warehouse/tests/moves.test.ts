import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectAccessible, startTestApp, type TestApp } from "trellis/testing";
import { outside } from "../places.ts";
import { openYard, type Yard } from "./yard.ts";

let app: TestApp;
let yard: Yard;
let lamp: string;

beforeAll(async () => {
  app = await startTestApp({ plugins: ["products", "warehouse"] });
  yard = await openYard(app);
  lamp = await yard.product("Lamp");
  await yard.done("receipt", [{ product: lamp, quantity: "10", cost: "4" }], { day: "2026-03-01" });
  const company = (await yard.add("company", { name: "Harbour Hotel" })).id;
  await yard.done("shipment", [{ product: lamp, quantity: "3" }], { day: "2026-03-05", company });
  await yard.done("revaluation", [{ product: lamp, quantity: "1", cost: "5" }], { reason: "Dearer now" });
});
afterAll(() => app.stop());

const movesOf = async (product: string) => {
  const answer = await yard.admin.api("GET", `/api/v1/warehouse/stock/${product}/moves`);
  return { status: answer.status, body: (await answer.json()) as { data?: readonly Record<string, unknown>[] } };
};

describe("the moves of a product", () => {
  test("are told to programs, the newest first, with their lots; another worth is none", async () => {
    const { data } = (await movesOf(lamp)).body;
    expect(data).toMatchObject([
      { from: yard.main, to: outside.customer, quantity: "3", lot: null },
      { from: outside.supplier, to: yard.main, quantity: "10", lot: null },
    ]);
    const milk = await yard.product("Milk", { custom: { tracking: "lot" } });
    await yard.done("receipt", [{ product: milk, quantity: "5", cost: "1", lot: "M1" }]);
    const [lot] = (await yard.stock(milk)).lots ?? [];
    expect((await movesOf(milk)).body.data).toMatchObject([{ quantity: "5", lot: lot?.lot }]);
  });

  test("stand on its page with documents and customers, for everybody who sees stock", async () => {
    const page = await app.browse(yard.admin, `/products/${lamp}?tab=warehouse.moves`);
    const rows = await page.locator("table.list tbody tr").allInnerTexts();
    expect(rows).toHaveLength(2);
    for (const piece of ["Harbour Hotel", "Main", "Customer", "3"]) expect(rows[0]).toContain(piece);
    expect(rows[1]).toContain("Supplier");
    await expectAccessible(page);
  });

  test("are not offered where nothing moved", async () => {
    const idle = await yard.product("Idle");
    expect((await movesOf(idle)).body.data).toEqual([]);
    expect(await (await yard.admin.visit(`/products/${idle}`)).text()).not.toContain("warehouse.moves");
  });

  test("are nobody else's business", async () => {
    const sam = await app.person("sales");
    const answer = await sam.api("GET", `/api/v1/warehouse/stock/${lamp}/moves`);
    expect(answer.status).toBe(404);
  });
});
