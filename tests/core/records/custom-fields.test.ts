import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../support/app.ts";
import { addBoats } from "../../support/boats.ts";

let app: TestApp;
let admin: TestPerson;

beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  app.get(services.permissions).add("fields.change", { admin: "all" });
  admin = await app.person("admin");
});
afterAll(() => app.stop());

describe("a field of one's own", () => {
  test("is there at once: written, checked, filtered, sorted and shown", async () => {
    const fields = app.get(services.customFields);
    await fields.define(admin.actor, "boat", {
      key: "draught",
      schema: { "x-type": "decimal", "x-label": { en: "Draught", de: "Tiefgang" }, "x-decimals": 1, minimum: 0 },
    });
    await fields.define(admin.actor, "boat", { key: "berths", schema: { "x-type": "money" } });
    await expect(
      app.records.create(admin.actor, "boat", { name: "Deep", custom: { draught: "2.55" } }),
    ).rejects.toMatchObject({
      problems: [{ pointer: "/custom/draught", code: "too_many_decimals" }],
    });
    const made = await app.records.create(admin.actor, "boat", {
      name: "Deep",
      custom: { draught: "2.5", berths: "100" },
    });
    expect(made.custom).toEqual({ draught: "2.5", berths: { amount: "100.00", currency: "EUR" } });
    const found = await app.records.list(admin.actor, "boat", {
      filter: { field: "custom.draught", op: "gte", value: "2.5" },
      sort: [{ field: "custom.draught", direction: "desc" }],
      fields: ["custom.draught"],
    });
    expect(found.data.map((one) => one.custom["draught"])).toEqual(["2.5"]);
  });

  test("keeps its values while it is archived, also when the record is saved", async () => {
    const fields = app.get(services.customFields);
    const field = await fields.define(admin.actor, "boat", { key: "berth", schema: { "x-type": "text" } });
    const made = await app.records.create(admin.actor, "boat", { name: "Moored", custom: { berth: "A7" } });
    await fields.archive(admin.actor, field.id);
    expect(
      (await app.records.change(admin.actor, "boat", made.id, { name: "Moored again" })).custom,
    ).not.toHaveProperty("berth");
    await fields.bringBack(admin.actor, field.id);
    expect((await app.records.get(admin.actor, "boat", made.id)).custom).toMatchObject({ berth: "A7" });
  });

  test.each([
    ["__proto__", { "x-type": "text" }],
    ["constructor", { "x-type": "text" }],
    ["id", { "x-type": "text" }],
    ["a.b", { "x-type": "text" }],
    ["good", { "x-type": "nothing" }],
    ["good", { "x-type": "text", $ref: "http://x" }],
    ["good", { "x-type": "text", pattern: "(?=a)" }],
    ["good", { "x-type": "choice" }],
    ["good", { "x-type": "text", if: {} }],
    ["good", null],
    ["name", { "x-type": "text" }],
    [
      "good",
      { "x-type": "choice", "x-options": Array.from({ length: 3_000 }, (_, at) => ({ id: `o${at}`, label: "x" })) },
    ],
  ])("%s with a schema that cannot be is refused", async (key, schema) => {
    const before = await app.get(services.customFields).list("boat");
    const attempt = app.get(services.customFields).define(admin.actor, "boat", { key, schema: schema as never });
    await expect(attempt).rejects.toMatchObject({ status: key === "name" ? 409 : 422 });
    expect(await app.get(services.customFields).list("boat")).toEqual(before);
  });

  test("is an administrator's business", async () => {
    const sales = await app.person("sales");
    await expect(
      app.get(services.customFields).define(sales.actor, "boat", { key: "mine", schema: { "x-type": "text" } }),
    ).rejects.toMatchObject({ status: 403 });
  });
});
