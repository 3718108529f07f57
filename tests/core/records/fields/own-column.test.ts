// A field that lives in `ext` gets a column of its own: by another type, or by the one it has. Then it can be fast and unique.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CustomField } from "../../../../core/records/fields/custom-field.ts";
import type { FieldSchema } from "../../../../core/records/fields/field.ts";
import type { TypeWish } from "../../../../core/records/fields/life/type-change/type-request.ts";
import { settle } from "../../../../core/records/fields/life/type-change/settle.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";

let app: TestApp;
let admin: TestPerson;

const options = ["a", "b"].map((id) => ({ id, label: id.toUpperCase() }));
const samples: Readonly<Record<string, readonly [schema: FieldSchema, value: unknown, later: unknown]>> = {
  a_text: [{ "x-type": "text", maxLength: 40, "x-label": { en: "Sign" } }, "Anna", "Berta"],
  a_decimal: [{ "x-type": "decimal", "x-unit": { label: "kg", decimals: 2 } }, "-2.5", "10.25"],
  a_money: [{ "x-type": "money" }, { amount: "9.00", currency: "EUR" }, { amount: "10.00", currency: "USD" }],
  a_boolean: [{ "x-type": "boolean" }, false, true],
  a_date_time: [{ "x-type": "dateTime" }, "2026-01-31T10:00:00.12Z", "2026-02-01T10:00:00Z"],
  a_choice: [{ "x-type": "choice", "x-options": options }, "a", "b"],
  a_tags: [{ "x-type": "tags" }, ["x", "y"], ["z"]],
  an_address: [
    { "x-type": "address" },
    { street: null, postalCode: null, city: "Aachen", region: null, country: "DE" },
    { street: "S 1", postalCode: null, city: "Bonn", region: null, country: "DE" },
  ],
};

beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  admin = await app.person("admin");
});
afterAll(() => app.stop());

const fields = () => app.get(services.customFields);
const changes = () => app.get(services.typeChanges);
const signal = new AbortController().signal;
const work = (id: string) => app.get(services.typeWork).work(id, { signal });
const boat = (custom: object) => app.records.create(admin.actor, "boat", { name: "Aurora", custom });
const read = async (id: string) => (await app.records.get(admin.actor, "boat", id)).custom;
const extOf = async (id: string) => {
  const text = "select ext from plugin_boats.boats where id = $1";
  return (await app.db.query<{ ext: object | null }>({ text, values: [id] }))[0]?.ext ?? {};
};

/** A field as the three hundred and first would be. */
async function beyond(key: string, schema: FieldSchema): Promise<CustomField> {
  const { id, storage } = await fields().define(admin.actor, "boat", { key, schema });
  await app.db.query({ text: "update fields set tier = 'ext' where id = $1", values: [id] });
  const columns = app.get(services.kinds).get("boat").byPath.get(`custom.${key}`)?.columns ?? [];
  for (const column of columns) await app.db.query({ text: `alter table plugin_boats.boats drop column "${column}"` });
  await app.db.query({ text: "update definition_versions set version = version + 1 where name = 'fields'" });
  await app.get(services.definitions).refresh();
  expect(columns[0]).toBe(`cf_${storage}`);
  return await fields().get(id);
}

async function turn(field: CustomField, wish: TypeWish) {
  const { id } = await changes().begin(admin.actor, field.id, { dryRun: false, ...wish });
  await work(id);
  return await changes().get(admin.actor, id);
}

async function undo(id: string) {
  await changes().undo(admin.actor, id);
  await work(id);
  return await changes().get(admin.actor, id);
}

describe.each(Object.entries(samples))(
  "a field of type %s beyond the three hundredth",
  (key, [schema, value, later]) => {
    test("moves into a column of its own and back, with what was written meanwhile", async () => {
      const field = await beyond(key, schema);
      const [one, two] = [await boat({ [key]: value }), await boat({ [key]: value })];
      const trashed = await boat({ [key]: later });
      await app.records.remove(admin.actor, "boat", trashed.id);
      const change = await turn(field, { schema: { "x-type": schema["x-type"] } });
      expect(change).toMatchObject({ state: "done", misfits: 0, total: 3 });
      expect(await fields().get(field.id)).toMatchObject({ tier: "column", schema });
      expect([(await read(one.id))[key], (await read(two.id))[key]]).toEqual([value, value]);
      await app.records.change(admin.actor, "boat", one.id, { custom: { [key]: later } });
      const fresh = await boat({ [key]: later });
      expect(await extOf(fresh.id)).toEqual({});

      expect(await undo(change.id)).toMatchObject({ state: "undone", misfits: 0 });
      expect(await fields().get(field.id)).toMatchObject({ tier: "ext", schema });
      const back = await Promise.all([one, two, fresh].map(({ id }) => read(id)));
      expect(back.map((custom) => custom[key])).toEqual([later, value, later]);
      await app.records.restore(admin.actor, "boat", trashed.id);
      expect((await read(trashed.id))[key]).toEqual(later);
      await app.records.change(admin.actor, "boat", two.id, { custom: { [key]: null } });
      expect((await read(two.id))[key]).toBeNull();
    });
  },
);

describe("a field beyond the three hundredth", () => {
  test("says that it needs a column before it can be unique, and is unique in one", async () => {
    const field = await beyond("sign", { "x-type": "text", maxLength: 40 });
    await boat({ sign: "BG-1" });
    await expect(fields().change(admin.actor, field.id, { unique: true })).rejects.toMatchObject({
      problems: [{ pointer: "/x-unique", code: "column_needed" }],
    });
    const page = await (await admin.visit(`/settings/fields/${field.id}/life`)).text();
    expect(page).toContain("Give it a column of its own");
    const sent = await admin.send(`/settings/fields/${field.id}/type`, {
      type: "text",
      version: String(field.version),
    });
    const at = sent.headers.get("location") ?? "";
    await work(at.split("/").at(-1) ?? "");
    await admin.send(`${at}/start`, { go: "1" });
    await work(at.split("/").at(-1) ?? "");
    expect(await (await admin.visit(at)).text()).toContain("Text, in a column of its own");
    await fields().change(admin.actor, field.id, { unique: true });
    await app.get(services.fieldIndexes).work({ signal });
    await expect(boat({ sign: "BG-1" })).rejects.toMatchObject({ problems: [{ code: "taken" }] });
  });

  test("gets another type like any other, keeps its history, and lists what does not fit on the way back", async () => {
    const field = await beyond("berths", { "x-type": "text" });
    const one = await boat({ berths: "12" });
    await app.records.change(admin.actor, "boat", one.id, { custom: { berths: "14" } });
    const bad = await boat({ berths: "many" });
    expect(await turn(field, { schema: { "x-type": "integer" } })).toMatchObject({ state: "checked", misfits: 1 });
    const change = await turn(field, { schema: { "x-type": "integer" }, misfits: "blank" });
    expect(change.state).toBe("done");
    expect([(await read(one.id))["berths"], (await read(bad.id))["berths"]]).toEqual([14, null]);
    const undone = await app.get(services.undo).change(admin.actor, { kind: "boat", id: one.id, version: 2 });
    expect(undone.custom["berths"]).toBe(12);
    expect(await undo(change.id)).toMatchObject({ state: "undone" });
    expect([(await read(one.id))["berths"], (await read(bad.id))["berths"]]).toEqual(["12", "many"]);
  });

  test("leaves nothing in ext once the change can no longer be undone, nor when it is removed", async () => {
    const field = await beyond("mast", { "x-type": "integer" });
    const { id } = await boat({ mast: 3, berths: "7" });
    const change = await turn(field, { schema: { "x-type": "integer" } });
    expect(Object.keys(await extOf(id))).toHaveLength(2);
    await app.db.transaction((trx) => settle(trx, app.get(services.kinds), change.id));
    expect(Object.values(await extOf(id))).toEqual(["7"]);
    expect(await read(id)).toMatchObject({ mast: 3, berths: "7" });

    const other = await beyond("keel", { "x-type": "integer" });
    const with2 = await boat({ keel: 4 });
    await turn(other, { schema: { "x-type": "integer" } });
    await fields().archive(admin.actor, other.id);
    await fields().remove(admin.actor, other.id, { key: "keel" });
    expect(await extOf(with2.id)).toEqual({});
  });

  test("loses no write that comes while its values are carried", async () => {
    const field = await beyond("crew", { "x-type": "integer" });
    const [one, two] = [await boat({ crew: 1 }), await boat({})];
    const { id } = await changes().begin(admin.actor, field.id, { schema: { "x-type": "integer" } });
    await work(id);
    await changes().start(admin.actor, id);
    await app.records.change(admin.actor, "boat", one.id, { custom: { crew: 2 } });
    await app.records.change(admin.actor, "boat", two.id, { custom: { crew: 3 } });
    const fresh = await boat({ crew: 4 });
    await work(id);
    expect((await changes().get(admin.actor, id)).state).toBe("done");
    const now = await Promise.all([one, two, fresh].map((record) => read(record.id)));
    expect(now.map((custom) => custom["crew"])).toEqual([2, 3, 4]);
  });

  test("that holds payloads has no column", async () => {
    const field = await fields().define(admin.actor, "boat", { key: "payload", schema: { "x-type": "json" } });
    await expect(changes().begin(admin.actor, field.id, { schema: { "x-type": "json" } })).rejects.toMatchObject({
      problems: [{ code: "no_such_type_change" }],
    });
  });
});
