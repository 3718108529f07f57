import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CustomField } from "../../../../core/records/fields/custom-field.ts";
import type { FieldSchema } from "../../../../core/records/fields/field.ts";
import { TypeWork } from "../../../../core/records/fields/life/type-change/type-work.ts";
import type { TypeWish } from "../../../../core/records/fields/life/type-change/type-request.ts";
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
const changes = () => app.get(services.typeChanges);
const work = (id: string) => app.get(services.typeWork).work(id, { signal: new AbortController().signal });
const define = (key: string, schema: FieldSchema): Promise<CustomField> =>
  fields().define(admin.actor, "boat", { key, schema });
const boat = (custom: object) => app.records.create(admin.actor, "boat", { name: JSON.stringify(custom), custom });
const read = async (id: string) => (await app.records.get(admin.actor, "boat", id)).custom;
const begin = async (field: CustomField, wish: TypeWish) => {
  const { id } = await changes().begin(admin.actor, field.id, wish);
  await work(id);
  return await changes().get(admin.actor, id);
};

test("a change that is to go on by itself does so, also when the process ends after it has looked at the values", async () => {
  const field = await define("ended", { "x-type": "text" });
  const { id: record } = await boat({ ended: "12" });
  const { id } = await changes().begin(admin.actor, field.id, { schema: { "x-type": "integer" }, dryRun: false });
  const definitions = { change: async () => await Promise.reject(new Error("The process ends.")) };
  const dying = new TypeWork({
    kinds: app.get(services.kinds),
    definitions: definitions as never,
    openPatient: () => ({ ...app.db, close: async () => undefined }),
  });
  await expect(dying.work(id, { signal: new AbortController().signal })).rejects.toThrow("The process ends.");
  await work(id);
  expect((await changes().get(admin.actor, id)).state).toBe("done");
  expect(await read(record)).toMatchObject({ ended: 12 });
});

describe("a dry run", () => {
  test("says how values are read and which do not fit, and changes nothing", async () => {
    const field = await define("crew", { "x-type": "text" });
    const made = await Promise.all(["4", "1.234", "twelve", "5", "5"].map((crew) => boat({ crew })));
    const change = await begin(field, { schema: { "x-type": "integer" }, language: "de" });
    expect(change).toMatchObject({ state: "checked", total: 5, done: 5, misfits: 1 });
    expect(change.examples).toContainEqual({ from: "1.234", to: "1.234" });
    const [misfit] = await changes().misfits(admin.actor, change.id, { way: "to", limit: 100 });
    expect(misfit).toMatchObject({ recordId: made[2]?.id, value: "twelve", problem: { code: "not_a_number" } });
    expect(await fields().get(field.id)).toEqual(field);
    expect(await read(made[1]?.id ?? "")).toMatchObject({ crew: "1.234" });
  });

  test("is answered over REST with the records, and as a file, as far as one may see them", async () => {
    const field = await define("hands", { "x-type": "text" });
    const bad = await boat({ hands: "=many" });
    const headers = { "If-Match": `"v${field.version}"` };
    const path = `/api/v1/fields/${field.id}/type-changes`;
    expect((await admin.api("POST", path, { schema: { "x-type": "integer" } })).status).toBe(428);
    const begun = await admin.api("POST", path, { schema: { "x-type": "integer" } }, headers);
    const { id } = (await begun.json()) as { id: string };
    expect(begun.status).toBe(202);
    await work(id);
    const listed = (await (await admin.api("GET", `${path}/${id}/misfits`)).json()) as { data: unknown[] };
    expect(listed.data).toMatchObject([{ recordId: bad.id, title: bad["name"], link: `/boats/${bad.id}` }]);
    const file = await (await admin.api("GET", `${path}/${id}/misfits.csv`)).text();
    expect(file).toContain(`'=many`);
    const blocked = await admin.api("POST", `${path}/${id}/start`, {});
    expect([blocked.status, ((await blocked.json()) as { code: string }).code]).toEqual([409, "fields.values_misfit"]);
    const sales = await app.person("sales");
    expect((await sales.api("GET", `${path}/${id}/misfits`)).status).toBe(403);
  });

  test.each<[FieldSchema, TypeWish, string]>([
    [{ "x-type": "boolean" }, { schema: { "x-type": "date" } }, "no_such_type_change"],
    [{ "x-type": "text" }, { schema: { "x-type": "text" } }, "no_such_type_change"],
    [{ "x-type": "percent" }, { schema: { "x-type": "decimal" } }, "factor_needed"],
    [{ "x-type": "money" }, { schema: { "x-type": "decimal" } }, "currency_needed"],
    [{ "x-type": "text" }, { schema: { "x-type": "nothing" } }, "bad_word"],
    [
      { "x-type": "reference", "x-kind": "boat" },
      { schema: { "x-type": "references", "x-kind": "contact" } },
      "no_such_type_change",
    ],
  ])("from %j to %j is refused by name: %s", async (schema, wish, code) => {
    const field = await define(`refused_${Math.random().toString(36).slice(2)}`, schema);
    await expect(changes().begin(admin.actor, field.id, wish)).rejects.toMatchObject({ problems: [{ code }] });
  });
});

describe("a change of type", () => {
  test("moves every value, keeps the old column, and is undone with what was written since", async () => {
    const field = await define("built", { "x-type": "text", "x-label": { en: "Built" } });
    const [old, bad, trashed] = await Promise.all([
      boat({ built: "1987" }),
      boat({ built: "long ago" }),
      boat({ built: "7" }),
    ]);
    await app.records.remove(admin.actor, "boat", trashed?.id ?? "");
    const change = await begin(field, { schema: { "x-type": "integer" }, dryRun: false, misfits: "blank" });
    expect(change).toMatchObject({ state: "done", misfits: 1 });
    const now = await fields().get(field.id);
    expect(now).toMatchObject({ key: "built", storage: field.storage, version: field.version + 1 });
    expect(now.schema).toEqual({ "x-type": "integer", "x-label": { en: "Built" } });
    expect([await read(old?.id ?? ""), await read(bad?.id ?? "")]).toMatchObject([{ built: 1987 }, { built: null }]);
    await app.records.restore(admin.actor, "boat", trashed?.id ?? "");
    expect(await read(trashed?.id ?? "")).toMatchObject({ built: 7 });
    const fresh = await boat({ built: 2001 });
    await app.records.change(admin.actor, "boat", old?.id ?? "", { custom: { built: 1988 } });

    await changes().undo(admin.actor, change.id);
    await work(change.id);
    expect(await changes().get(admin.actor, change.id)).toMatchObject({ state: "undone", misfits: 0 });
    expect((await fields().get(field.id)).schema).toEqual(field.schema);
    const back = await Promise.all([old, bad, trashed, fresh].map((one) => read(one?.id ?? "")));
    expect(back.map((one) => one["built"])).toEqual(["1988", "long ago", "7", "2001"]);
    await app.records.change(admin.actor, "boat", bad?.id ?? "", { custom: { built: "still text" } });
  });

  test("lists on the way back what the old type cannot hold", async () => {
    const field = await define("draft", { "x-type": "integer" });
    const one = await boat({ draft: 3 });
    const change = await begin(field, { schema: { "x-type": "text" }, dryRun: false });
    await app.records.change(admin.actor, "boat", one.id, { custom: { draft: "three and a bit" } });
    await changes().undo(admin.actor, change.id);
    await work(change.id);
    expect(await changes().get(admin.actor, change.id)).toMatchObject({ state: "undone", misfits: 1 });
    const listed = await changes().misfits(admin.actor, change.id, { way: "back", limit: 100 });
    expect(listed).toMatchObject([{ recordId: one.id, value: "three and a bit" }]);
    expect(await read(one.id)).toMatchObject({ draft: 3 });
  });

  test("does not happen when values that nobody let go do not fit", async () => {
    const field = await define("blocked", { "x-type": "text" });
    await boat({ blocked: "no number" });
    const change = await begin(field, { schema: { "x-type": "integer" }, dryRun: false });
    expect([change.state, (await fields().get(field.id)).schema["x-type"]]).toEqual(["checked", "text"]);
  });

  test("makes options of texts, and keeps the history showing and undoing", async () => {
    const field = await define("port", { "x-type": "text" });
    const one = await boat({ port: "Varna" });
    await boat({ port: "varna " });
    await app.records.change(admin.actor, "boat", one.id, { custom: { port: "Burgas" } });
    const wish = { schema: { "x-type": "choice" }, collectOptions: true, dryRun: false };
    expect(await begin(field, wish)).toMatchObject({ state: "done", misfits: 0 });
    const options = (await fields().get(field.id)).schema["x-options"] ?? [];
    expect(options.map((option) => option.id).toSorted()).toEqual(["burgas", "varna"]);
    const page = await (await admin.visit(`/boats/${one.id}?tab=history`)).text();
    expect(page).toContain("Varna");
    const undone = await app.get(services.undo).change(admin.actor, { kind: "boat", id: one.id, version: 2 });
    expect(undone.custom).toMatchObject({ port: "varna" });
  });

  test("takes its index along before anybody needs it", async () => {
    const field = await define("serial", { "x-type": "text", maxLength: 50, "x-unique": true });
    await app.get(services.fieldIndexes).work({ signal: new AbortController().signal });
    await boat({ serial: "12" });
    expect(await begin(field, { schema: { "x-type": "integer" }, dryRun: false })).toMatchObject({ state: "done" });
    await expect(boat({ serial: 12 })).rejects.toMatchObject({ problems: [{ code: "taken" }] });
  });

  test("fails with its reason when different values become the same of a unique field", async () => {
    const field = await define("twin", { "x-type": "text", maxLength: 50, "x-unique": true });
    await Promise.all([boat({ twin: "7" }), boat({ twin: "07" })]);
    const change = await begin(field, { schema: { "x-type": "integer" }, dryRun: false });
    expect(change).toMatchObject({ state: "failed", failure: { code: "duplicates" } });
    const columns = await app.db.query({
      text: "select 1 from information_schema.columns where table_name = 'boats' and starts_with(column_name, $1)",
      values: [`cf_${field.storage}`],
    });
    expect(columns).toHaveLength(1);
    await boat({ twin: "eight" });
  });

  test("is one at a time, can be stopped, and holds the definition still meanwhile", async () => {
    const field = await define("busy", { "x-type": "text" });
    const one = await boat({ busy: "1" });
    const first = await changes().begin(admin.actor, field.id, { schema: { "x-type": "integer" } });
    const running = { code: "fields.change_running" };
    await expect(changes().begin(admin.actor, field.id, { schema: { "x-type": "date" } })).rejects.toMatchObject(
      running,
    );
    await expect(fields().archive(admin.actor, field.id)).rejects.toMatchObject(running);
    await work(first.id);
    await changes().start(admin.actor, first.id);
    await app.records.change(admin.actor, "boat", one.id, { custom: { busy: "2" } });
    expect(await changes().cancel(admin.actor, first.id)).toMatchObject({ state: "cancelled" });
    await app.records.change(admin.actor, "boat", one.id, { custom: { busy: "3" } });
    const touched = await app.db.query({
      text: "select 1 from field_touched where change_id = $1",
      values: [first.id],
    });
    expect([touched.length, (await read(one.id))["busy"]]).toEqual([0, "3"]);
  });
});
