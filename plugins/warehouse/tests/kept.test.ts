import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectAccessible, startTestApp, type TestApp, type TestPerson } from "trellis/testing";
import { openYard, type Yard } from "./yard.ts";

let app: TestApp;
let yard: Yard;
let sam: TestPerson;
let product: string;
/** Sam's, kept for five days. */
let hall: string;
/** Of the administrator, who keeps goods for it. */
let garden: string;

beforeAll(async () => {
  app = await startTestApp({ plugins: ["products", "warehouse"] });
  yard = await openYard(app);
  await app.deal(yard.admin.actor, "The first");
  for (const right of ["warehouse.see", "warehouse.reserve", "products.read", "units.read", "users.read"])
    await app.grant("sales", right, "all");
  for (const action of ["read", "create"]) await app.grant("sales", `deal-lines.${action}`, "own");
  sam = await app.person("sales", { name: "Sam" });
  product = await yard.product("Chair");
  await yard.done("receipt", [{ product, quantity: "20", cost: "7.77" }]);
  hall = await keptFor(sam, "Hall", "3");
  garden = await keptFor(yard.admin, "Garden of Eden", "4");
  const shipment = await yard.draft("shipment", [{ product, quantity: "5" }]);
  await yard.step(shipment, "confirmation");
  await app.db.query({
    text: "update plugin_warehouse.reservations set until = now() + interval '20 hours' where deal_id = $1",
    values: [garden],
  });
});
afterAll(() => app.stop());

async function keptFor(by: TestPerson, name: string, quantity: string, of = product): Promise<string> {
  const { id } = await app.records.create(by.actor, "deal", { name });
  const price = { amount: "1", currency: "EUR" };
  await app.records.create(by.actor, "deal_line", { deal: id, product: of, quantity, price });
  expect((await by.api("POST", "/api/v1/warehouse/reservations", { deal: id })).status).toBe(201);
  return id;
}

interface Kept {
  readonly quantity: string;
  readonly for: string;
  readonly deal: string | null;
  readonly document: string | null;
  readonly by: string | null;
  readonly endsSoon: boolean;
}
const list = async (by: TestPerson, query = "") => {
  const answer = await by.api("GET", `/api/v1/warehouse/reservations${query}`);
  return ((await answer.json()) as { data: Kept[] }).data;
};

describe("what is kept", () => {
  test("is listed with for what, by whom and until when, the first to end first", async () => {
    const [soon, later, standing] = await list(yard.admin);
    expect(soon).toMatchObject({ product, quantity: "4", deal: garden, by: yard.admin.id, endsSoon: true });
    expect(later).toMatchObject({ quantity: "3", deal: hall, by: sam.id, endsSoon: false });
    expect(standing).toMatchObject({ quantity: "5", for: "document", deal: null, until: null, endsSoon: false });
    expect(standing?.document).not.toBeNull();
    expect(await list(yard.admin, "?ends=soon")).toEqual([soon]);
  });

  test("at two places for one deal is one line", async () => {
    const table = await yard.product("Table");
    for (const location of [yard.main, yard.shop])
      await yard.done("receipt", [{ product: table, quantity: "2", cost: "1" }], { location });
    const deal = await keptFor(sam, "Two rooms", "4", table);
    expect((await list(sam)).filter((one) => one.deal === deal)).toMatchObject([{ quantity: "4" }]);
    await sam.api("DELETE", `/api/v1/warehouse/reservations/${deal}`);
  });

  test("for somebody else's deal says neither which nor who, and nobody reads there what goods cost", async () => {
    const [other, own, document] = await list(sam);
    expect(other).toMatchObject({ quantity: "4", for: "deal", deal: null, by: null });
    expect(own).toMatchObject({ quantity: "3", deal: hall, by: sam.id });
    expect(document).toMatchObject({ quantity: "5", for: "document", document: null, by: null });
    const html = await (await sam.visit("/warehouse/reservations")).text();
    expect(html).toContain("Another deal");
    for (const secret of ["Garden", garden, "S-0000", "7.77"]) expect(html).not.toContain(secret);
  });

  test("is let go from the page, one product at a time, by who may keep goods for the deal", async () => {
    const lamp = await yard.product("Lamp");
    await yard.done("receipt", [{ product: lamp, quantity: "2", cost: "1" }]);
    const deal = await keptFor(sam, "Attic", "2", lamp);
    const price = { amount: "1", currency: "EUR" };
    await app.records.create(sam.actor, "deal_line", { deal, product, quantity: "1", price });
    await sam.api("POST", "/api/v1/warehouse/reservations", { deal });
    const of = async () => (await list(sam)).filter((one) => one.deal === deal).map(({ quantity }) => quantity);
    expect((await of()).toSorted()).toEqual(["1", "2"]);
    const answer = await sam.send(`/warehouse/deals/${deal}/release`, { product: lamp });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/warehouse/reservations"]);
    expect(await of()).toEqual(["1"]);
    expect((await yard.stock(lamp)).locations.map(({ available }) => available)).toEqual(["2"]);
    expect((await sam.send(`/warehouse/deals/${garden}/release`, { product })).status).toBe(404);
    const wrong = await sam.api("DELETE", `/api/v1/warehouse/reservations/${deal}?product=chair`);
    expect([wrong.status, await of()]).toEqual([404, ["1"]]);
    expect((await sam.api("DELETE", `/api/v1/warehouse/reservations/${deal}?product=${product}`)).status).toBe(204);
    expect(await of()).toEqual([]);
  });
});

describe("the page of reservations", () => {
  test("can be used by everybody, and lets go with one click", async () => {
    const page = await app.browse(sam, "/warehouse/reservations");
    expect(await page.locator("table.list").innerText()).toContain("Hall");
    await expectAccessible(page);
    expect(await page.getByRole("button", { name: /^Let go/ }).count()).toBe(1);
    await page.getByRole("link", { name: "Ends soon" }).click();
    await page.waitForURL(/ends=soon/);
    expect(await page.locator("table.list").innerText()).not.toContain("Hall");
    await page.goBack();
    await page.getByRole("button", { name: "Let go: Chair, Hall" }).click();
    await page.getByText("What was kept is free again").waitFor();
    expect((await list(sam)).filter(({ deal }) => deal === hall)).toEqual([]);
  });

  test("shows who only sees stock no way to let go, and gives them none", async () => {
    for (const right of ["warehouse.see", "products.read"]) await app.grant("manager", right, "all");
    const mia = await app.person("manager");
    expect((await mia.visit("/warehouse/reservations")).status).toBe(200);
    expect((await mia.api("GET", "/api/v1/warehouse/reservations")).status).toBe(200);
    expect(await (await mia.visit("/warehouse/reservations")).text()).not.toContain("Let go");
    expect((await mia.api("POST", "/api/v1/warehouse/reservations", { deal: garden })).status).toBe(404);
    expect((await mia.api("DELETE", `/api/v1/warehouse/reservations/${garden}`)).status).toBe(404);
  });
});
