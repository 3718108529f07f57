import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectAccessible, startTestApp, type TestApp, type TestPerson } from "trellis/testing";
import { daysAfter, todayIn } from "../days.ts";
import { openYard, type Yard } from "./yard.ts";

let app: TestApp;
let yard: Yard;
let today: string;

beforeAll(async () => {
  app = await startTestApp({ plugins: ["products", "warehouse"] });
  yard = await openYard(app);
  today = todayIn("UTC");
});
afterAll(() => app.stop());

const ago = (days: number): { day: string } => ({ day: daysAfter(today, -days) });
const html = async (path: string, by: TestPerson = yard.admin): Promise<string> => await (await by.visit(path)).text();
const ask = async (path: string, by: TestPerson = yard.admin) => {
  const answer = await by.api("GET", `/api/v1/warehouse/${path}`);
  return { status: answer.status, body: (await answer.json()) as { data: Record<string, unknown>[] } };
};
const lineOf = async (path: string, product: string) =>
  (await ask(path)).body.data.find((line) => line["product"] === product);

describe("turnover", () => {
  test("is cost of goods by average value, a worth counting for as long as it lasted", async () => {
    const product = await yard.product("Lamp");
    await yard.done("receipt", [{ product, quantity: "100", cost: "10" }], { day: "2026-01-01" });
    await yard.done("shipment", [{ product, quantity: "60" }], { day: "2026-01-11" });
    await yard.done("return", [{ product, quantity: "10" }], { day: "2026-01-11" });
    await yard.done("write_off", [{ product, quantity: "5" }], { day: "2026-01-31" });
    const moved = `select distinct done_at::time::text as at from plugin_warehouse.moves where product_id = '${product}'`;
    const [first] = await app.db.query<{ at: string }>({ text: moved });
    // From the same hour to the end of the day: 1,000 until the 11th, 500 until the 31st, 450 for the rest of that day.
    const [hours = 0, minutes = 0, seconds = 0] = (first?.at ?? "").split(":").map(Number);
    const rest = 1 - (hours * 3600 + minutes * 60 + seconds) / 86_400;
    const average = (1000 * 10 + 500 * 20 + 450 * rest) / 31;
    const line = await lineOf("turnover?from=2026-01-01&to=2026-01-31", product);
    expect(line).toMatchObject({ sold: "50", costOfGoods: "500.00", sellThrough: "0.5000" });
    expect(Number(line?.["averageValue"])).toBeCloseTo(average, 1);
    expect(Number(line?.["turnover"])).toBeCloseTo(500 / average, 1);
  });

  test("counts what was there before as there from the start, and nothing that came later", async () => {
    const product = await yard.product("Sofa");
    await yard.done("receipt", [{ product, quantity: "10", cost: "3" }], { day: "2025-05-01" });
    await yard.done("shipment", [{ product, quantity: "4" }], { day: "2026-02-10" });
    expect(await lineOf("turnover?from=2025-06-01&to=2025-06-30", product)).toMatchObject({
      sold: "0",
      costOfGoods: "0.00",
      averageValue: "30.00",
      turnover: "0.00",
      sellThrough: "0.0000",
      abc: "C",
    });
  });

  test("puts goods into classes by their part of the cost: to 80, to 95, the rest", async () => {
    const costs = { Big: "70", Middle: "20", Small: "8", Tiny: "2" };
    const ids = new Map<string, string>();
    for (const [name, cost] of Object.entries(costs)) {
      const product = await yard.product(`Class ${name}`);
      await yard.done("receipt", [{ product, quantity: "1", cost }], { day: "2024-03-01" });
      await yard.done("shipment", [{ product, quantity: "1" }], { day: "2024-03-02" });
      ids.set(name, product);
    }
    const { data } = (await ask("turnover?from=2024-03-01&to=2024-03-31")).body;
    const abc = Object.keys(costs).map((name) => data.find((line) => line["product"] === ids.get(name))?.["abc"]);
    expect(abc).toEqual(["A", "A", "B", "C"]);
    expect(data[0]).toMatchObject({ product: ids.get("Big"), costOfGoods: "70.00" });
  });

  test("of days that are none is refused with words, and the page shows the usual ones", async () => {
    const { status, body } = await ask("turnover?from=2026-02-30");
    expect([status, body]).toMatchObject([422, { errors: [{ pointer: "/from", code: "not_a_date" }] }]);
    expect((await ask("turnover?from=2026-03-01&to=2026-02-01")).status).toBe(422);
    const page = await yard.admin.visit("/warehouse/turnover?from=2026-03-01&to=2026-02-01");
    expect([page.status, await page.text()]).toEqual([422, expect.stringContaining("end before they begin")]);
  });

  test("is for those who may know what things cost", async () => {
    await app.grant("sales", "warehouse.see", "all");
    const sam = await app.person("sales");
    expect((await ask("turnover", sam)).status).toBe(404);
    expect((await ask("age", sam)).status).toBe(404);
    expect(await html("/warehouse", sam)).not.toContain("/warehouse/turnover");
  });
});

test("the age of what is there: quantities by when they came, valued as the product is", async () => {
  const receipts = [
    ["10", "5", 200],
    ["10", "7", 100],
    ["10", "9", 10],
  ] as const;
  const lamp = await yard.product("Old by layers", { custom: { cost_method: "fifo" } });
  const chair = await yard.product("Old by average");
  for (const product of [lamp, chair]) {
    for (const [quantity, cost, days] of receipts) await yard.done("receipt", [{ product, quantity, cost }], ago(days));
    await yard.done("shipment", [{ product, quantity: "4" }]);
  }
  expect(await lineOf("age", lamp)).toEqual({
    product: lamp,
    quantities: ["10", "0", "10", "6"],
    values: ["90.00", "0.00", "70.00", "30.00"],
  });
  // 30 pieces worth 210: seven each.
  expect(await lineOf("age", chair)).toMatchObject({ values: ["70.00", "0.00", "70.00", "42.00"] });
});

describe("what is to be ordered", () => {
  test("is what falls below its reorder point, with what is on its way and promised", async () => {
    const custom = { lead_days: 10, pack_size: "12", target_stock: "200" };
    const product = await yard.product("Bolt", { custom });
    await yard.done("receipt", [{ product, quantity: "300", cost: "1" }], ago(80));
    for (const days of [60, 40, 20]) await yard.done("shipment", [{ product, quantity: "90" }], ago(days));
    // 270 in 90 days are three a day; three days of 90 among 90 vary by 15.4: 30 + 1.65 × 15.4 × √10 = 110.8.
    const deviation = Math.sqrt((3 * 90 ** 2 - 270 ** 2 / 90) / 89);
    const point = (30 + 1.65 * deviation * Math.sqrt(10)).toFixed(2);
    expect(await lineOf("reorder", product)).toEqual({
      product,
      expected: "30",
      daily: "3.00",
      point,
      target: "200.00",
      quantity: "180",
    });
    const coming = await yard.draft("receipt", [{ product, quantity: "50" }]);
    await yard.step(coming, "confirmation");
    const going = await yard.draft("shipment", [{ product, quantity: "40" }]);
    await yard.step(going, "confirmation");
    expect(await lineOf("reorder", product)).toMatchObject({ expected: "40", quantity: "168" });
  });

  test("becomes a draft of a receipt in one step", async () => {
    const product = await yard.product("Nut", { custom: { lead_days: 5, target_stock: "30" } });
    await yard.product("Unwatched");
    expect(await html("/warehouse/reorder")).toContain("Nut");
    expect(await html("/warehouse/reorder")).not.toContain("Unwatched");
    const nothing = await yard.admin.send("/warehouse/orders", { location: yard.main });
    expect(nothing.status).toBe(422);
    const answer = await yard.admin.send("/warehouse/orders", { location: yard.main, product });
    expect(answer.status).toBe(303);
    const page = await html(answer.headers.get("location") ?? "");
    for (const piece of ["Nut", ">30<"]) expect(page).toContain(piece);
  });
});

test.each(["turnover", "age", "reorder"])("the page of %s can be used by everybody", async (path) => {
  const page = await app.browse(yard.admin, `/warehouse/${path}`);
  expect(await page.locator("table.list tbody tr").count()).toBeGreaterThan(0);
  await expectAccessible(page);
});
