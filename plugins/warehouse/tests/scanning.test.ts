import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectAccessible, startTestApp, type TestApp } from "trellis/testing";
import { broken } from "../stock.ts";
import { openYard, type Yard } from "./yard.ts";

let app: TestApp;
let yard: Yard;
let chair: string;
let glue: string;

beforeAll(async () => {
  app = await startTestApp({ plugins: ["products", "warehouse"] });
  yard = await openYard(app);
  chair = await yard.product("Chair", { sku: "CH-1" });
  glue = await yard.product("Glue", { sku: "GL-1", custom: { tracking: "lot" } });
  await yard.add("barcode", { code: "4012345123456", product: glue });
  await yard.done("receipt", [{ product: chair, quantity: "20", cost: "1" }]);
});
afterAll(async () => {
  expect(await broken(app.db)).toEqual({});
  await app.stop();
});

const begin = async (type: string, more: Record<string, string> = {}): Promise<string> => {
  const answer = await yard.admin.send("/warehouse/scan", { type, location: yard.main, ...more });
  return answer.headers.get("location")?.split("/").at(-1) ?? "";
};
const scan = async (id: string, code: string, more: Record<string, string> = {}) => {
  const init = { headers: { "HX-Request": "true" } };
  const answer = await yard.admin.send(`/warehouse/scan/${id}/scans`, { code, ...more }, init);
  return { status: answer.status, html: await answer.text() };
};
const undo = async (id: string) => await yard.admin.send(`/warehouse/scan/${id}/undo`, {});
const finish = async (id: string) => await yard.admin.send(`/warehouse/scan/${id}/finish`, {});
const linesOf = async (document: string) => {
  const filter = { field: "document", op: "eq", value: document } as const;
  const { data } = await app.records.list(yard.admin.actor, "stock_line", { filter });
  return data.map(({ product, quantity, lot }) => [product === chair ? "chair" : "glue", quantity, lot]);
};
const stateOf = async (id: string) => (await app.records.get(yard.admin.actor, "stock_document", id))["state"];
const onHand = async (product: string) =>
  (await yard.stock(product)).locations.map((one) => `${one.name} ${one.onHand}`);

describe("receiving with a scanner", () => {
  test("five goods, an unknown code, one scan too many, done", async () => {
    const id = await begin("receipt");
    expect((await yard.admin.send(`/warehouse/scan/${id}/scans`, { code: "CH-1" })).status).toBe(303);
    expect((await scan(id, "CH-1")).html).toContain("+1\u00a0→\u00a02: Chair");
    const unknown = await scan(id, "4006381333931");
    expect(unknown.status).toBe(422);
    for (const piece of ["Nothing is called", "/barcodes/new?code"]) expect(unknown.html).toContain(piece);
    const code = "]C1010401234512345617290300103-A";
    await scan(id, code, { quantity: "4" });
    await scan(id, "CH-1");
    expect((await undo(id)).status).toBe(303);
    expect(await linesOf(id)).toEqual([
      ["chair", "2", null],
      ["glue", "4", "3-A"],
    ]);
    expect((await finish(id)).headers.get("location")).toBe("/warehouse/scan");
    expect([await stateOf(id), await onHand(glue)]).toEqual(["done", ["Main 4"]]);
    expect((await scan(id, "CH-1")).status).toBe(422);
  });

  test("a code sent twice counts once; what a scan made goes with it", async () => {
    const id = await begin("receipt");
    await scan(id, "CH-1", { key: "same" });
    await scan(id, "CH-1", { key: "same" });
    expect(await linesOf(id)).toEqual([["chair", "1", null]]);
    await undo(id);
    expect(await linesOf(id)).toEqual([]);
    expect(await (await undo(id)).text()).not.toContain("Chair");
  });

  test("goods with lots ask for theirs, and pieces are not divided", async () => {
    const id = await begin("receipt");
    const asked = await scan(id, "GL-1");
    expect([asked.status, asked.html.includes('name="lot"')]).toEqual([422, true]);
    await scan(id, "GL-1", { lot: "Z", expires: "2030-01-31" });
    expect(await linesOf(id)).toEqual([["glue", "1", "Z"]]);
    expect((await scan(id, "CH-1", { quantity: "256.76" })).status).toBe(422);
    expect((await scan(id, "CH-1", { quantity: "0" })).status).toBe(422);
    expect(await linesOf(id)).toHaveLength(1);
  });
});

describe("over REST", () => {
  const path = (id: string) => `/api/v1/stock-documents/${id}/scans`;
  const post = async (id: string, body: object) => {
    const answer = await yard.admin.api("POST", path(id), body);
    return [answer.status, await answer.json()] as const;
  };

  test("a code counts once however often it is sent, and the last one is taken back", async () => {
    const id = await yard.draft("receipt", []);
    const [status, first] = await post(id, { code: "CH-1", quantity: "2", key: "a" });
    expect([status, first]).toMatchObject([201, { quantity: "2", total: "2", wanted: null }]);
    expect((await post(id, { code: "CH-1", quantity: "2", key: "a" }))[1]).toMatchObject({ total: "2" });
    await post(id, { code: "CH-1", key: "b" });
    const undone = await yard.admin.api("DELETE", `${path(id)}/last`);
    expect(await undone.json()).toMatchObject({ quantity: "1", total: "2" });
    await yard.admin.api("DELETE", `${path(id)}/last`);
    expect((await yard.admin.api("DELETE", `${path(id)}/last`)).status).toBe(404);
    expect(await linesOf(id)).toEqual([]);
  });

  test("what does not fit is said by its part, and the label of a place says where it is", async () => {
    const id = await yard.draft("receipt", []);
    const codes = async (body: object) => {
      const { errors } = (await post(id, body))[1] as { errors?: readonly { pointer: string; code: string }[] };
      return errors?.map(({ pointer, code }) => `${pointer} ${code}`);
    };
    expect(await codes({})).toEqual(["/code required"]);
    expect(await codes({ code: "CH-1", quantity: "many" })).toEqual(["/quantity not_a_number"]);
    expect(await codes({ code: "CH-1", expires: "2026-02-30" })).toEqual(["/expires not_a_date"]);
    expect(await codes({ code: "unheard of" })).toEqual(["/what products.no_product"]);
    expect((await post(id, { code: "CH-1", colour: "red" }))[0]).toBe(400);
    const { number } = (await app.records.get(yard.admin.actor, "stock_location", yard.shop)) as { number?: unknown };
    expect(await post(id, { code: `L-${String(number).padStart(4, "0")}` })).toEqual([201, { place: "Shop" }]);
  });

  test("two who scan for one document take back their own, and what stood there before is there again", async () => {
    const [other, product] = [await app.person("admin"), await yard.product("Rake", { sku: "RK-1" })];
    await yard.done("receipt", [{ product, quantity: "10", cost: "1" }]);
    const back = async (by: typeof other, id: string) => (await by.api("DELETE", `${path(id)}/last`)).status;
    const quantities = async (id: string) => (await linesOf(id)).map(([, quantity]) => quantity);
    const both = async (id: string) => {
      await post(id, { code: "RK-1" });
      await other.api("POST", path(id), { code: "RK-1" });
      expect(await quantities(id)).toEqual(["2"]);
      expect([await back(yard.admin, id), await quantities(id)]).toEqual([200, ["1"]]);
      expect(await back(other, id)).toBe(200);
    };
    const receipt = await yard.draft("receipt", []);
    await both(receipt);
    expect(await quantities(receipt)).toEqual([]);
    const count = await yard.draft("count", [{ product, quantity: "9" }]);
    await yard.step(count, "confirmation");
    await both(count);
    expect(await quantities(count)).toEqual(["9"]);
    await yard.step(count, "cancellation");
  });

  test("what was typed meanwhile stays when a scan is taken back", async () => {
    const id = await yard.draft("receipt", []);
    const [, made] = await post(id, { code: "CH-1" });
    const { line } = made as { line: string };
    await app.records.change(yard.admin.actor, "stock_line", line, { quantity: "12" });
    await yard.admin.api("DELETE", `${path(id)}/last`);
    expect(await linesOf(id)).toEqual([["chair", "11", null]]);
  });

  test("a code that says there are none is refused, whatever it is scanned for", async () => {
    const product = await yard.product("Nail");
    await yard.add("barcode", { code: "4012345000016", product });
    const none = { code: "(01)04012345000016(30)0" };
    const id = await yard.draft("receipt", [{ product, quantity: "2" }]);
    expect((await post(id, none))[0]).toBe(422);
    await yard.step(id, "confirmation");
    expect((await post(id, none))[0]).toBe(422);
    const count = await yard.draft("count", []);
    await yard.step(count, "confirmation");
    expect((await post(count, none))[0]).toBe(422);
  });

  test("a weight on the label is the quantity of what is counted in kilograms", async () => {
    const kilogram = (await yard.add("unit", { name: "kg", decimals: 3, measure: "kilogram" })).id;
    const cheese = await yard.product("Cheese", { unit: kilogram });
    await yard.add("barcode", { code: "04012345000009", product: cheese });
    const id = await yard.draft("receipt", []);
    expect((await post(id, { code: "(01)04012345000009(3103)001250" }))[1]).toMatchObject({ quantity: "1.25" });
    expect((await post(id, { code: "04012345000009" }))[1]).toMatchObject({ quantity: "1" });
  });
});

test("picking a confirmed shipment: what is not on it, another lot or one too many is refused; whole, it leaves", async () => {
  await yard.done("receipt", [{ product: glue, quantity: "9", cost: "1", lot: "PICK", expires: "2028-01-01" }]);
  const id = await yard.draft("shipment", [
    { product: glue, quantity: "2", lot: "PICK" },
    { product: chair, quantity: "1" },
  ]);
  await yard.step(id, "confirmation");
  await yard.product("Hat", { sku: "HAT" });
  const wrong: readonly [code: string, said: string, lot?: string][] = [
    ["HAT", "not on the document"],
    ["GL-1", "another lot", "Q"],
    ["GL-1", "has to be said"],
  ];
  for (const [code, said, lot] of wrong) {
    const answer = await scan(id, code, lot === undefined ? {} : { lot });
    expect([answer.status, answer.html.includes(said)]).toEqual([422, true]);
  }
  await scan(id, "CH-1");
  expect((await scan(id, "CH-1")).html).toContain("too many");
  expect((await scan(id, "GL-1", { lot: "pick" })).html).toContain("+1\u00a0→\u00a01 of 2: Glue");
  expect(await (await yard.admin.visit(`/warehouse/scan/${id}`)).text()).not.toContain("Ship all");
  await scan(id, "GL-1", { lot: "PICK" });
  await finish(id);
  expect(await stateOf(id)).toBe("done");
});

test("a count finds goods that nobody listed, and holds each against what was there when it was found", async () => {
  const before = (await yard.stock(chair)).locations[0]?.onHand;
  const id = await begin("count");
  expect(await stateOf(id)).toBe("counting");
  await scan(id, "CH-1", { quantity: "15" });
  const other = await yard.draft("shipment", [{ product: chair, quantity: "1" }]);
  await yard.step(other, "confirmation");
  expect((await yard.step(other, "completion")).body.errors?.[0]?.code).toBe("warehouse.being_counted");
  const second = await begin("count");
  expect((await scan(second, "CH-1")).status).toBe(422);
  await yard.step(second, "cancellation");
  await scan(id, "CH-1");
  await undo(id);
  await finish(id);
  expect([before === "15", await onHand(chair)]).toEqual([false, ["Main 15"]]);
});

test("goods carried to another place are there at once", async () => {
  const id = await begin("transfer", {
    toLocation: await yard.add("stock_location", { name: "Van" }).then((one) => one.id),
  });
  const { number } = await app.records.get(yard.admin.actor, "stock_location", yard.shop);
  expect((await scan(id, `L-${String(number).padStart(4, "0")}`)).html).toContain("Shop");
  await scan(id, "CH-1", { quantity: "3" });
  await finish(id);
  expect(await onHand(chair)).toEqual(["Main 12", "Shop 3"]);
  expect((await yard.admin.send("/warehouse/scan", { type: "transfer", location: yard.main })).status).toBe(422);
});

describe("labels", () => {
  const codesOn = async (of: string, ids: readonly string[], more = ""): Promise<string[]> => {
    const page = await (await yard.admin.visit(`/warehouse/labels?of=${of}&ids=${ids.join(",")}${more}`)).text();
    return [...page.matchAll(/<img src="([^"]+)" alt="([^"]*)"/g)].map(([, , text = ""]) => text);
  };

  test("say what a scanner understands: an article, a lot with its day, a place", async () => {
    const { data } = await app.records.list(yard.admin.actor, "stock_lot", {
      sort: [{ field: "name", direction: "asc" }],
    });
    const pick = data.find(({ name }) => name === "PICK");
    expect(await codesOn("products", [chair, glue])).toEqual(["CH-1", "4012345123456"]);
    expect(await codesOn("locations", [yard.main], "&copies=2")).toEqual(["L-0001", "L-0001"]);
    const [lot = ""] = await codesOn("lots", [String(pick?.id)]);
    expect(lot).toBe("(01)04012345123456(17)280101(10)PICK");
    const id = await begin("shipment");
    await scan(id, lot);
    expect(await linesOf(id)).toEqual([["glue", "1", "PICK"]]);
    const picture = await yard.admin.visit(`/warehouse/labels/code.svg?kind=gs1-128&text=${encodeURIComponent(lot)}`);
    expect([picture.headers.get("content-type"), await picture.text()]).toEqual([
      expect.stringContaining("image/svg+xml"),
      expect.stringMatching(/^<svg/),
    ]);
    expect((await yard.admin.visit("/warehouse/labels/code.svg?kind=ean13&text=X")).status).toBe(422);
  });

  test("of goods without a number of GS1 carry our own, which is read again", async () => {
    const { id: lot } = await yard.add("stock_lot", { product: chair, name: "S/77" });
    const [text = ""] = await codesOn("lots", [lot]);
    expect(text).toBe("(240)CH-1(10)S/77");
    const bare = await yard.product("Bare");
    expect(await codesOn("products", [bare])).toEqual([]);
  });
});

test("on a phone: scans in a hurry are all counted, seen and usable by everybody", async () => {
  const id = await begin("receipt");
  const page = await app.browse(yard.admin, `/warehouse/scan/${id}`);
  await page.setViewportSize({ width: 360, height: 640 });
  for (let times = 0; times < 4; times++) {
    await page.locator("#scan-code").fill("CH-1");
    await page.locator("#scan-code").press("Enter");
  }
  await expect.poll(async () => await page.locator(".scan-said").textContent()).toContain("→\u00a04: Chair");
  expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  expect(await page.evaluate("document.activeElement.id")).toBe("scan-code");
  await page.context().setOffline(true);
  await page.locator("#scan-code").fill("CH-1");
  await page.locator("#scan-code").press("Enter");
  await page.getByText("No connection").waitFor();
  await page.context().setOffline(false);
  await expect.poll(async () => await page.locator(".scan-said").textContent()).toContain("→\u00a05: Chair");
  await page.route("**/scans", (route) => route.fulfill({ status: 503 }), { times: 1 });
  await page.locator("#scan-code").fill("CH-1");
  await page.locator("#scan-code").press("Enter");
  await expect.poll(async () => await page.locator(".scan-said").textContent()).toContain("→\u00a06: Chair");
  await expectAccessible(page);
  await expectAccessible(await app.browse(yard.admin, "/warehouse/scan"));
});
