import { afterAll, beforeAll, expect, test } from "vitest";
import { services } from "trellis/sdk";
import { startTestApp, type TestApp, type TestPerson } from "trellis/testing";
import { kitStockOf } from "../kits.ts";
import { letGo } from "../reservations.ts";
import { broken, freeFor } from "../stock.ts";
import { openYard, type Yard } from "./yard.ts";

let app: TestApp;
let yard: Yard;
let seller: TestPerson;

beforeAll(async () => {
  app = await startTestApp({ plugins: ["products", "warehouse"] });
  yard = await openYard(app);
  await app.deal(yard.admin.actor, "The first");
  for (const right of ["warehouse.see", "warehouse.reserve", "products.read", "units.read"])
    await app.grant("sales", right, "all");
  for (const action of ["read", "create"]) await app.grant("sales", `deal-lines.${action}`, "own");
  seller = await app.person("sales");
});
afterAll(async () => {
  expect(await broken(app.db)).toEqual({});
  await app.stop();
});

const dealOver = async (product: string, quantity: string): Promise<string> => {
  const { id } = await app.records.create(seller.actor, "deal", { name: "Hall" });
  const price = { amount: "1", currency: "EUR" };
  await app.records.create(seller.actor, "deal_line", { deal: id, product, quantity, price });
  return id;
};
const keep = async (deal: string) => {
  const answer = await seller.api("POST", "/api/v1/warehouse/reservations", { deal });
  return { status: answer.status, body: (await answer.json()) as { short?: { quantity: string }[] } };
};
const available = async (product: string) => (await yard.stock(product)).locations.map(({ available }) => available);

test("what is kept for a deal is nobody else's: it is not shipped, and not kept twice", async () => {
  const product = await yard.product("Chair");
  await yard.done("receipt", [{ product, quantity: "10", cost: "1" }]);
  const mine = await dealOver(product, "7");
  expect(await keep(mine)).toEqual({ status: 201, body: { short: [] } });
  expect(await available(product)).toEqual(["3"]);
  expect((await keep(await dealOver(product, "5"))).body.short).toEqual([{ product, quantity: "2" }]);
  const id = await yard.draft("shipment", [{ product, quantity: "1" }]);
  await yard.step(id, "confirmation");
  expect((await yard.step(id, "completion")).body.errors?.[0]?.code).toBe("warehouse.not_there");
  const own = await yard.draft("shipment", [{ product, quantity: "7" }], { deal: mine });
  await yard.step(own, "confirmation");
  expect((await yard.step(own, "completion")).status).toBe(200);
  expect(await available(product)).toEqual(["0"]);
});

test("what does not leave with a shipment stays kept, and what leaves or left is not kept again", async () => {
  const [chair, desk] = [await yard.product("Stool"), await yard.product("Counter")];
  for (const product of [chair, desk]) await yard.done("receipt", [{ product, quantity: "20", cost: "1" }]);
  const deal = await dealOver(chair, "10");
  const price = { amount: "1", currency: "EUR" };
  await app.records.create(seller.actor, "deal_line", { deal, product: desk, quantity: "5", price });
  await keep(deal);
  const first = await yard.draft("shipment", [{ product: chair, quantity: "4" }], { deal });
  await yard.step(first, "confirmation");
  expect([await available(chair), await available(desk)]).toEqual([["10"], ["15"]]);
  expect(await keep(deal)).toEqual({ status: 201, body: { short: [] } });
  expect(await available(chair)).toEqual(["10"]);
  await yard.step(first, "completion");
  await keep(deal);
  expect((await yard.stock(chair)).locations).toMatchObject([{ onHand: "16", available: "10" }]);
  await yard.step(first, "reversal");
  await keep(deal);
  expect((await yard.stock(chair)).locations).toMatchObject([{ onHand: "20", available: "10" }]);
});

test("a shipment takes over the lots that it names, and the deal keeps the others", async () => {
  const product = await yard.product("Varnish", { custom: { tracking: "lot" } });
  for (const lot of ["A", "B"]) await yard.done("receipt", [{ product, quantity: "5", cost: "1", lot }]);
  const deal = await dealOver(product, "10");
  await keep(deal);
  const id = await yard.draft("shipment", [{ product, quantity: "3", lot: "B" }], { deal });
  await yard.step(id, "confirmation");
  const text = `select t.name, r.document_id is null as deal, r.quantity::float8 as many from plugin_warehouse.reservations r
    join plugin_warehouse.stock_lots t on t.id = r.lot_id where r.product_id = $1 order by 1, 2`;
  expect(await app.db.query({ text, values: [product] })).toEqual([
    { name: "A", deal: true, many: 5 },
    { name: "B", deal: false, many: 3 },
    { name: "B", deal: true, many: 2 },
  ]);
  expect((await yard.step(id, "completion")).status).toBe(200);
});

test("what is over its day is not free for a deal or in a kit, as nobody keeps it", async () => {
  const product = await yard.product("Cream", { custom: { tracking: "lot" } });
  await yard.done("receipt", [{ product, quantity: "5", cost: "1", lot: "OLD", expires: "2026-01-31" }]);
  await yard.done("receipt", [{ product, quantity: "2", cost: "1", lot: "NEW" }]);
  const deal = await dealOver(product, "5");
  const goods = await freeFor(app.db, [product], deal);
  expect(goods.get(product)).toEqual({ free: "2", kept: "0" });
  const kit = await yard.product("Cream tea", { type: "kit" });
  await yard.add("kit_part", { kit, product, quantity: "1" });
  expect((await kitStockOf(app.db, kit))?.available).toBe("2");
  expect((await keep(deal)).body.short).toEqual([{ product, quantity: "3" }]);
});

test("is free again when it is let go, cancelled, or its days are over", async () => {
  const product = await yard.product("Desk");
  await yard.done("receipt", [{ product, quantity: "4", cost: "1" }]);
  const deal = await dealOver(product, "4");
  await keep(deal);
  expect((await seller.api("DELETE", `/api/v1/warehouse/reservations/${deal}`)).status).toBe(204);
  expect(await available(product)).toEqual(["4"]);
  const id = await yard.draft("shipment", [{ product, quantity: "3" }]);
  await yard.step(id, "confirmation");
  expect(await available(product)).toEqual(["1"]);
  await yard.step(id, "cancellation");
  expect(await available(product)).toEqual(["4"]);
  await keep(deal);
  await app.db.query({ text: "update plugin_warehouse.reservations set until = now() - interval '1 hour'" });
  await app.db.transaction(async (trx) => await letGo(trx, { over: true }));
  expect(await available(product)).toEqual(["4"]);
});

test("is free again with the deal that is lost or thrown away, also with many at once", async () => {
  const product = await yard.product("Rug");
  await yard.done("receipt", [{ product, quantity: "9", cost: "1" }]);
  const [lost, gone, other] = [
    await dealOver(product, "4"),
    await dealOver(product, "3"),
    await dealOver(product, "2"),
  ];
  for (const deal of [lost, gone, other]) await keep(deal);
  expect(await available(product)).toEqual(["0"]);
  await seller.api("PATCH", `/api/v1/deals/${lost}`, { name: "Hall and garden" });
  expect(await available(product)).toEqual(["0"]);
  const reason = await yard.add("lossReason", { name: "Too dear" });
  await app.get(services.sales).deals.close(seller.actor, lost, { outcome: "lost", lostReason: reason.id });
  expect(await available(product)).toEqual(["4"]);
  expect((await seller.api("DELETE", `/api/v1/deals/${gone}`)).status).toBe(200);
  expect(await available(product)).toEqual(["7"]);
});

test("of ten who want the same five at once, all get five together", async () => {
  const product = await yard.product("Lamp");
  await yard.done("receipt", [{ product, quantity: "5", cost: "1" }]);
  const deals = await Promise.all(Array.from({ length: 10 }, () => dealOver(product, "2")));
  await Promise.all(deals.map(keep));
  expect(await available(product)).toEqual(["0"]);
});

test("is not for deals that one may not see", async () => {
  const product = await yard.product("Vase");
  const deal = await dealOver(product, "1");
  const other = await app.person("sales");
  expect((await other.api("POST", "/api/v1/warehouse/reservations", { deal })).status).toBe(404);
});
