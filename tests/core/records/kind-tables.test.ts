// The table of a kind that a plugin declares: made, compared and extended, and nothing in it ever lost by that.
import { systemActor } from "../../../core/kernel/actor.ts";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Actor } from "../../../core/kernel/actor.ts";
import { columnOf } from "../../../core/records/fields/custom-field.ts";
import * as f from "../../../core/records/fields/define.ts";
import { numberRows } from "../../../core/records/fields/numbering.ts";
import { planKindTable } from "../../../core/records/kind-tables/plan.ts";
import { dropKindTable, extendKindTable } from "../../../core/records/kind-tables/table.ts";
import type { KindDefinition } from "../../../core/records/kind.ts";
import { services } from "../../../core/sdk/services.ts";
import { startTestApp, type TestApp } from "../../support/app.ts";

const fields = {
  name: f.text({ required: true }),
  arrivesAt: f.dateTime(),
  boat: f.reference("company"),
  fee: f.money(),
};
const visit = (more: Partial<KindDefinition> = {}): KindDefinition => ({
  name: "visit",
  plural: "visits",
  table: "plugin_visits.visits",
  owner: "visits",
  icon: "map-pin",
  fields,
  titleField: "name",
  listColumns: ["name"],
  searchable: ["name"],
  ...more,
});

let app: TestApp;
const undo: (() => void | Promise<void>)[] = [];

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());
afterEach(() => stop());
beforeEach(async () => {
  await app.get(services.definitions).change(systemActor("test"), async (trx) => {
    await trx.query({ text: "drop schema if exists plugin_visits cascade" });
    await trx.query({ text: "delete from fields where kind = 'visit'" });
  });
});

const extend = async (definition: KindDefinition) =>
  await app.db.transaction(async (trx) => await extendKindTable(trx, definition));
const plan = async (definition: KindDefinition) =>
  (await planKindTable(app.db, definition)).map(({ what, severity, ...rest }) => {
    const of =
      "column" in rest ? rest.column.name : "index" in rest ? rest.index.name : "name" in rest ? rest.name : "";
    return [what, of, severity].filter(Boolean).join(" ");
  });
const standing = async (): Promise<string[]> =>
  (
    await app.db.query<{ line: string }>({
      text: `select attname || ' ' || format_type(atttypid, atttypmod) as line from pg_attribute
        where attrelid = to_regclass('plugin_visits.visits') and attnum > 0 and not attisdropped
        union all select c.relname from pg_index i join pg_class c on c.oid = i.indexrelid
        where i.indrelid = to_regclass('plugin_visits.visits') order by 1`,
    })
  ).map(({ line }) => line);

/** Puts the kind to use until the test is over, and answers somebody who may do everything with it. */
async function use(definition: KindDefinition): Promise<Actor> {
  await stop();
  app.get(services.contributions).hostFor("visits", undo).kind(definition);
  return (await app.person("admin")).actor;
}

async function stop(): Promise<void> {
  for (const step of undo.splice(0)) await step();
}

describe("the table of a declared kind", () => {
  test("is planned without writing, then made as planned", async () => {
    expect(await plan(visit())).toEqual(["create_table safe"]);
    expect(await standing()).toEqual([]);
    await extend(visit());

    expect(await standing()).toEqual(
      expect.arrayContaining([
        "arrives_at timestamp with time zone",
        "boat_id uuid",
        "fee numeric(19,4)",
        "fee_currency text",
        "visits_boat_id_index",
        "visits_newest",
        "visits_search",
      ]),
    );
  });

  test("needs nothing more once it is there, however often one looks", async () => {
    await extend(visit());
    const before = await standing();

    expect([await plan(visit()), await extend(visit())]).toEqual([[], []]);
    expect(await standing()).toEqual(before);
  });

  test("gets the columns and indexes of fields that came later, and its records stay", async () => {
    await extend(visit());
    const actor = await use(visit());
    const { id } = await app.records.create(actor, "visit", { name: "Harbour" });
    const more = visit({ fields: { ...fields, place: f.reference("company"), number: f.autoNumber() } });
    expect(await plan(more)).toEqual([
      "add_column place_id safe",
      "add_column number safe",
      "add_index visits_place_id_index safe",
    ]);
    await extend(more);
    await use(more);
    const second = await app.records.create(actor, "visit", { name: "Quay" });

    expect(await app.records.get(actor, "visit", id)).toMatchObject({ name: "Harbour", number: 1, place: null });
    expect(second).toMatchObject({ number: 2 });
  });

  test("says when records will be asked for something new", async () => {
    const more = visit({ fields: { ...fields, reason: f.text({ required: true }) } });
    await extend(visit());
    expect(await plan(more)).toEqual(["add_column reason safe"]);
    await app.db.query({
      text: "insert into plugin_visits.visits (id, created_by, updated_by) values (gen_random_uuid(), 'x', 'x')",
    });

    expect(await plan(more)).toEqual(["add_column reason breaking"]);
  });

  test("keeps what is no longer declared and what has another type, and names both", async () => {
    await extend(visit());
    const before = await standing();
    const less = visit({ fields: { name: f.text(), arrivesAt: f.date(), boat: f.reference("company") } });

    expect(await plan(less)).toEqual([
      "other_type arrives_at breaking",
      "keep_column fee safe",
      "keep_column fee_currency safe",
    ]);
    await extend(less);
    expect(await standing()).toEqual(before);
  });

  test("keeps a unique field unique, and says who has the value", async () => {
    const one = visit({ fields: { ...fields, code: f.text({ maxLength: 20, "x-unique": true }) } });
    await extend(one);
    const actor = await use(one);
    await app.records.create(actor, "visit", { name: "Harbour", code: "H1" });

    await expect(app.records.create(actor, "visit", { name: "Quay", code: "H1" })).rejects.toMatchObject({
      problems: [{ pointer: "/code", code: "taken", values: { title: "Harbour" } }],
    });
  });

  test("refuses two fields that want one column", async () => {
    await expect(extend(visit({ fields: { ...fields, keys: f.text() } }))).rejects.toThrow('need the column "keys"');
    expect(await standing()).toEqual([]);
  });

  test("goes only when somebody says so", async () => {
    await extend(visit());
    await app.db.transaction(async (trx) => await dropKindTable(trx, visit()));

    expect(await standing()).toEqual([]);
  });

  test("has index names that PostgreSQL does not cut", async () => {
    const long = "an_uncommonly_long_name_for_a_reference_somebody_made_up";
    const pair = { [`${long}_a`]: f.reference("company"), [`${long}_b`]: f.reference("company") };
    await extend(visit({ fields: { ...fields, ...pair } }));

    expect(await plan(visit({ fields: { ...fields, ...pair } }))).toEqual([]);
    expect((await standing()).filter((line) => /^visits_an_uncommonly.*_[0-9a-f]{8}$/.test(line))).toHaveLength(2);
  });

  test("can be taken out as a file, with the records it refers to", async () => {
    await extend(visit());
    const actor = await use(visit());
    const company = await app.records.create(actor, "company", { name: "Open Boats" });
    await app.records.create(actor, "visit", { name: "Harbour", boat: company.id });
    const admin = await app.person("admin");

    const file = await admin.api("GET", "/api/v1/visits/export.csv?fields=name,boat");
    expect([file.status, await file.text()]).toEqual([200, expect.stringContaining("Harbour,Open Boats")]);
  });

  test("leaves fields that administrators added to it alone", async () => {
    await extend(visit());
    const actor = await use(visit());
    await app.get(services.customFields).define(actor, "visit", { key: "weather", schema: { "x-type": "text" } });

    expect(await plan(visit())).toEqual([]);
  });

  test("counts in fields that administrators added, also what was there before", async () => {
    await extend(visit());
    const actor = await use(visit());
    const before = await app.records.create(actor, "visit", { name: "Harbour" });
    const counting = { key: "no", schema: { "x-type": "autoNumber" } };
    const field = await app.get(services.customFields).define(actor, "visit", counting);
    const { signal } = new AbortController();
    const numbering = { table: visit().table, column: columnOf(field), signal, progress: async () => undefined };
    const after = await app.records.create(actor, "visit", { name: "Quay" });
    expect(await numberRows(app.db, numbering)).toBe(1);

    const { custom } = await app.records.get(actor, "visit", before.id);
    expect([after.custom, custom]).toMatchObject([{ no: 1 }, { no: 2 }]);
  });
});
