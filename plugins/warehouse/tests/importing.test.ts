import { afterAll, beforeAll, expect, test } from "vitest";
import { services } from "trellis/sdk";
import { startTestApp, type TestApp } from "trellis/testing";
import { broken } from "../stock.ts";
import { openYard, type Yard } from "./yard.ts";

let app: TestApp;
let yard: Yard;
let screw: string;
let glue: string;

beforeAll(async () => {
  app = await startTestApp({ plugins: ["products", "warehouse"], background: true });
  yard = await openYard(app);
  screw = await yard.product("Screw", { sku: "SC-1" });
  glue = await yard.product("Glue", { sku: "GL-1", custom: { tracking: "lot" } });
});
afterAll(async () => {
  expect(await broken(app.db)).toEqual({});
  await app.stop();
});

interface Imported {
  readonly id: string;
}

/** A file of lines: documents that nobody has written yet are made, of the type and at the location that each row names. */
const bring = async (rows: readonly string[]): Promise<{ status: number; text: string; answer: Imported }> => {
  const plan = {
    columns: {
      document: "document",
      product: { to: "product", by: "sku" },
      quantity: "quantity",
      cost: "cost",
      lot: "lot",
      expires: "expires",
      type: null,
      location: null,
      day: null,
    },
    createMissing: { document: { type: "{type}", location: "{location}", day: "{day}" } },
    match: null,
  };
  const query = new URLSearchParams({ type: "stock-lines", run: "true", plan: JSON.stringify(plan), again: "true" });
  const body = ["document,type,location,day,product,quantity,cost,lot,expires", ...rows].join("\n");
  const { token } = await app.get(services.people).tokens.create(yard.admin.id, { name: "import", scopes: ["*"] });
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "text/csv" };
  const answer = await fetch(`${app.url}/api/v1/imports?${query}`, { method: "POST", headers, body });
  const text = await answer.text();
  return { status: answer.status, text, answer: JSON.parse(text) as Imported };
};

const documentsOf = async (state: string): Promise<readonly string[]> => {
  const filter = { field: "state", op: "eq", value: state } as const;
  const { data } = await app.records.list(yard.admin.actor, "stock_document", { filter });
  return data.map(({ id }) => id);
};
const carryOut = async (): Promise<string> => {
  const ids = await documentsOf("draft");
  const answer = await yard.admin.send("/stock-documents/bulk", { do: "warehouse.carry-out", ids, save: "yes" });
  return String(answer.status);
};

test("opening stock and what moved come from a file, become documents, and are carried out together by their days", async () => {
  const { text } = await bring([
    "Opening,receipt,Main,2026-01-02,SC-1,500,0.05,,",
    "Opening,receipt,Main,2026-01-02,GL-1,30,2.40,G-1,2027-05-31",
    "Sold in May,shipment,Main,2026-05-10,SC-1,120,,,",
  ]);
  expect(text).toContain('"created":3');
  expect(await carryOut()).toBe("303");
  expect(await documentsOf("draft")).toEqual([]);
  expect((await yard.stock(screw)).worth).toEqual({ quantity: "380", value: "19.00" });
  expect((await yard.stock(glue)).lots).toMatchObject([{ name: "G-1", onHand: "30" }]);
});

test("a file with the columns of the documentation is known by them, and needs no mapping", async () => {
  const { token } = await app.get(services.people).tokens.create(yard.admin.id, { name: "known", scopes: ["*"] });
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "text/csv" };
  const rows = [
    "Moved in June,transfer,Main,Shop,2026-06-01,SC-1,30,,,",
    "Back in June,return,Shop,,2026-06-02,SC-1,4,1.20,,",
  ];
  const body = ["document,type,location,to,day,sku,quantity,cost,lot,expires", ...rows].join("\n");
  const query = new URLSearchParams({ type: "stock-lines", run: "true" });
  const answer = await fetch(`${app.url}/api/v1/imports?${query}`, { method: "POST", headers, body });
  expect(await answer.text()).toContain('"created":2');
  const filter = { field: "state", op: "eq", value: "draft" } as const;
  const { data } = await app.records.list(yard.admin.actor, "stock_document", { filter });
  const said = data.map(({ name, type, toLocation, day }) => ({ name, type, toLocation, day }));
  expect(said).toEqual(
    expect.arrayContaining([
      { name: "Moved in June", type: "transfer", toLocation: yard.shop, day: "2026-06-01" },
      { name: "Back in June", type: "return", toLocation: null, day: "2026-06-02" },
    ]),
  );
  await carryOut();
});

test("256.76 of a piece is refused by form, REST and import alike", async () => {
  const id = await yard.draft("receipt", []);
  const form = await yard.admin.send(`/stock-documents/${id}/additions`, { what: "SC-1", quantity: "256.76" });
  const line = { document: id, product: screw, quantity: "256.76" };
  const rest = await yard.admin.api("POST", "/api/v1/stock-lines", line);
  const { text, answer } = await bring([
    "Broken,receipt,Main,2026-02-01,SC-1,256.76,1,,",
    "Broken,receipt,Main,2026-02-01,SC-1,256,1,,",
  ]);
  expect([form.status, rest.status]).toEqual([422, 422]);
  expect(await rest.text()).toContain("too_many_decimals");
  expect(text).toContain('"created":1,"updated":0,"skipped":0,"errors":1');
  const errors = await yard.admin.api("GET", `/api/v1/imports/${answer.id}/errors.csv`);
  expect(await errors.text()).toMatch(/256\.76.*Nothing is rounded/);
  const filter = { field: "product", op: "eq", value: screw } as const;
  const { data } = await app.records.list(yard.admin.actor, "stock_line", { filter });
  expect(data.map(({ quantity }) => quantity)).not.toContain("256.76");
});

test("an import is taken back while its documents are drafts; of what is done nothing is", async () => {
  const kept = await bring(["Done one,receipt,Main,2026-03-01,SC-1,300,1,,"]);
  await carryOut();
  const loose = await bring(["Draft one,receipt,Main,2026-03-02,SC-1,310,1,,"]);
  const idOf = async (name: string): Promise<string | undefined> => {
    const filter = { field: "name", op: "eq", value: name } as const;
    return (await app.records.list(yard.admin.actor, "stock_document", { filter })).data[0]?.id;
  };
  const done = await idOf("Done one");
  for (const { answer } of [kept, loose]) await yard.admin.api("POST", `/api/v1/imports/${answer.id}/undo`);
  await expect.poll(async () => await idOf("Draft one")).toBeUndefined();
  const filter = { field: "document", op: "eq", value: done } as const;
  expect((await app.records.count(yard.admin.actor, "stock_line", filter)).number).toBe(1);
  expect(await idOf("Done one")).toBe(done);
});
