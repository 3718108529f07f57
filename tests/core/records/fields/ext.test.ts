// Fields beyond the three hundredth live in `ext`. Nobody who uses them should be able to tell.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FieldSchema } from "../../../../core/records/fields/field.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";

let app: TestApp;
let admin: TestPerson;

const samples: Readonly<Record<string, readonly [schema: FieldSchema, low: unknown, high: unknown]>> = {
  a_text: [{ "x-type": "text" }, "Anna", "Berta"],
  a_decimal: [{ "x-type": "decimal" }, "-2.5", "10.25"],
  a_integer: [{ "x-type": "integer" }, 9, 10],
  a_money: [{ "x-type": "money" }, { amount: "9.00", currency: "EUR" }, { amount: "10.00", currency: "USD" }],
  a_boolean: [{ "x-type": "boolean" }, false, true],
  a_date: [{ "x-type": "date" }, "2026-01-31", "2026-02-01"],
  a_date_time: [{ "x-type": "dateTime" }, "2026-01-31T10:00:00.12Z", "2026-02-01T10:00:00Z"],
  a_choice: [
    {
      "x-type": "choice",
      "x-options": [
        { id: "a", label: "Alpha" },
        { id: "b", label: "Beta" },
      ],
    },
    "a",
    "b",
  ],
  a_tags: [{ "x-type": "tags" }, ["x"], ["x", "y"]],
  a_address: [
    { "x-type": "address" },
    { street: null, postalCode: null, city: "Aachen", region: null, country: "DE" },
    { street: "S 1", postalCode: null, city: "Bonn", region: null, country: "DE" },
  ],
  a_json: [{ "x-type": "json" }, { a: [null, 1] }, [true]],
};

beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  admin = await app.person("admin");
  for (const [key, [schema]] of Object.entries(samples))
    await app.get(services.customFields).define(admin.actor, "boat", { key, schema });
  await app.db.query({ text: "update fields set tier = 'ext'" });
  await app.db.query({ text: "update definition_versions set version = version + 1 where name = 'fields'" });
  await app.get(services.definitions).refresh();
});
afterAll(() => app.stop());

const write = async (name: string, custom: object) => await app.records.create(admin.actor, "boat", { name, custom });

describe.each(Object.entries(samples))("a field of type %s in ext", (key, [, low, high]) => {
  test("is written, read, changed and emptied", async () => {
    const made = await write(`Ext ${key}`, { [key]: low });
    expect(made.custom[key]).toEqual(low);
    const changed = await app.records.change(admin.actor, "boat", made.id, { custom: { [key]: high } });
    expect(changed.custom[key]).toEqual(high);
    expect((await app.records.get(admin.actor, "boat", made.id)).custom[key]).toEqual(high);
    const answer = await admin.api("GET", `/api/v1/boats/${made.id}`);
    expect(((await answer.json()) as { custom: object }).custom).toHaveProperty(key, high);
    const emptied = await app.records.change(admin.actor, "boat", made.id, { custom: { [key]: null } });
    expect(emptied.custom[key]).toBeNull();
    const [row] = await app.db.query<{ ext: object }>({
      text: "select ext from plugin_boats.boats where id = $1",
      values: [made.id],
    });
    expect(row?.ext).toEqual({});
  });

  test("is filtered, sorted, paged and exported like a column", async () => {
    const path = `custom.${key}`;
    const { byPath } = app.get(services.kinds).get("boat");
    const type = byPath.get(path)?.type;
    for (const [at, value] of [high, low].entries()) await write(`Sort ${key} ${at}`, { [key]: value });
    const of = { field: "name", op: "startsWith", value: `Sort ${key}` } as const;
    if (type?.sortable) {
      const query = { filter: of, sort: [{ field: path, direction: "asc" }], limit: 1 } as const;
      const first = await app.records.list(admin.actor, "boat", query);
      const second = await app.records.list(admin.actor, "boat", { ...query, after: first.next ?? "" });
      expect([...first.data, ...second.data].map((one) => one.custom[key])).toEqual([low, high]);
      const found = await app.records.list(admin.actor, "boat", { ...query, q: "sort" });
      expect(found.data[0]?.custom[key]).toEqual(low);
    }
    const filled = await app.records.list(admin.actor, "boat", {
      filter: { and: [of, { field: path, op: "notEmpty" }] },
    });
    expect(filled.data).toHaveLength(2);
    const file: Uint8Array[] = [];
    for await (const part of app.get(services.exports).csv(admin.actor, "boat", { filter: of, fields: ["name", path] }))
      file.push(part);
    expect(Buffer.concat(file).toString().trim().split("\n")).toHaveLength(3);
  });
});

describe("two people and an integration", () => {
  test("who write different keys of ext all win", async () => {
    const made = await write("Shared", { a_text: "one", a_integer: 1 });
    await app.db.query({
      text: `update plugin_boats.boats set ext = ext || '{"crm_sync": {"id": 7}}' where id = $1`,
      values: [made.id],
    });
    await Promise.all([
      app.records.change(admin.actor, "boat", made.id, { custom: { a_text: "two" } }),
      app.records.change(admin.actor, "boat", made.id, { custom: { a_integer: 2 } }),
    ]);
    const now = await app.records.get(admin.actor, "boat", made.id);
    expect(now.custom).toMatchObject({ a_text: "two", a_integer: 2 });
    const [row] = await app.db.query<{ ext: object }>({
      text: "select ext from plugin_boats.boats where id = $1",
      values: [made.id],
    });
    expect(row?.ext).toMatchObject({ crm_sync: { id: 7 } });
  });
});
