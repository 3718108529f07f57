import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Rec } from "../../../../core/records/record.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";

let app: TestApp;
let ana: TestPerson;
let boris: TestPerson;
let boat: Rec;

beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  ana = await app.person("admin", { name: "Ana" });
  boris = await app.person("sales", { name: "Boris" });
});
beforeEach(async () => {
  boat = await app.records.create(ana.actor, "boat", {
    name: "Aurora",
    price: { amount: "100", currency: "EUR" },
    rig: "sloop",
  });
});
afterAll(() => app.stop());

const part = { headers: { "HX-Request": "true" } };
const cell = (field: string) => `/boats/${boat.id}/cells/${field}`;
const price = async () => (await app.records.get(ana.actor, "boat", boat.id))["price"];

describe("editing a value in a list", () => {
  test("opens an editor with a form of its own in the cell", async () => {
    const html = await (await ana.visit(cell("price"), part)).text();
    expect(html).toMatch(/^<td[^>]*>\s*<form/);
    expect(html).toContain('value="100.00"');
    expect(html).toMatch(/<input[^>]*autofocus/);
  });

  test("saves, and gives the focus to what stands there now", async () => {
    const form = { price: "1,250", "price.currency": "EUR", was: "price=100.00&price.currency=EUR", version: "1" };
    const answer = await ana.send(cell("price"), form, part);
    const html = await answer.text();
    expect(html).toContain("€1,250.00");
    expect(html).toMatch(/data-cell-edit[^>]*autofocus/);
    expect(html).toContain("hx-partial");
    expect(await price()).toEqual({ amount: "1250.00", currency: "EUR" });
  });

  test("works without script: a page with the same form, and back to the list", async () => {
    const html = await (await ana.visit(cell("rig"))).text();
    expect(html).toContain("<html");
    const answer = await ana.send(`${cell("rig")}?in=${encodeURIComponent("sort=name")}`, {
      rig: "ketch",
      was: "rig=sloop",
      version: "1",
    });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, `/boats?sort=name#row-${boat.id}`]);
  });

  test("is the same piece in the page and on its own", async () => {
    const list = "columns=name%2Crig";
    const row = await (await ana.visit(`/boats?${list}`)).text();
    const own = await (await ana.visit(`${cell("rig")}?show=value&in=${encodeURIComponent(list)}`, part)).text();
    expect(row.includes(own.replace(" autofocus", "").trim())).toBe(true);
  });

  test("says what is wrong and keeps what was typed", async () => {
    const answer = await ana.send(
      cell("price"),
      { price: "dear", "price.currency": "EUR", was: "", version: "1" },
      part,
    );
    const html = await answer.text();
    expect(answer.status).toBe(422);
    expect(html).toContain('value="dear"');
    expect(html).toContain("This is not a number");
  });

  test("is not for those who may not change it", async () => {
    expect((await boris.send(cell("rig"), { rig: "ketch", was: "", version: "1" }, part)).status).toBe(404);
  });

  test("refuses fields that are not to be typed", async () => {
    expect((await ana.send(cell("createdAt"), { createdAt: "2020-01-01", was: "", version: "1" }, part)).status).toBe(
      400,
    );
  });
});

describe("two people at the same value", () => {
  const typed = { price: "300", "price.currency": "EUR", was: "price=100.00&price.currency=EUR", version: "1" };

  beforeEach(async () => {
    const other = await app.person("admin", { name: "Petra" });
    await app.records.change(other.actor, "boat", boat.id, { price: { amount: "200", currency: "EUR" } });
  });

  test("see both values and the other's name; nothing is overwritten", async () => {
    const answer = await ana.send(cell("price"), typed, part);
    const html = await answer.text();
    expect(answer.status).toBe(409);
    for (const word of ["Petra", "€200.00", "€300.00"]) expect(html).toContain(word);
    expect(await price()).toEqual({ amount: "200.00", currency: "EUR" });
  });

  test("choose: mine", async () => {
    const html = await (await ana.send(cell("price"), typed, part)).text();
    const version = /name="version" value="(\d+)"/.exec(html)?.[1] ?? "";
    await ana.send(cell("price"), { ...typed, version }, part);
    expect(await price()).toEqual({ amount: "300.00", currency: "EUR" });
  });

  test("at different values both win", async () => {
    await ana.send(cell("rig"), { rig: "ketch", was: "rig=sloop", version: "1" }, part);
    const { rig } = await app.records.get(ana.actor, "boat", boat.id);
    expect([rig, await price()]).toEqual(["ketch", { amount: "200.00", currency: "EUR" }]);
  });
});

describe("the sum under the list", () => {
  test("follows a changed amount", async () => {
    const form = { price: "4000", "price.currency": "USD", was: "", version: "1" };
    const list = `filter[id]=${boat.id}&columns=name,price`;
    const html = await (await ana.send(`${cell("price")}?in=${encodeURIComponent(list)}`, form, part)).text();
    expect(html).toMatch(/<hx-partial hx-target="#list-sums"[\s\S]*\$4,000/);
  });
});
