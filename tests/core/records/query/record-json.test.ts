import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FieldSchema } from "../../../../core/records/fields/field.ts";
import { fieldTypes } from "../../../../core/records/fields/types/index.ts";
import type { Rec } from "../../../../core/records/record.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";

const hostile = `"quoted" \\ back </script> \u2028 ½ Ко́лев 🚢 {"a":[1]} '; drop table boats`;

/** Values by type that are easy to write wrongly. */
const awkward: Readonly<Record<string, { schema?: Partial<FieldSchema>; values: readonly unknown[] }>> = {
  text: { values: [hostile, "a", "\u007f"] },
  longText: { values: [`one\n\ttwo ${hostile}`] },
  integer: { values: [0, -7, 123_456_789_012_345] },
  decimal: { values: ["0", "-0.5", "100", "12.340000", "123456789012345.678901"] },
  percent: { values: ["12.5", "100", "-0.0001"] },
  money: {
    values: [
      { amount: "-1234.50", currency: "EUR" },
      { amount: "100", currency: "JPY" },
      { amount: "1.125", currency: "KWD" },
    ],
  },
  boolean: { values: [true, false] },
  date: { values: ["2026-02-28", "0001-01-01", "9999-12-31"] },
  dateTime: { values: ["2026-11-22T10:00:00Z", "2026-11-22T10:00:00.123456Z", "1900-01-01T23:59:59.5+05:30"] },
  duration: { values: [90] },
  rating: { values: [0, 5] },
  choice: { schema: { "x-options": [{ id: "a-b", label: "A" }] }, values: ["a-b"] },
  choices: { schema: { "x-options": [{ id: "a", label: "A" }] }, values: [["a"]] },
  tags: { values: [[hostile.slice(0, 50), "b"]] },
  email: { values: ["o'brien+crm@kolev.example"] },
  phone: { values: ["+359888123456"] },
  url: { values: ["https://kolev.example/?a=1&b=%22"] },
  channels: { values: [[{ type: "email", value: "a@kolev.example", label: hostile.slice(0, 40) }]] },
  address: {
    values: [{ street: hostile.slice(0, 20), postalCode: null, city: "O'Fallon", region: null, country: "US" }],
  },
  json: { values: [{ deep: [{ text: hostile, number: 1.5, nothing: null }] }] },
};

let app: TestApp;
let admin: TestPerson;

beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  app.get(services.permissions).add("fields.change", { admin: "all" });
  admin = await app.person("admin");
  for (const [type, { schema }] of Object.entries(awkward))
    await app.get(services.customFields).define(admin.actor, "boat", {
      key: `f_${type.toLowerCase()}`,
      schema: { "x-type": type, ...schema },
    });
});
afterAll(() => app.stop());

/** The list as records, and as REST answers it. */
async function both(query: Parameters<TestApp["records"]["list"]>[2] = {}): Promise<[readonly Rec[], unknown]> {
  const asked = { limit: 200, ...query };
  const records = await app.records.list(admin.actor, "boat", asked);
  const text = await app.records.listText(admin.actor, "boat", asked);
  expect({ ...text, data: null }).toEqual({ ...records, data: null });
  return [records.data, JSON.parse(text.data)];
}

describe("what PostgreSQL writes as JSON", () => {
  test.each(Object.entries(awkward))("is the record itself: %s", async (type, { values }) => {
    for (const value of values) {
      const made = await app.records.create(admin.actor, "boat", {
        name: hostile,
        custom: { [`f_${type.toLowerCase()}`]: value },
      });
      const { text, version } = await app.records.getText(admin.actor, "boat", made.id);
      expect(JSON.parse(text)).toEqual(made);
      expect(version).toBe(made.version);
    }
    const [records, written] = await both();
    expect(written).toEqual(records);
  });

  test("is tried for every type that has its own way of writing", () => {
    const types = [...fieldTypes.values()].filter(({ toJson }) => toJson !== undefined).map(({ name }) => name);
    expect(types.filter((name) => name !== "autoNumber" && !(name in awkward))).toEqual([]);
  });

  test("names what a record refers to, and nothing where it refers to nothing or to what may not be seen", async () => {
    const sales = await app.person("sales");
    const mother = await app.records.create(admin.actor, "boat", { name: `Mother ${hostile}` });
    const child = await app.records.create(admin.actor, "boat", { name: "Child", mother: mother.id, owner: sales.id });
    const include = ["mother", "owner"];
    const [records, written] = await both({ include, fields: ["name", "mother"] });
    expect(written).toEqual(records);
    const seen = JSON.parse((await app.records.getText(sales.actor, "boat", child.id, { include })).text) as Rec;
    expect(seen.related).toEqual({ mother: null, owner: { id: sales.id, title: sales.actor.name } });
    expect(seen).toEqual(await app.records.get(sales.actor, "boat", child.id, { include }));
  });

  test("goes on where the page before ended, also from values to blanks", async () => {
    await app.records.create(admin.actor, "boat", { name: "Short", length: "1.5" });
    const sort = [{ field: "length", direction: "desc" }] as const;
    const pages: unknown[] = [];
    for (let after: string | null | undefined; after !== null; ) {
      const page = await app.records.listText(admin.actor, "boat", { sort, limit: 3, after, fields: ["name"] });
      pages.push(...(JSON.parse(page.data) as unknown[]));
      after = page.next;
    }
    expect(pages).toEqual((await app.records.list(admin.actor, "boat", { sort, limit: 200, fields: ["name"] })).data);
  });

  test("is the record for every text one can store", async () => {
    const text = fc.string({ unit: "binary", minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(text, async (note) => {
        const input = { name: "Any", custom: { f_longtext: note.replaceAll("\0", "0") } };
        const made = await app.records.create(admin.actor, "boat", input);
        expect(JSON.parse((await app.records.getText(admin.actor, "boat", made.id)).text)).toEqual(made);
      }),
      { numRuns: 100 },
    );
  });
});
