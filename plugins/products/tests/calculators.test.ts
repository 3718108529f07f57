import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Input, undoPath } from "trellis/sdk";
import { expectAccessible, startTestApp, type TestApp, type TestPerson } from "trellis/testing";
import { openShop, problemsOf, type Shop } from "./shop.ts";

let app: TestApp;
let shop: Shop;
let seller: TestPerson;
let deal: string;
let glass: string;
let window: string;
let pane: string;

const eur = (amount: string) => ({ amount, currency: "EUR" });
const metres = (key: string, label: string) => ({
  key,
  "x-type": "decimal",
  "x-label": label,
  "x-decimals": 3,
  "x-required": true,
  minimum: 0.2,
  maximum: 3,
});
const boxes = [
  metres("width", "Width"),
  metres("height", "Height"),
  { key: "handle", "x-type": "boolean", "x-label": "Handle" },
];

interface Line {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly quantity: string;
  readonly price: { readonly amount: string };
  readonly inputs: Readonly<Record<string, unknown>>;
}

beforeAll(async () => {
  app = await startTestApp({ plugins: ["products"] });
  shop = await openShop(app);
  await app.deal(shop.admin.actor, "The first");
  for (const action of ["read", "create", "change", "delete"]) await app.grant("sales", `deal-lines.${action}`, "own");
  for (const plural of ["products", "units", "taxes", "calculators", "calculator-parts"])
    await app.grant("sales", `${plural}.read`, "all");
  seller = await app.person("sales");
  const square = (await shop.add("unit", { name: "m²", decimals: 2 })).id;
  glass = await shop.product("Glass", { unit: square });
  await shop.price(glass, "80");
  await shop.price(glass, "70", { minQuantity: "2" });
  const handle = await shop.product("Handle");
  await shop.price(handle, "12.50");
  window = (await shop.add("calculator", { name: "Window", inputs: boxes })).id;
  const wording = '"Pane " + text(width) + " × " + text(height) + " m"';
  pane = (await part({ product: glass, quantity: "width * height", wording, position: 10 })).id;
  await part({
    name: "Frame",
    unit: shop.piece,
    quantity: "1",
    price: "round(2 * (width + height) * 9.5, 2)",
    position: 20,
  });
  await part({ product: handle, quantity: "1", condition: "handle", position: 30 });
});
afterAll(() => app.stop());
beforeEach(async () => {
  deal = (await app.records.create(seller.actor, "deal", { name: "A house" })).id;
});

const part = async (input: Input, calculator = window) => await shop.add("calculator_part", { calculator, ...input });

async function calculate(
  inputs: Input,
  query = "",
): Promise<{ status: number; calculation: string; lines: readonly Line[] }> {
  const body = { deal, calculator: window, inputs };
  const answer = await seller.api("POST", `/api/v1/products/calculations${query}`, body);
  return { status: answer.status, ...((await answer.json()) as { calculation: string; lines: readonly Line[] }) };
}
const offered = async () =>
  (await (await seller.api("GET", `/api/v1/products/offers/${deal}`)).json()) as {
    lines: readonly Line[];
    net: { amount: string } | null;
  };

describe("a calculator", () => {
  test("asks for boxes that are written as fields are, and says what is wrong with them", async () => {
    const bad = [
      { key: "width", "x-type": "decimal", minimum: 5, maximum: 3 },
      { key: "2nd", "x-type": "text" },
    ];
    expect(await problemsOf(shop.add("calculator", { name: "Bad", inputs: bad }))).toEqual({
      "inputs/width/minimum": "above_maximum",
      "inputs/2nd": "bad_key",
    });
  });

  test("has formulas of the right type about what it asks for, with line and column where one is wrong", async () => {
    const wrong = part({
      name: "Sill",
      quantity: "width *\n depth",
      price: "handle",
      condition: "width",
      wording: "1",
    });
    expect(await problemsOf(wrong)).toEqual({
      quantity: "expression_unknown_name",
      price: "products.formula_of_other_type",
      condition: "products.formula_of_other_type",
      wording: "products.formula_of_other_type",
    });
    const rest = await shop.admin.api("POST", "/api/v1/calculator-parts", {
      calculator: window,
      name: "Sill",
      quantity: "a",
    });
    expect(JSON.stringify(await rest.json())).toContain("Line 1, column 1");
  });

  test("keeps the boxes that its formulas name", async () => {
    const fewer = boxes.filter(({ key }) => key !== "width");
    const change = app.records.change(shop.admin.actor, "calculator", window, { inputs: fewer });
    expect(await problemsOf(change)).toEqual({ inputs: "products.breaks_part" });
  });

  test("is tried out without a deal, with a formula that nobody has saved yet", async () => {
    const path = `/api/v1/products/calculators/${window}/trial`;
    const inputs = { width: "1.2", height: "0.9" };
    const tried = await seller.api("POST", path, { inputs, expression: "width / (height - 0.9)" });
    expect(await tried.json()).toMatchObject({
      parts: [
        { name: "Glass", needed: true, quantity: "1.08", price: null, wording: "Pane 1.2 × 0.9 m" },
        { name: "Frame", quantity: "1", price: "39.9" },
        { name: "Handle", needed: false },
      ],
      tried: { type: "number", value: null, reason: "division_by_zero", problems: [] },
    });
    const wrong = await seller.api("POST", path, { inputs: { width: "9", height: "1" } });
    expect([wrong.status, await wrong.json()]).toMatchObject([422, { errors: [{ pointer: "/inputs/width" }] }]);
    const form = { width: "1.2", height: "0.9", expression: "width *" };
    const page = await (await shop.admin.send(`/calculators/of/${window}/trial`, form)).text();
    for (const said of ["Pane 1.2 × 0.9 m", "Line 1, column"]) expect(page).toContain(said);
  });
});

describe("what comes of a calculation", () => {
  test("is a line for each part that is needed, at the list's price or the calculator's, with what was answered", async () => {
    const { status, lines } = await calculate({ width: "1.5", height: "1.4", handle: true });
    expect(status).toBe(201);
    expect(lines.map(({ name, quantity, price }) => [name, quantity, price.amount])).toEqual([
      ["Pane 1.5 × 1.4 m", "2.1", "70.00"],
      ["Frame", "1", "55.10"],
      ["Handle", "1", "12.50"],
    ]);
    expect(lines[0]?.inputs).toEqual({ width: "1.5", height: "1.4", handle: true });
    expect((await offered()).net?.amount).toBe("214.60");
  });

  test("is rounded to what the unit can be divided into", async () => {
    const { lines } = await calculate({ width: "0.333", height: "0.333" });
    expect(lines.map(({ quantity }) => quantity)).toEqual(["0.11", "1"]);
  });

  test("can be seen first, and nothing of it stays then", async () => {
    const seen = await calculate({ width: "1", height: "1" }, "?rehearsal=true");
    expect([seen.status, seen.lines.length, (await offered()).lines]).toEqual([200, 2, []]);
  });

  test("is nothing at all where something does not fit", async () => {
    const { status } = await calculate({ width: "1" });
    expect([status, (await offered()).lines]).toEqual([422, []]);
  });

  test("is nobody's who may not see the deal", async () => {
    const other = await app.person("sales", { name: "Other" });
    const answer = await other.api("POST", "/api/v1/products/calculations", {
      deal,
      calculator: window,
      inputs: { width: "1", height: "1" },
    });
    expect(answer.status).toBe(404);
  });
});

describe("a calculation that stands", () => {
  const patch = async (id: string, inputs: Input) =>
    await seller.api("PATCH", `/api/v1/products/calculations/${id}`, { inputs });

  test("is worked out anew together: lines change, come and go", async () => {
    const { calculation } = await calculate({ width: "1", height: "1", handle: true });
    expect((await patch(calculation, { width: "2", height: "1" })).status).toBe(200);
    expect((await offered()).lines.map(({ name, quantity }) => [name, quantity])).toEqual([
      ["Pane 2 × 1 m", "2"],
      ["Frame", "1"],
    ]);
    await patch(calculation, { width: "2", height: "1", handle: true });
    expect((await offered()).lines).toHaveLength(3);
    expect((await seller.api("DELETE", `/api/v1/products/calculations/${calculation}`)).status).toBe(204);
    expect((await offered()).lines).toEqual([]);
    expect((await patch(calculation, { width: "1", height: "1" })).status).toBe(404);
  });

  test("is changed line by line too, and each change can be taken back", async () => {
    const { lines } = await calculate({ width: "1", height: "1" });
    const [first] = lines as [Line];
    const wider = await app.records.change(seller.actor, "deal_line", first.id, {
      inputs: { width: "3", height: "1" },
    });
    expect([wider["quantity"], wider["price"], wider["name"]]).toEqual(["3", eur("70.00"), "Pane 3 × 1 m"]);
    await seller.send(undoPath({ kind: "deal_line", recordId: first.id, version: 2 }));
    const back = await app.records.get(seller.actor, "deal_line", first.id);
    expect([back["quantity"], back["inputs"]]).toEqual(["1", { width: "1", height: "1", handle: null }]);
  });

  test("gives way to what somebody types, until it is answered anew", async () => {
    const { lines } = await calculate({ width: "1", height: "1" });
    const [first] = lines as [Line];
    const change = async (input: Input) => await app.records.change(seller.actor, "deal_line", first.id, input);
    expect((await change({ quantity: "1.1" }))["quantity"]).toBe("1.1");
    expect((await change({ discount: "5" }))["quantity"]).toBe("1.1");
    expect((await change({ inputs: { width: "1", height: "2" } }))["quantity"]).toBe("2");
  });

  test("does not change when its calculator does, and says so when it is answered anew", async () => {
    const own = (await shop.add("calculator", { name: "Cable", inputs: [metres("metres", "Metres")] })).id;
    const waste = await part({ name: "Cable", unit: shop.piece, quantity: "ceil(metres * 1.05)", price: "2" }, own);
    const made = await app.records.create(seller.actor, "deal_line", { deal, part: waste.id, inputs: { metres: "3" } });
    expect([made["quantity"], made["total"]]).toEqual(["4", eur("8.00")]);
    await app.records.change(shop.admin.actor, "calculator_part", waste.id, { quantity: "ceil(metres * 1.5)" });
    expect((await app.records.change(seller.actor, "deal_line", made.id, { discount: "1" }))["quantity"]).toBe("4");
    await app.records.change(shop.admin.actor, "calculator", own, { inUse: false });
    const anew = app.records.create(seller.actor, "deal_line", { deal, part: waste.id, inputs: { metres: "3" } });
    expect(await problemsOf(anew)).toEqual({ part: "products.calculator_not_used" });
  });

  test("counts the calculator's price as the list's: it is no discount of the seller's", async () => {
    await shop.admin.api(
      "PATCH",
      "/api/v1/plugins/products/settings",
      { maxDiscount: "10", aboveLimit: "refused" },
      { "If-Match": "*" },
    );
    const { status, lines } = await calculate({ width: "1", height: "1" });
    expect(status).toBe(201);
    const frame = lines.find(({ name }) => name === "Frame") as Line;
    const cheaper = app.records.change(seller.actor, "deal_line", frame.id, { price: eur("10") });
    expect(await problemsOf(cheaper)).toEqual({ discount: "products.discount_above_limit" });
    await shop.admin.api(
      "PATCH",
      "/api/v1/plugins/products/settings",
      { maxDiscount: null, aboveLimit: null },
      { "If-Match": "*" },
    );
  });

  test("in another currency than the deal's needs a price", async () => {
    await app.records.change(seller.actor, "deal", deal, { amount: { amount: "1", currency: "USD" } });
    const line = app.records.create(seller.actor, "deal_line", {
      deal,
      part: pane,
      inputs: { width: "1", height: "1" },
    });
    expect(await problemsOf(line)).toEqual({ price: "products.no_price" });
  });
});

test("the calculator of the documentation works", async () => {
  const page = await readFile(join(import.meta.dirname, "../../../docs/products.md"), "utf8");
  const [, json = ""] = /```json\n(.*?)```/s.exec(page.slice(page.indexOf("## Calculators"))) ?? [];
  const { calculator, parts } = JSON.parse(json) as { calculator: Input; parts: readonly Input[] };
  const { id } = await shop.add("calculator", calculator);
  for (const [at, one] of parts.entries()) await part({ ...one, position: at }, id);
  const body = { deal, calculator: id, inputs: { metres: "30.5", laid: true } };
  const answer = await seller.api("POST", "/api/v1/products/calculations", body);
  const { lines } = (await answer.json()) as { lines: readonly Line[] };
  expect(lines.map(({ name, quantity, price }) => [name, quantity, price.amount])).toEqual([
    ["Cable, 30.5 m", "33", "2.40"],
    ["Laying", "1", "40.00"],
  ]);
});

describe("on the page of a deal", () => {
  const path = (what: string) => `/deal-lines/of/${deal}/calculations/${what}`;

  test("a calculator is chosen, filled in with what comes of it beside, and its lines are taken back by one touch", async () => {
    const tab = await (await seller.visit(`/deals/${deal}?tab=products.lines`)).text();
    expect(tab).toContain(path(`new?calculator=${window}`));
    const form = { width: "1.2", height: "0.9", handle: "true" };
    const preview = await seller.send(path(`new/preview?calculator=${window}`), form);
    expect(await preview.text()).toContain("Pane 1.2 × 0.9 m");
    const wrong = await seller.send(path(`new?calculator=${window}`), { width: "wide", height: "0.9" });
    expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('value="wide"')]);
    expect((await seller.send(path(`new?calculator=${window}`), form)).status).toBe(303);
    const [first] = await app.records
      .list(seller.actor, "deal_line", { filter: { field: "deal", op: "eq", value: deal } })
      .then(({ data }) => data);
    const calculation = String(first?.["calculation"]);
    const again = await (await seller.visit(`/deals/${deal}?tab=products.lines`)).text();
    for (const said of ["Width 1.2 · Height 0.9 · Handle Yes", path(calculation)]) expect(again).toContain(said);
    const was = new URLSearchParams({ was: JSON.stringify({ width: "1.2", height: "0.9", handle: true }) });
    await seller.send(path(calculation), { width: "2", height: "0.9", handle: "" });
    expect((await offered()).lines).toHaveLength(2);
    await seller.send(`${path(calculation)}/undo?${was}`);
    expect((await offered()).lines.map(({ quantity }) => quantity)).toEqual(["1.08", "1", "1"]);
    await seller.send(`${path(calculation)}/undo`);
    expect((await offered()).lines).toEqual([]);
  });

  test("a German types a comma, and is told in German what is wrong", async () => {
    const gertrud = await app.person("sales", { language: "de", name: "Gertrud" });
    const own = (await app.records.create(gertrud.actor, "deal", { name: "Haus" })).id;
    const to = `/deal-lines/of/${own}/calculations/new`;
    const done = await gertrud.send(`${to}?calculator=${window}`, { width: "1,2", height: "0,9" });
    expect(done.status).toBe(303);
    const preview = await gertrud.send(`${to}/preview?calculator=${window}`, { width: "9", height: "0,9" });
    expect(await preview.text()).toContain("Width:");
  });

  test("can be used by everybody, wide and narrow, light and dark", async () => {
    await calculate({ width: "1", height: "1" });
    await expectAccessible(await app.browse(seller, path(`new?calculator=${window}`)));
  });
});

test("the page of a calculator can be used by everybody, wide and narrow, light and dark", async () => {
  await expectAccessible(await app.browse(shop.admin, `/calculators/${window}`));
});
