import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CustomField } from "../../../../core/records/fields/custom-field.ts";
import type { FieldSchema } from "../../../../core/records/fields/field.ts";
import { keepUp } from "../../../../core/records/fields/life/maintenance.ts";
import { openLog } from "../../../../core/kernel/log.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";

let app: TestApp;
let admin: TestPerson;
beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  admin = await app.person("admin");
});
afterAll(() => app.stop());

const fields = () => app.get(services.customFields);
const define = (key: string, schema: FieldSchema = { "x-type": "text" }): Promise<CustomField> =>
  fields().define(admin.actor, "boat", { key, schema });
const night = () => {
  const [db, kinds, definitions] = [app.db, app.get(services.kinds), app.get(services.definitions)];
  return keepUp({ db, kinds, definitions, log: openLog("silent") }, new AbortController().signal);
};
const columnsOf = async ({ storage }: CustomField): Promise<string[]> => {
  const text = `select attname as name from pg_attribute where attrelid = 'plugin_boats.boats'::regclass and not attisdropped
    and starts_with(attname, $1) order by 1`;
  return (await app.db.query<{ name: string }>({ text, values: [`cf_${storage}`] })).map((row) => row.name);
};
const age = (table: string, column: string, id: string) =>
  app.db.query({ text: `update ${table} set ${column} = now() - interval '31 days' where id = $1`, values: [id] });

describe("a hidden field", () => {
  test("keeps its values for 30 days, then goes with its columns and frees its key", async () => {
    const field = await define("price_paid", { "x-type": "money" });
    await app.records.create(admin.actor, "boat", { name: "Kept", custom: { price_paid: "7" } });
    await fields().archive(admin.actor, field.id);
    await night();
    expect(await columnsOf(field)).toHaveLength(2);
    await age("fields", "archived_at", field.id);
    await night();
    expect(await columnsOf(field)).toEqual([]);
    await expect(fields().get(field.id)).rejects.toMatchObject({ code: "fields.not_found" });
    await define("price_paid");
    await app.records.create(admin.actor, "boat", { name: "After", custom: { price_paid: "now a text" } });
  });

  test("that came back is not removed, however long it had been away", async () => {
    const field = await define("away");
    const one = await app.records.create(admin.actor, "boat", { name: "Away", custom: { away: "kept" } });
    await fields().archive(admin.actor, field.id);
    await age("fields", "archived_at", field.id);
    await fields().bringBack(admin.actor, field.id);
    await night();
    expect((await app.records.get(admin.actor, "boat", one.id)).custom).toMatchObject({ away: "kept" });
  });

  test("can go at once for whoever types its key", async () => {
    const field = await define("at_once");
    const remove = (query: string, version: string) =>
      admin.api("DELETE", `/api/v1/fields/${field.id}?permanent=true${query}`, undefined, { "If-Match": version });
    expect((await remove("&key=at_once", "*")).status).toBe(409);
    await fields().archive(admin.actor, field.id);
    expect((await remove("&key=at_onse", "*")).status).toBe(422);
    expect((await remove("&key=at_once", '"v1"')).status).toBe(412);
    expect(await columnsOf(field)).toHaveLength(1);
    expect((await remove("&key=at_once", '"v2"')).status).toBe(204);
    expect([await columnsOf(field), (await admin.api("GET", `/api/v1/fields/${field.id}`)).status]).toEqual([[], 404]);
  });
});

describe("a change of type", () => {
  const changed = async (field: CustomField): Promise<string> => {
    const wish = { schema: { "x-type": "integer" }, dryRun: false };
    const { id } = await app.get(services.typeChanges).begin(admin.actor, field.id, wish);
    await app.get(services.typeWork).work(id, { signal: new AbortController().signal });
    return id;
  };

  test("leaves nothing behind after 30 days, and the field works on", async () => {
    const field = await define("settled");
    const one = await app.records.create(admin.actor, "boat", { name: "Settled", custom: { settled: "5" } });
    const id = await changed(field);
    await night();
    expect(await columnsOf(field)).toEqual([`cf_${field.storage}`, `cf_${field.storage}_2`]);
    await age("field_changes", "ended_at", id);
    await night();
    expect(await columnsOf(field)).toEqual([`cf_${field.storage}_2`]);
    const written = await app.records.change(admin.actor, "boat", one.id, { custom: { settled: 6 } });
    expect(written.custom).toMatchObject({ settled: 6 });
    const left = "select 1 from pg_trigger where tgrelid = 'plugin_boats.boats'::regclass and starts_with(tgname, $1)";
    expect(await app.db.query({ text: left, values: [`cf_${field.storage}`] })).toEqual([]);
  });

  test("does not stand in the way of removing its field", async () => {
    const field = await define("both");
    await changed(field);
    await fields().archive(admin.actor, field.id);
    await fields().remove(admin.actor, field.id, { key: "both" });
    expect(await columnsOf(field)).toEqual([]);
    await app.records.create(admin.actor, "boat", { name: "Free again" });
  });
});
