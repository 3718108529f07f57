import { services } from "trellis/sdk";
import { startTestApp, type TestApp, type TestPerson } from "trellis/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { endReservations } from "../kept-notices.ts";
import { openYard, type Yard } from "./yard.ts";

let app: TestApp;
let yard: Yard;
let sam: TestPerson;
let address: unknown;
let product: string;
let deal: string;

beforeAll(async () => {
  app = await startTestApp({
    plugins: ["products", "warehouse"],
    background: true,
    env: { SMTP_URL: "smtp://127.0.0.1:1" },
  });
  yard = await openYard(app);
  await app.deal(yard.admin.actor, "The first");
  for (const right of ["warehouse.see", "warehouse.reserve", "products.read", "units.read"])
    await app.grant("sales", right, "all");
  for (const action of ["read", "create"]) await app.grant("sales", `deal-lines.${action}`, "own");
  sam = await app.person("sales", { name: "Sam" });
  address = (await app.records.get(yard.admin.actor, "user", sam.id, { fields: ["email"] }))["email"];
  product = await yard.product("Chair");
  await yard.done("receipt", [{ product, quantity: "20", cost: "1" }]);
});
afterAll(() => app.stop());

beforeEach(async () => {
  await app.db.query({ text: "delete from plugin_warehouse.reservations" });
  await app.db.query({ text: "update plugin_warehouse.balances set reserved = 0" });
  await app.db.query({ text: "delete from mails" });
  await app.db.query({ text: "update users set language = null" });
  ({ id: deal } = await app.records.create(sam.actor, "deal", { name: "Hall" }));
  const price = { amount: "1", currency: "EUR" };
  await app.records.create(sam.actor, "deal_line", { deal, product, quantity: "4", price });
  await keep();
});

const keep = async () => await sam.api("POST", "/api/v1/warehouse/reservations", { deal });
/** Lets so many hours be left of what is kept. */
const left = async (hours: number) =>
  await app.db.query({
    text: "update plugin_warehouse.reservations set until = now() + make_interval(hours => $1::int)",
    values: [hours],
  });
const needs = () => ({
  db: app.db,
  records: app.records,
  mail: app.get(services.mail),
  actors: app.get(services.actors),
});
const hourly = async () => await endReservations(needs());
/** What they are about, and to whom where that is somebody else than Sam. */
const letters = async () =>
  (
    await app.db.query<{ recipient: string; subject: string }>({
      text: "select recipient, subject from mails order by id",
    })
  ).map(({ recipient, subject }) => (recipient === address ? subject : `${recipient}: ${subject}`));
const available = async () => (await yard.stock(product)).locations.map((one) => one.available);

const ENDS = "“Hall”: goods are kept for one more day";
const ENDED = "“Hall”: goods are not kept any more";

describe("the owner of a deal", () => {
  test("hears a day before that what is kept ends, and hears when it has ended, once each", async () => {
    await left(30);
    await hourly();
    expect(await letters()).toEqual([]);
    await left(23);
    await hourly();
    await hourly();
    expect([await letters(), await available()]).toEqual([[ENDS], ["16"]]);
    await left(-1);
    await hourly();
    await hourly();
    expect([await letters(), await available()]).toEqual([[ENDS, ENDED], ["20"]]);
  });

  test("hears once, however many look at it at the same time", async () => {
    await left(23);
    await Promise.all(Array.from({ length: 5 }, hourly));
    expect(await letters()).toEqual([ENDS]);
    await left(-1);
    await Promise.all(Array.from({ length: 5 }, hourly));
    expect([await letters(), await available()]).toEqual([[ENDS, ENDED], ["20"]]);
  });

  test("hears anew of what was kept anew", async () => {
    await left(23);
    await hourly();
    await keep();
    await hourly();
    expect(await letters()).toEqual([ENDS]);
    await left(23);
    await hourly();
    expect(await letters()).toEqual([ENDS, ENDS]);
  });

  test("reads it in their language", async () => {
    await app.db.query({ text: "update users set language = 'de' where id = $1", values: [sam.id] });
    await left(23);
    await hourly();
    expect(await letters()).toEqual(["„Hall“: Ware ist noch einen Tag reserviert"]);
  });

  test("hears nothing of goods that they let go themselves", async () => {
    await left(23);
    await sam.api("DELETE", `/api/v1/warehouse/reservations/${deal}`);
    await hourly();
    expect(await letters()).toEqual([]);
  });
});

test("what is kept ends, too, when nobody can be told, and the work says that it failed", async () => {
  await app.db.query({ text: "update users set email = 'no address' where id = $1", values: [sam.id] });
  await left(-1);
  await expect(hourly()).rejects.toThrow("nobody could be told");
  expect([await letters(), await available()]).toEqual([[], ["20"]]);
});
