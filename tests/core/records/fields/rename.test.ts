import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemActor } from "../../../../core/kernel/actor.ts";
import type { CustomField } from "../../../../core/records/fields/custom-field.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";

let app: TestApp;
let admin: TestPerson;
let region: CustomField;
let ana: { id: string; version: number };

beforeAll(async () => {
  app = await startTestApp();
  admin = await app.person("admin");
  const fields = app.get(services.customFields);
  region = await fields.define(admin.actor, "contact", { key: "turf", schema: { "x-type": "text" } });
  ana = await app.records.create(admin.actor, "contact", { name: "Ana", custom: { turf: "North" } });
  ana = await app.records.change(admin.actor, "contact", ana.id, { custom: { turf: "South" } });
  await app.db.query({
    text: `insert into views (id, kind, name, query, columns, owner_id, shared_with)
      values (gen_random_uuid(), 'contact', 'My South', $1, '["name", "custom.turf"]', $2, 'all')`,
    values: [
      JSON.stringify({
        filter: { or: [{ not: { field: "custom.turf", op: "eq", value: "North" } }] },
        sort: [{ field: "custom.turf", direction: "asc" }],
      }),
      admin.id,
    ],
  });
  await app.db.query({
    text: `insert into import_mappings (kind, fingerprint, plan, saved_by) values ('contact', 'name|gebiet', $1, 'x')`,
    values: [
      JSON.stringify({
        columns: { name: { to: "name" }, gebiet: { to: "custom.turf" } },
        fixed: {},
        compose: {},
        createMissing: {},
        match: null,
      }),
    ],
  });
});
afterAll(() => app.stop());

const json = async (answer: Response) => (await answer.json()) as Readonly<Record<string, unknown>>;
const uses = async (): Promise<{ place: string; name: string }[]> =>
  (await json(await admin.api("GET", `/api/v1/fields/${region.id}/uses`)))["data"] as { place: string; name: string }[];

describe("a field that gets another key", () => {
  test("says first where it is used", async () => {
    expect(await uses()).toMatchObject([
      { place: "import", name: "name, gebiet", link: null },
      { place: "view", name: "My South", link: expect.stringMatching(/^\/contacts\?view=/) },
    ]);
  });

  test("answers under the new one and is still understood under the old one", async () => {
    region = await app.get(services.customFields).change(admin.actor, region.id, { key: "patch" }, region.version);
    expect(region).toMatchObject({ key: "patch", aliases: ["turf"], storage: region.storage });
    const old = await json(
      await admin.api("GET", "/api/v1/contacts?filter[custom.turf]=South&sort=-custom.turf&fields=custom.turf"),
    );
    expect(old["data"]).toMatchObject([{ id: ana.id, custom: { patch: "South" } }]);
    const written = await json(await admin.api("PATCH", `/api/v1/contacts/${ana.id}`, { custom: { turf: "West" } }));
    expect(written["custom"]).toEqual({ patch: "West" });
    const both = await admin.api("PATCH", `/api/v1/contacts/${ana.id}`, { custom: { turf: "A", patch: "B" } });
    expect((await json(both))["errors"]).toMatchObject([{ code: "given_twice" }]);
  });

  test("is known to views and mappings by the new one", async () => {
    expect(await uses()).toHaveLength(2);
    const [view] = await app.db.query({ text: "select query, columns from views where name = 'My South'" });
    expect(JSON.stringify(view)).not.toContain("turf");
    const page = await admin.visit("/contacts?view=" + (await viewId()));
    expect(await page.text()).toContain("West");
  });

  test("keeps its history: who changed what, a conflict, undoing", async () => {
    const page = await (await admin.visit(`/contacts/${ana.id}?tab=history`)).text();
    expect(page).toContain("North");
    await expect(
      app.records.change(admin.actor, "contact", ana.id, { custom: { patch: "East" } }, { baseVersion: 1 }),
    ).rejects.toMatchObject({ status: 412, fields: ["custom.patch"] });
    const undo = app.get(services.undo);
    await expect(undo.change(admin.actor, { kind: "contact", id: ana.id, version: 2 })).rejects.toMatchObject({
      code: "records.changed_since",
    });
    const back = await undo.change(admin.actor, { kind: "contact", id: ana.id, version: 3 });
    expect(back.custom).toEqual({ patch: "South" });
  });

  test("keeps what was written in bulk before undoable", async () => {
    const fields = app.get(services.customFields);
    const made = await fields.define(admin.actor, "contact", { key: "early", schema: { "x-type": "integer" } });
    const operations = app.get(services.operations);
    const operationId = await operations.begin(admin.actor, { type: "bulk.change", kind: "contact" });
    await app.records.change(admin.actor, "contact", ana.id, { custom: { early: 7 } }, { operationId });
    await operations.put(operationId, "applied");
    await fields.change(admin.actor, made.id, { key: "later" });
    await app.get(services.undo).operation(admin.actor, operationId);
    const now = await app.records.get(systemActor("test"), "contact", ana.id);
    expect(now.custom).toMatchObject({ later: null });
  });

  test("leaves the old one to nobody else while it lives, and may take it back", async () => {
    const fields = app.get(services.customFields);
    const taken = { status: 409, code: "fields.key_taken" };
    const text = { "x-type": "text" };
    await expect(fields.define(admin.actor, "contact", { key: "turf", schema: text })).rejects.toMatchObject(taken);
    const other = await fields.define(admin.actor, "contact", { key: "other", schema: text });
    await expect(fields.change(admin.actor, other.id, { key: "turf" })).rejects.toMatchObject(taken);
    await expect(fields.change(admin.actor, other.id, { key: "name" })).rejects.toMatchObject(taken);
    const back = await fields.change(admin.actor, region.id, { key: "turf" });
    expect(back).toMatchObject({ key: "turf", aliases: ["patch"] });
  });
});

describe("a field that a stage asks for", () => {
  test("is asked for under its new key", async () => {
    const fields = app.get(services.customFields);
    const field = await fields.define(admin.actor, "deal", { key: "budget", schema: { "x-type": "text" } });
    const pipeline = await app.records.create(systemActor("test"), "pipeline", { name: "Selling" });
    const required = ["amount", "custom.budget"];
    await app.records.create(systemActor("test"), "stage", {
      name: "Offer",
      pipeline: pipeline.id,
      entryRules: { required },
    });
    expect(await fields.whereUsed(admin.actor, "deal", "custom.budget")).toMatchObject([
      { place: "stage", name: "Selling · Offer", link: `/settings/pipelines/${pipeline.id}` },
    ]);
    await fields.change(admin.actor, field.id, { key: "money" });
    const [asked] = await app.db.query({ text: "select entry_rules from stages where entry_rules is not null" });
    expect(asked).toEqual({ entry_rules: { required: ["amount", "custom.money"] } });
  });
});

const viewId = async (): Promise<string> => {
  const [view] = await app.db.query<{ id: string }>({ text: "select id from views where name = 'My South'" });
  return view?.id ?? "";
};
