// What fields do beside being written and read, done with fields that live in `ext`: nobody should be able to tell.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Recomputation } from "../../../../core/records/computed/recompute.ts";
import type { CustomField } from "../../../../core/records/fields/custom-field.ts";
import type { FieldSchema } from "../../../../core/records/fields/field.ts";
import { bytesSource } from "../../../../core/records/import/file/source.ts";
import type { Input } from "../../../../core/records/record.ts";
import { services } from "../../../../core/sdk/services.ts";
import { setAccess } from "../../../support/closing.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";

let app: TestApp;
let admin: TestPerson;
const made = new Map<string, CustomField>();

const option = (id: string) => ({ id, label: id.toUpperCase() });
const turf: FieldSchema = { "x-type": "choice", "x-options": ["north", "south", "west"].map(option) };
const wanted: readonly (readonly [kind: string, key: string, schema: FieldSchema])[] = [
  ["deal", "seats", { "x-type": "integer" }],
  ["deal", "cost", { "x-type": "money" }],
  ["deal", "turf", turf],
  ["deal", "lit", { "x-type": "boolean" }],
  ["deal", "agent", { "x-type": "reference", "x-kind": "company" }],
  ["company", "number", { "x-type": "text" }],
  ["company", "areas", { "x-type": "choices", "x-options": ["a", "b", "c"].map(option) }],
];

beforeAll(async () => {
  app = await startTestApp();
  admin = await app.person("admin");
  await app.get(services.sales).pipelines.createFromTemplate(admin.actor, "simple", "en");
  for (const [kind, key, schema] of wanted)
    made.set(key, await app.get(services.customFields).define(admin.actor, kind, { key, schema }));
  await app.db.query({ text: "update fields set tier = 'ext'" });
  for (const field of made.values()) {
    const { table, byPath } = app.get(services.kinds).get(field.kind);
    const columns = byPath.get(`custom.${field.key}`)?.columns ?? [];
    for (const column of columns) await app.db.query({ text: `alter table ${table} drop column "${column}"` });
  }
  await app.db.query({ text: "update definition_versions set version = version + 1 where name = 'fields'" });
  await app.get(services.definitions).refresh();
});
afterAll(() => app.stop());

const deal = (input: Input) => app.records.create(admin.actor, "deal", { name: "Chairs", ...input });
const company = (input: Input) => app.records.create(admin.actor, "company", { name: "Acme", ...input });
const eur = (amount: string) => ({ amount, currency: "EUR" });
const idOf = (key: string): string => made.get(key)?.id ?? "";
const signal = new AbortController().signal;

describe("fields in ext", () => {
  test("are added up by roll-ups, filtered by them, and read by formulas", async () => {
    const fields = app.get(services.customFields);
    const rollup = (rest: object, type: string): FieldSchema => ({
      "x-type": "rollup",
      "x-rollup": { kind: "deal", via: "company", ...rest },
      "x-result": { "x-type": type },
    });
    await fields.define(admin.actor, "company", {
      key: "seats",
      schema: rollup({ how: "sum", of: "custom.seats" }, "integer"),
    });
    await fields.define(admin.actor, "company", {
      key: "costs",
      schema: rollup({ how: "sum", of: "custom.cost" }, "money"),
    });
    const filter = { field: "custom.turf", op: "eq", value: "north" };
    await fields.define(admin.actor, "company", { key: "norths", schema: rollup({ how: "count", filter }, "integer") });
    await fields.define(admin.actor, "company", {
      key: "agencies",
      schema: {
        ...rollup({ how: "count" }, "integer"),
        "x-rollup": { kind: "deal", via: "custom.agent", how: "count" },
      },
    });
    const schema: FieldSchema = {
      "x-type": "formula",
      "x-formula": "custom.seats * 2",
      "x-result": { "x-type": "integer" },
    };
    await fields.define(admin.actor, "deal", { key: "twice", schema });
    const acme = await company({});
    const one = await deal({
      company: acme.id,
      custom: { seats: 4, cost: eur("10.50"), turf: "north", agent: acme.id },
    });
    await deal({ company: acme.id, custom: { seats: 6, cost: eur("1"), turf: "south" } });
    expect(one.custom["twice"]).toBe(8);
    const { custom } = await app.records.get(admin.actor, "company", acme.id);
    expect(custom).toMatchObject({ seats: 10, costs: eur("11.50"), norths: 1, agencies: 1 });
    await app.records.change(admin.actor, "deal", one.id, { custom: { seats: 5, turf: "west" } });
    const after = await app.records.get(admin.actor, "company", acme.id);
    expect(after.custom).toMatchObject({ seats: 11, norths: 0 });
    const again = new Recomputation(app.db, app.get(services.kinds), async () => ({ zone: "UTC", currency: "EUR" }));
    await again.work({ signal, progress: async () => undefined });
    expect((await app.records.get(admin.actor, "company", acme.id)).custom).toMatchObject({ seats: 11, norths: 0 });
  });

  test("give headings and sums to a list", async () => {
    const page = await admin.visit("/deals?group=custom.turf&columns=name,custom.seats,custom.cost");
    expect(page.status).toBe(200);
    expect(await page.text()).toMatch(/SOUTH[\s\S]*WEST|WEST[\s\S]*SOUTH/);
    const answer = await admin.api(
      "GET",
      "/api/v1/deals?filter[custom.agent][notEmpty]=true&include=custom.agent&sort=-custom.cost",
    );
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('"Acme"')]);
  });

  test("lose no option that records have, and turn it into another", async () => {
    const fields = app.get(services.customFields);
    const { id } = await deal({ custom: { turf: "north" } });
    const acme = await company({ custom: { areas: ["a", "b"] } });
    const without = (schema: FieldSchema, gone: string) => ({
      options: (schema["x-options"] ?? []).filter((one) => one.id !== gone),
    });
    await expect(fields.change(admin.actor, idOf("turf"), without(turf, "north"))).rejects.toMatchObject({
      code: "fields.option_used",
    });
    const { schema: areas } = await fields.get(idOf("areas"));
    await expect(fields.change(admin.actor, idOf("areas"), without(areas, "a"))).rejects.toMatchObject({
      code: "fields.option_used",
    });
    await fields.change(admin.actor, idOf("areas"), without(areas, "c"));
    for (const [key, from, to] of [
      ["turf", "north", "south"],
      ["areas", "a", "b"],
    ] as const) {
      const changes = app.get(services.optionChanges);
      const change = await changes.begin(admin.actor, idOf(key), { option: from, to });
      await changes.work(change.id, signal);
      expect((await changes.get(admin.actor, change.id)).state).toBe("done");
    }
    expect((await app.records.get(admin.actor, "deal", id)).custom["turf"]).toBe("south");
    expect((await app.records.get(admin.actor, "company", acme.id)).custom["areas"]).toEqual(["b"]);
  });

  test("match rows of a file, and name what rows refer to", async () => {
    const acme = await company({ name: "Numbered", custom: { number: "C-77" } });
    const imports = app.get(services.imports);
    const file = Buffer.from("number,city\nC-77,Varna\n");
    const columns = { number: { to: "custom.number" }, city: { to: "city" } };
    const one = await imports.upload(admin.actor, "company", bytesSource("c.csv", file), {
      plan: { columns, match: "custom.number" },
    });
    expect((await imports.runNow(admin.actor, one.id)).counts).toMatchObject({ updated: 1, errors: 0 });
    expect(await app.records.get(admin.actor, "company", acme.id)).toMatchObject({ city: "Varna" });
    const deals = Buffer.from("name,company\nBy number,C-77\n");
    const by = { name: { to: "name" }, company: { to: "company", by: "custom.number" } };
    const two = await imports.upload(admin.actor, "deal", bytesSource("d.csv", deals), { plan: { columns: by } });
    expect((await imports.runNow(admin.actor, two.id)).counts).toMatchObject({ created: 1, errors: 0 });
  });

  test("follow a merge", async () => {
    const [kept, gone] = [await company({ name: "Kept" }), await company({ name: "Gone" })];
    const { id } = await deal({ custom: { agent: gone.id, seats: 1 } });
    const merged = await admin.api("POST", `/api/v1/companies/${kept.id}/merge`, { loser: gone.id, choices: {} });
    expect(merged.status).toBe(200);
    expect((await app.records.get(admin.actor, "deal", id)).custom).toMatchObject({ agent: kept.id, seats: 1 });
  });

  test("hidden from somebody, leave board, today and figures of deals as they are", async () => {
    await setAccess(app, "deal", { "custom.cost": { sales: "hidden" }, amount: { sales: "hidden" } });
    const sales = await app.person("sales");
    for (const path of ["/deals", "/deals/board", "/deals/figures"])
      expect([path, (await sales.visit(path)).status]).toEqual([path, 200]);
    for (const what of ["funnel", "forecast"])
      expect([what, (await sales.api("GET", `/api/v1/deals/${what}`)).status]).toEqual([what, 200]);
  });
});
