import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp, type TestPerson } from "trellis/testing";
import { broken } from "../stock.ts";
import { openYard, type Yard } from "./yard.ts";

let app: TestApp;
let yard: Yard;
let counter: TestPerson;
let bolt: string;

beforeAll(async () => {
  app = await startTestApp({ plugins: ["products", "warehouse"] });
  yard = await openYard(app);
  const kinds = ["stock-documents", "stock-lines", "stock-locations", "products", "barcodes"];
  for (const right of kinds.map((kind) => `${kind}.read`)) await app.grant("sales", right, "all");
  for (const action of ["create", "change", "export"]) await app.grant("sales", `stock-lines.${action}`, "all");
  await app.grant("sales", "stock-documents.change", "all");
  counter = await app.person("sales", { name: "Cora" });
  bolt = await yard.product("Bolt", { sku: "BO-1" });
  // In two pieces, so that the sum stands on no document.
  for (const quantity of ["41000000", "357926"]) await yard.done("receipt", [{ product: bolt, quantity, cost: "1" }]);
});
afterAll(async () => {
  expect(await broken(app.db)).toEqual({});
  await app.stop();
});

/** A count of bolts that goes on. */
async function begun(more: { blind?: boolean } = { blind: true }): Promise<{ id: string; line: string }> {
  const id = await yard.draft("count", [{ product: bolt, quantity: "0" }], more);
  expect((await yard.step(id, "confirmation")).status).toBe(200);
  const filter = { field: "document", op: "eq", value: id } as const;
  const { data } = await app.records.list(yard.admin.actor, "stock_line", { filter });
  return { id, line: data[0]?.id ?? "" };
}

const page = async (by: TestPerson, id: string): Promise<string> =>
  await (await by.visit(`/stock-documents/${id}`)).text();
const expectedOf = async (by: TestPerson, line: string): Promise<unknown> =>
  ((await (await by.api("GET", `/api/v1/stock-lines/${line}`)).json()) as { expected: unknown }).expected;

describe("a blind count", () => {
  test("shows who counts nowhere how many there should be", async () => {
    const { id, line } = await begun();
    const shown = await page(counter, id);
    expect(shown).toContain("A blind count: how many there should be is shown when it is booked.");
    expect(shown).not.toContain("Was there");
    const list = new URLSearchParams({ "filter[document]": id });
    const pages = [`stock-documents/${id}`, `stock-lines?${list}`, `stock-lines/${line}`, `stock-lines/${line}/edit`];
    const files = [`stock-lines/export.csv?${list}`, `warehouse/scan/${id}`];
    const programs = [`api/v1/stock-lines?${list}`, `api/v1/stock-lines/${line}`, `api/v1/stock-documents/${id}`];
    for (const path of [...pages, ...files, ...programs]) {
      const answer = await (path.startsWith("api/") ? counter.api("GET", `/${path}`) : counter.visit(`/${path}`));
      expect(answer.status, path).toBe(200);
      expect(await answer.text(), path).not.toMatch(/41,?357,?926/);
    }
    const found = await counter.api(
      "GET",
      `/api/v1/stock-lines?${new URLSearchParams({ "filter[expected]": "41357926" })}`,
    );
    expect(((await found.json()) as { data: unknown[] }).data).toEqual([]);
    await yard.step(id, "cancellation");
  });

  test("shows it to whoever may book it, and to everybody once it is booked", async () => {
    const { id, line } = await begun();
    expect(await page(yard.admin, id)).toMatch(/only who may book it[\s\S]*Was there[\s\S]*41,357,926/);
    expect((await counter.api("PATCH", `/api/v1/stock-lines/${line}`, { quantity: "730" })).status).toBe(200);
    expect(await expectedOf(counter, line)).toBeNull();
    expect((await yard.step(id, "completion")).status).toBe(200);
    expect(await expectedOf(counter, line)).toBe("41357926");
    expect(await page(counter, id)).toMatch(/Was there[\s\S]*41,357,926/);
    expect((await yard.stock(bolt)).worth).toEqual({ quantity: "730", value: "730.00" });
  });

  test("holds what is found by scanning against what was there, too", async () => {
    const id = await yard.draft("count", [], { blind: true });
    await yard.step(id, "confirmation");
    const scanned = await counter.api("POST", `/api/v1/stock-documents/${id}/scans`, { code: "BO-1", quantity: "729" });
    const { line } = (await scanned.json()) as { line: string };
    expect(await expectedOf(counter, line)).toBeNull();
    await yard.step(id, "completion");
    expect(await expectedOf(counter, line)).toBe("730");
    expect((await yard.stock(bolt)).worth.quantity).toBe("729");
  });

  test("stays blind while it goes on, and tells nothing when it is given up", async () => {
    const { id, line } = await begun();
    const { version } = await app.records.get(counter.actor, "stock_document", id);
    const match = { "If-Match": `"v${version}"` };
    const opened = await counter.api("PATCH", `/api/v1/stock-documents/${id}`, { blind: false }, match);
    expect(opened.status).toBe(422);
    expect(await opened.text()).toContain("warehouse.is_binding");
    await yard.step(id, "completion", "?rehearsal=true");
    expect(await expectedOf(counter, line)).toBeNull();
    await yard.step(id, "cancellation");
    expect(await expectedOf(yard.admin, line)).toBeNull();
    expect(await app.db.query({ text: "select from plugin_warehouse.blind_counts" })).toEqual([]);
  });
});

test("a count that is not blind says from its beginning what was there; other documents are never blind", async () => {
  const { id, line } = await begun({});
  expect(await expectedOf(counter, line)).toBe("729");
  expect(await page(counter, id)).toMatch(/Was there[\s\S]*729/);
  await yard.step(id, "cancellation");
  const shipment = await yard.draft("shipment", [{ product: bolt, quantity: "1" }], { blind: true });
  expect((await app.records.get(yard.admin.actor, "stock_document", shipment))["blind"]).toBe(false);
});
