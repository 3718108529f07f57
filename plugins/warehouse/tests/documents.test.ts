import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { undoPath } from "trellis/sdk";
import { startTestApp, type TestApp } from "trellis/testing";
import { broken } from "../stock.ts";
import { openYard, type Yard } from "./yard.ts";

let app: TestApp;
let yard: Yard;

beforeAll(async () => {
  app = await startTestApp({ plugins: ["products", "warehouse"] });
  yard = await openYard(app);
});
afterAll(async () => {
  expect(await broken(app.db)).toEqual({});
  await app.stop();
});

const of = (document: string) => ({ field: "document", op: "eq", value: document }) as const;

const onHand = async (product: string): Promise<Record<string, string>> =>
  Object.fromEntries((await yard.stock(product)).locations.map(({ name, onHand }) => [name, onHand]));

describe("goods", () => {
  test("of which nothing is left are told of once, and each document that moves some is counted", async () => {
    const [last, more] = [await yard.product("Last"), await yard.product("More")];
    for (const product of [last, more]) await yard.done("receipt", [{ product, quantity: "3", cost: "1" }]);
    await yard.done("shipment", [{ product: last, quantity: "2" }]);
    const id = await yard.draft("shipment", [
      { product: last, quantity: "1" },
      { product: more, quantity: "1" },
    ]);
    await yard.step(id, "confirmation");
    await yard.step(id, "completion", "?rehearsal=true");
    await yard.step(id, "completion");
    const text = "select record_id, payload from emitted_events where name = 'ran_out'";
    expect(await app.db.query({ text })).toEqual([{ record_id: last, payload: { document: id } }]);
    expect(await app.metrics()).toContain('warehouse_documents_posted_total{type="shipment"} 2');
  });

  test("come by a receipt, go by a shipment, and are worth what the specification's table says", async () => {
    for (const [method, left] of [
      ["average", "600.00"],
      ["fifo", "660.00"],
    ] as const) {
      const product = await yard.product(`Golden ${method}`, { custom: { cost_method: method } });
      await yard.done("receipt", [{ product, quantity: "20", cost: "50" }]);
      await yard.done("receipt", [{ product, quantity: "30", cost: "60" }]);
      await yard.done("shipment", [{ product, quantity: "35" }]);
      await yard.done("receipt", [{ product, quantity: "10", cost: "66" }]);
      await yard.done("shipment", [{ product, quantity: "15" }]);
      expect((await yard.stock(product)).worth).toEqual({ quantity: "10", value: left });
    }
  });

  test("that are moved to another place are on the way until they arrive, and stay ours", async () => {
    const product = await yard.product("Pallet");
    await yard.done("receipt", [{ product, quantity: "8", cost: "10" }]);
    const id = await yard.draft("transfer", [{ product, quantity: "3" }], { toLocation: yard.shop });
    await yard.step(id, "confirmation");
    expect((await yard.step(id, "completion")).body.document?.["state"]).toBe("sent");
    expect([await onHand(product), (await yard.stock(product)).worth]).toEqual([
      { Main: "5" },
      { quantity: "8", value: "80.00" },
    ]);
    expect((await yard.step(id, "completion")).body.document?.["state"]).toBe("done");
    expect(await onHand(product)).toEqual({ Main: "5", Shop: "3" });
  });

  test("are not taken where there are none, and nothing of the document is posted", async () => {
    const [one, none] = [await yard.product("One"), await yard.product("None")];
    await yard.done("receipt", [{ product: one, quantity: "5", cost: "1" }]);
    const id = await yard.draft("shipment", [
      { product: one, quantity: "2" },
      { product: none, quantity: "1" },
    ]);
    await yard.step(id, "confirmation");
    const { status, body } = await yard.step(id, "completion");
    expect([status, body.errors?.map(({ code }) => code)]).toEqual([422, ["warehouse.not_there"]]);
    expect(await onHand(one)).toEqual({ Main: "5" });
  });

  test("may leave before they came where the product says so, and are valued anew when they come", async () => {
    const product = await yard.product("Sand", { custom: { negative_stock: "allow" } });
    await yard.done("receipt", [{ product, quantity: "1", cost: "5" }]);
    await yard.done("shipment", [{ product, quantity: "3" }]);
    expect((await yard.stock(product)).worth).toEqual({ quantity: "-2", value: "-10.00" });
    await yard.done("receipt", [{ product, quantity: "4", cost: "6" }]);
    expect((await yard.stock(product)).worth).toEqual({ quantity: "2", value: "12.00" });
  });

  test("that were counted are put right against what was there when the count began, and stay put meanwhile", async () => {
    const product = await yard.product("Screw");
    await yard.done("receipt", [{ product, quantity: "100", cost: "0.5" }]);
    const count = await yard.draft("count", [{ product, quantity: "97" }]);
    await yard.step(count, "confirmation");
    const id = await yard.draft("shipment", [{ product, quantity: "1" }]);
    await yard.step(id, "confirmation");
    expect((await yard.step(id, "completion")).body.errors?.[0]?.code).toBe("warehouse.being_counted");
    const again = await yard.draft("count", [{ product, quantity: "98" }]);
    expect((await yard.step(again, "confirmation")).body.errors?.[0]?.code).toBe("warehouse.being_counted");
    await yard.step(count, "completion");
    expect((await yard.stock(product)).worth).toEqual({ quantity: "97", value: "48.50" });
    expect((await yard.step(id, "completion")).status).toBe(200);
  });

  test("are not taken away by a reversal while they are being counted", async () => {
    const product = await yard.product("Washer");
    const receipt = await yard.done("receipt", [{ product, quantity: "10", cost: "1" }]);
    const count = await yard.draft("count", [{ product, quantity: "10" }]);
    await yard.step(count, "confirmation");
    expect((await yard.step(receipt, "reversal")).body.errors?.[0]?.code).toBe("warehouse.being_counted");
    await yard.step(count, "completion");
    expect((await yard.step(receipt, "reversal")).status).toBe(201);
  });
});

test("goods and places are not thrown away while something is there, or a document is about to move it", async () => {
  const product = await yard.product("Ladder");
  const { id: place } = await yard.add("stock_location", { name: "Shed" });
  await yard.done("receipt", [{ product, quantity: "1", cost: "1" }], { location: place });
  const away = async (plural: string, id: string) => {
    const answer = await yard.admin.api("DELETE", `/api/v1/${plural}/${id}`);
    const { errors = [] } = (await answer.json()) as { errors?: readonly { code: string }[] };
    return [answer.status, ...errors.map(({ code }) => code)];
  };
  const [isThere, isGone] = [[422, "warehouse.still_there"], [200]];
  expect([await away("products", product), await away("stock-locations", place)]).toEqual([isThere, isThere]);
  await yard.done("write_off", [{ product, quantity: "1" }], { location: place });
  const id = await yard.draft("receipt", [{ product, quantity: "1" }], { location: place });
  await yard.step(id, "confirmation");
  expect([await away("products", product), await away("stock-locations", place)]).toEqual([isThere, isThere]);
  await yard.step(id, "cancellation");
  expect([await away("products", product), await away("stock-locations", place)]).toEqual([isGone, isGone]);
});

describe("a program", () => {
  test("changes and deletes a document at the version it read, on every way in", async () => {
    const product = await yard.product("Rope");
    const id = await yard.draft("receipt", [{ product, quantity: "1", cost: "5" }]);
    const path = `/api/v1/stock-documents/${id}`;
    const [change, last] = [{ reason: "Spring" }, { "If-Match": '"v1"' }];
    const batch = (more: object) =>
      yard.admin.api("POST", "/api/v1/stock-documents/batch", { operations: [{ id, ...more }] });
    const blind = await batch({ method: "change", body: change });
    expect((await blind.json()) as object).toMatchObject({ data: [{ status: 428, code: "records.version_needed" }] });
    for (const [method, body] of [
      ["PATCH", change],
      ["DELETE", undefined],
    ] as const)
      expect((await yard.admin.api(method, path, body)).status, method).toBe(428);
    expect((await yard.admin.api("PATCH", path, change, last)).status).toBe(200);
    expect((await yard.admin.api("PATCH", path, { reason: "Autumn" }, last)).status).toBe(412);
    expect(
      (await batch({ method: "change", body: { reason: "Autumn" }, version: 1 }).then((one) => one.json())) as object,
    ).toMatchObject({
      data: [{ status: 412 }],
    });
  });

  test("writes a document of another system anew, and later only at the version it read", async () => {
    const path = "/api/v1/stock-documents/by/shop/R-1";
    const body = { type: "receipt", location: yard.main };
    const made = await yard.admin.api("PUT", path, body);
    expect(made.status).toBe(201);
    expect((await yard.admin.api("PUT", path, body)).status).toBe(428);
    const again = await yard.admin.api(
      "PUT",
      path,
      { ...body, reason: "Spring" },
      { "If-Match": made.headers.get("ETag") ?? "" },
    );
    expect([again.status, await again.json()]).toMatchObject([200, { reason: "Spring" }]);
  });
});

describe("a document", () => {
  test("is carried out by whoever has seen its newest version", async () => {
    const product = await yard.product("Lamp");
    const id = await yard.draft("receipt", [{ product, quantity: "1", cost: "1" }]);
    const path = `/api/v1/stock-documents/${id}/confirmation`;
    expect((await yard.admin.api("POST", path, {})).status).toBe(428);
    await app.records.change(yard.admin.actor, "stock_document", id, { reason: "Later" });
    expect((await yard.admin.api("POST", path, {}, { "If-Match": '"v1"' })).status).toBeGreaterThanOrEqual(409);
    expect((await yard.admin.api("POST", path, {}, { "If-Match": '"v2"' })).status).toBe(200);
  });

  test("keeps its state from whoever writes fields, and what is binding stays as it is", async () => {
    const product = await yard.product("Vase");
    const id = await yard.draft("receipt", [{ product, quantity: "1", cost: "1" }]);
    const patch = async (body: object) =>
      (await (await yard.admin.api("PATCH", `/api/v1/stock-documents/${id}`, body, { "If-Match": "*" })).json()) as {
        errors?: unknown;
      };
    expect(await patch({ state: "done" })).toMatchObject({ errors: [{ code: "warehouse.state_by_verb" }] });
    await yard.step(id, "confirmation");
    expect(await patch({ location: yard.shop })).toMatchObject({ errors: [{ code: "warehouse.is_binding" }] });
    const more = yard.add("stock_line", { document: id, product, quantity: "1" });
    await expect(more).rejects.toThrow("warehouse.is_binding");
  });

  test("is not reopened by taking a line of its history back, and neither are its lines", async () => {
    const product = await yard.product("Bell");
    const id = await yard.draft("receipt", [{ product, quantity: "1", cost: "1" }]);
    const [line] = (await app.records.list(yard.admin.actor, "stock_line", { filter: of(id) })).data;
    const written = { kind: "stock_line", recordId: String(line?.id) };
    await app.records.change(yard.admin.actor, "stock_line", written.recordId, { quantity: "2" });
    for (const what of ["confirmation", "completion"]) await yard.step(id, what);
    const { version } = await app.records.get(yard.admin.actor, "stock_document", id);
    await yard.admin.send(undoPath({ kind: "stock_document", recordId: id, version }));
    await yard.admin.send(undoPath({ ...written, version: 2 }));
    const now = await app.records.get(yard.admin.actor, "stock_document", id);
    expect([now["state"], now.version]).toEqual(["done", version]);
    expect((await app.records.get(yard.admin.actor, "stock_line", written.recordId))["quantity"]).toBe("2");
  });

  test("is thrown away with its lines while it is a draft, and kept afterwards", async () => {
    const product = await yard.product("Paper");
    const [draft, done] = [
      await yard.draft("receipt", [{ product, quantity: "1", cost: "1" }]),
      await yard.done("receipt", [{ product, quantity: "1", cost: "1" }]),
    ];
    const [line] = (await app.records.list(yard.admin.actor, "stock_line", { filter: of(done) })).data;
    await expect(app.records.remove(yard.admin.actor, "stock_line", String(line?.id))).rejects.toThrow("is_binding");
    const [own] = (await app.records.list(yard.admin.actor, "stock_line", { filter: of(draft) })).data;
    await app.records.remove(yard.admin.actor, "stock_line", String(own?.id));
    const versionOf = async (id: string) => (await app.records.get(yard.admin.actor, "stock_document", id)).version;
    const operations = [draft, done].map(async (id) => ({ method: "remove", id, version: await versionOf(id) }));
    const batch = { operations: await Promise.all(operations) };
    const answer = await yard.admin.api("POST", "/api/v1/stock-documents/batch", batch);
    expect(await answer.text()).toContain("warehouse.is_kept");
    expect(await app.records.find(yard.admin.actor, "stock_document", done)).toBeDefined();
    expect(await app.records.find(yard.admin.actor, "stock_document", draft)).toBeUndefined();
  });

  test("that is done is taken back by another one, once, at what the goods had left with", async () => {
    const product = await yard.product("Book");
    await yard.done("receipt", [{ product, quantity: "10", cost: "4" }]);
    const sold = await yard.done("shipment", [{ product, quantity: "4" }]);
    await yard.done("receipt", [{ product, quantity: "6", cost: "8" }]);
    expect((await yard.step(sold, "reversal", "?rehearsal=true")).status).toBe(400);
    expect((await yard.step(sold, "reversal")).status).toBe(201);
    expect((await yard.stock(product)).worth).toEqual({ quantity: "16", value: "88.00" });
    expect((await yard.step(sold, "reversal")).body.errors?.[0]?.code).toBe("warehouse.reversed_already");
  });

  test("of an earlier day says what it changes before it is carried out, and leads to the same as if it had been in time", async () => {
    const [late, early] = [await yard.product("Late"), await yard.product("In time")];
    await yard.done("receipt", [{ product: early, quantity: "10", cost: "4" }]);
    for (const product of [late, early]) {
      await yard.done("receipt", [{ product, quantity: "10", cost: "5" }]);
      await yard.done("shipment", [{ product, quantity: "5" }]);
    }
    const id = await yard.draft("receipt", [{ product: late, quantity: "10", cost: "4" }], { day: "2026-01-15" });
    await yard.step(id, "confirmation");
    const tried = await yard.step(id, "completion", "?rehearsal=true");
    expect(tried.body.corrections).toEqual([{ product: late, costOfGoods: "-2.50" }]);
    expect((await yard.stock(late)).worth).toEqual({ quantity: "5", value: "25.00" });
    expect((await yard.step(id, "completion")).body.corrections).toEqual(tried.body.corrections);
    expect((await yard.stock(late)).worth).toEqual((await yard.stock(early)).worth);
  });

  test("of a closed day is refused", async () => {
    const product = await yard.product("Closed");
    await yard.admin.api("PUT", "/api/v1/warehouse/closing", { until: "2025-12-31" });
    const id = await yard.draft("receipt", [{ product, quantity: "1", cost: "1" }], { day: "2025-12-31" });
    await yard.step(id, "confirmation");
    expect((await yard.step(id, "completion")).body.errors?.[0]?.code).toBe("warehouse.period_closed");
    await yard.admin.api("PUT", "/api/v1/warehouse/closing", { until: null });
  });

  test("is refused today, too, whatever later day it says; and no days are opened by leaving out which", async () => {
    const product = await yard.product("Early");
    const today = new Date().toISOString().slice(0, 10);
    await yard.admin.api("PUT", "/api/v1/warehouse/closing", { until: today });
    const id = await yard.draft("receipt", [{ product, quantity: "1", cost: "1" }], { day: "2099-12-31" });
    await yard.step(id, "confirmation");
    expect((await yard.step(id, "completion")).body.errors?.[0]?.code).toBe("warehouse.period_closed");
    expect((await yard.admin.api("PUT", "/api/v1/warehouse/closing", {})).status).toBe(422);
    const closed = await yard.admin.api("GET", "/api/v1/warehouse/closing");
    expect(await closed.json()).toEqual({ until: today });
    await yard.admin.api("PUT", "/api/v1/warehouse/closing", { until: null });
  });
});

test("what moved cannot be changed, not even in the database", async () => {
  const change = app.db.query({ text: "update plugin_warehouse.moves set quantity = quantity + 1" });
  await expect(change).rejects.toThrow("never changed");
  await expect(app.db.query({ text: "delete from plugin_warehouse.moves" })).rejects.toThrow("never changed");
});

test("a seller sees how much there is, and not what it is worth", async () => {
  for (const right of ["warehouse.see", "products.read"]) await app.grant("sales", right, "all");
  const seller = await app.person("sales");
  const product = await yard.product("Secret");
  await yard.done("receipt", [{ product, quantity: "3", cost: "7" }]);
  const answer = await seller.api("GET", `/api/v1/warehouse/stock/${product}`);
  expect(await answer.json()).toEqual({
    locations: [{ location: yard.main, name: "Main", onHand: "3", reserved: "0", available: "3" }],
  });
  expect((await seller.api("GET", "/api/v1/stock-lines")).status).toBe(403);
});

test("every address for programs is described", async () => {
  const answer = await yard.admin.api("GET", "/api/v1/openapi.json");
  const { paths } = (await answer.json()) as { paths: Readonly<Record<string, object>> };
  const { contributes } = JSON.parse(await readFile(join(import.meta.dirname, "../plugin.json"), "utf8")) as {
    contributes: { routes: readonly { path: string }[] };
  };
  const described = Object.keys(paths).map((path) => path.replaceAll(/\{[^}]+\}/g, ":id"));
  const missing = contributes.routes.filter(
    ({ path }) => path.startsWith("/api/") && !described.some((one) => one === path || one.startsWith(`${path}/`)),
  );
  expect(missing).toEqual([]);
  expect(described).toContain("/api/v1/products/price");
});
