import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectAccessible, startTestApp, type TestApp, type TestPerson } from "trellis/testing";
import { openYard, type Yard } from "./yard.ts";

let app: TestApp;
let yard: Yard;

beforeAll(async () => {
  app = await startTestApp({ plugins: ["products", "warehouse"] });
  yard = await openYard(app);
});
afterAll(() => app.stop());

const MAY = "from=2026-05-01&to=2026-05-31";
const JUNE = "from=2026-06-01&to=2026-06-30";

const ask = async (query: string, by: TestPerson = yard.admin) => {
  const answer = await by.api("GET", `/api/v1/warehouse/variances?${query}`);
  type Body = { data: Record<string, unknown>[]; totals: Record<string, string>; page: { next: number | null } };
  return { status: answer.status, body: (await answer.json()) as Body };
};
const lineOf = async (query: string, product: string) =>
  (await ask(query)).body.data.find((line) => line["product"] === product);

/** Goods that are worth 2.00 each from the last day of April on. */
async function standard(name: string): Promise<string> {
  const product = await yard.product(name, { custom: { cost_method: "standard" } });
  const reason = "Agreed for the year";
  await yard.done("revaluation", [{ product, quantity: "1", cost: "2" }], { day: "2026-04-30", reason });
  return product;
}
const came = async (product: string, day: string, quantity: string, cost?: string) =>
  await yard.done("receipt", [{ product, quantity, ...(cost && { cost }) }], { day });

describe("variances of standard cost", () => {
  test("are what came at another cost, by product and days", async () => {
    const bolt = await standard("Bolt");
    await came(bolt, "2026-05-04", "10", "2.50");
    await came(bolt, "2026-05-31", "40", "1.95");
    await came(bolt, "2026-05-20", "100", "2");
    await came(bolt, "2026-05-21", "100");
    await came(bolt, "2026-06-01", "3", "2.333333");
    // 10 × 2.50 + 40 × 1.95 = 103.00 against 50 × 2.00; in June 3 × 2.333333 = 7.00 against 6.00.
    expect(await lineOf(MAY, bolt)).toEqual({
      product: bolt,
      quantity: "50",
      standard: "100.00",
      actual: "103.00",
      difference: "3.00",
      ofStandard: "0.0300",
    });
    expect(await lineOf(JUNE, bolt)).toMatchObject({ quantity: "3", actual: "7.00", difference: "1.00" });
  });

  test("are held against the standard of the day on which the goods came", async () => {
    const nut = await standard("Nut");
    await came(nut, "2026-05-04", "10", "3");
    await yard.done("revaluation", [{ product: nut, quantity: "1", cost: "3" }], {
      day: "2026-05-10",
      reason: "Steel went up",
    });
    await came(nut, "2026-05-12", "10", "3");
    await came(nut, "2026-05-13", "10", "2.80");
    // 10 × (3.00 − 2.00), nothing, 10 × (2.80 − 3.00).
    expect(await lineOf(MAY, nut)).toMatchObject({
      quantity: "20",
      standard: "50.00",
      actual: "58.00",
      difference: "8.00",
      ofStandard: "0.1600",
    });
  });

  test("of what left before it came are the same", async () => {
    const pin = await standard("Pin");
    await app.records.change(yard.admin.actor, "product", pin, { custom: { negative_stock: "allow" } });
    await yard.done("shipment", [{ product: pin, quantity: "5" }], { day: "2026-05-02" });
    await came(pin, "2026-05-04", "10", "1.50");
    expect(await lineOf(MAY, pin)).toMatchObject({
      quantity: "10",
      standard: "20.00",
      actual: "15.00",
      difference: "-5.00",
    });
  });

  test("go with a receipt that is taken back, on the day of its reversal", async () => {
    const cap = await standard("Cap");
    const id = await came(cap, "2026-05-04", "10", "2.10");
    expect((await yard.step(id, "reversal")).status).toBe(201);
    expect(await lineOf(MAY, cap)).toMatchObject({ quantity: "10", difference: "1.00" });
    expect(await lineOf("from=2026-06-15", cap)).toMatchObject({
      quantity: "-10",
      standard: "-20.00",
      actual: "-21.00",
      difference: "-1.00",
    });
    expect(await lineOf("from=2026-05-01", cap)).toBeUndefined();
  });

  test.each(["average", "fifo"])("are none of goods costed by %s, and none of returns", async (method) => {
    const product = await yard.product(`Paint ${method}`, { custom: { cost_method: method } });
    for (const cost of ["1.234567", "9"]) await came(product, "2026-05-04", "3", cost);
    const shim = await standard(`Shim ${method}`);
    await came(shim, "2026-05-04", "10", "2");
    await yard.done("shipment", [{ product: shim, quantity: "4" }], { day: "2026-05-05" });
    await yard.done("return", [{ product: shim, quantity: "1", cost: "1" }], { day: "2026-05-06" });
    expect([await lineOf(MAY, product), await lineOf(MAY, shim)]).toEqual([undefined, undefined]);
  });

  test("come to totals, the greatest first", async () => {
    const { data, totals } = (await ask(MAY)).body;
    const differences = data.map((line) => Math.abs(Number(line["difference"])));
    expect(differences).toEqual([8, 5, 3, 1]);
    // Nut 50 / 58, Pin 20 / 15, Bolt 100 / 103, Cap 20 / 21.
    expect(totals).toEqual({ standard: "190.00", actual: "197.00", difference: "7.00" });
    expect((await ask(`${MAY}&page=2`)).body).toMatchObject({ data: [], totals, page: { next: null } });
  });
});

describe("the page of variances", () => {
  test("says them with their total, and can be used by everybody", async () => {
    const page = await app.browse(yard.admin, `/warehouse/variances?${MAY}`);
    const said = await page.locator("table.list").innerText();
    for (const piece of ["Nut", "€58.00", "16%", "€197.00", "€7.00"]) expect(said).toContain(piece);
    await expectAccessible(page);
  });

  test("shows nothing but a word where nothing differs, and says which days are none", async () => {
    const none = await (await yard.admin.visit("/warehouse/variances?from=2020-01-01&to=2020-01-31")).text();
    expect(none).toContain("Nothing cost anything but its standard");
    const wrong = await yard.admin.visit("/warehouse/variances?from=2026-03-01&to=2026-02-01");
    expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining("end before they begin")]);
    expect((await ask("from=2026-02-30")).status).toBe(422);
  });

  test("is for those who may know what things cost", async () => {
    await app.grant("sales", "warehouse.see", "all");
    const sam = await app.person("sales");
    expect((await ask(MAY, sam)).status).toBe(404);
    expect((await sam.visit("/warehouse/variances")).status).toBe(404);
    expect(await (await sam.visit("/warehouse")).text()).not.toContain("/warehouse/variances");
  });
});
