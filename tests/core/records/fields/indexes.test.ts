import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CustomField } from "../../../../core/records/fields/custom-field.ts";
import type { FieldSchema } from "../../../../core/records/fields/field.ts";
import { percentOf } from "../../../../core/records/fields/life/build-index.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";
import { until } from "../../../support/until.ts";

let app: TestApp;
let admin: TestPerson;
beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  admin = await app.person("admin");
});
afterAll(() => app.stop());

const fields = () => app.get(services.customFields);
const work = (signal = new AbortController().signal) => app.get(services.fieldIndexes).work({ signal });
const state = async (id: string) => (await fields().indexState(admin.actor, id)).state;
const define = (key: string, schema: FieldSchema): Promise<CustomField> =>
  fields().define(admin.actor, "boat", { key, schema });
const indexesOf = async ({ storage }: CustomField): Promise<string[]> => {
  const text = `select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid
    where i.indrelid = 'plugin_boats.boats'::regclass and i.indisvalid and starts_with(c.relname, $1) order by 1`;
  return (await app.db.query<{ name: string }>({ text, values: [`cf_${storage}`] })).map((row) => row.name);
};

describe("a field that is to be fast", () => {
  test("gets its indexes in the background, and loses them again", async () => {
    const field = await define("home", { "x-type": "text", maxLength: 100 });
    expect(await state(field.id)).toBe("none");
    const marked = await fields().change(admin.actor, field.id, { indexed: true }, field.version);
    expect([await state(field.id), await indexesOf(field)]).toEqual(["building", []]);
    await work();
    const name = `cf_${field.storage}`;
    expect([await state(field.id), await indexesOf(field)]).toEqual(["ready", [`${name}_index`, `${name}_words`]]);
    await fields().change(admin.actor, field.id, { indexed: false }, marked.version);
    expect(await state(field.id)).toBe("dropping");
    await work();
    expect([await state(field.id), await indexesOf(field)]).toEqual(["none", []]);
  });

  test.each<[string, FieldSchema, string[]]>([
    ["a reference", { "x-type": "reference", "x-kind": "boat" }, ["index"]],
    ["references", { "x-type": "references", "x-kind": "boat" }, ["index"]],
    ["a colleague", { "x-type": "user" }, ["index"]],
    ["a unique number", { "x-type": "integer", "x-unique": true }, ["unique"]],
    ["plain text", { "x-type": "text" }, []],
    ["tags", { "x-type": "tags", "x-indexed": true }, ["index"]],
  ])("%s has from the start what it needs", async (what, schema, suffixes) => {
    const field = await define(`start_${what.replace(/\W/g, "_")}`, schema);
    await work();
    expect(await indexesOf(field)).toEqual(suffixes.map((suffix) => `cf_${field.storage}_${suffix}`));
  });

  test.each<[FieldSchema, string]>([
    [{ "x-type": "boolean" }, "index_useless"],
    [{ "x-type": "choice", "x-options": [{ id: "a", label: "A" }] }, "index_useless"],
    [{ "x-type": "text" }, "too_long_to_index"],
    [{ "x-type": "longText" }, "index_useless"],
  ])("%j is told why it is not", async (schema, code) => {
    const field = await define(`never_${Math.random().toString(36).slice(2)}`, schema);
    const asked = await admin.api("PATCH", `/api/v1/fields/${field.id}`, { indexed: true }, { "If-Match": '"v1"' });
    expect([asked.status, ((await asked.json()) as { errors: { code: string }[] }).errors[0]?.code]).toEqual([
      422,
      code,
    ]);
  });

  test("is built by a worker without being asked twice", async () => {
    const field = await define("built", { "x-type": "date" });
    await app.app.start();
    try {
      const headers = { "If-Match": "*" };
      await admin.api("PATCH", `/api/v1/fields/${field.id}`, { indexed: true }, headers);
      await until(async () => (await state(field.id)) === "ready");
    } finally {
      await app.app.stop();
    }
  });

  test("whose build was interrupted is finished, and nothing broken is left", async () => {
    const field = await define("broken", { "x-type": "integer", "x-unique": true });
    const [column, name] = [`cf_${field.storage}`, `cf_${field.storage}_unique`];
    const twins = `insert into plugin_boats.boats (id, created_by, updated_by, ${column}) select gen_random_uuid(), 'x', 'x', 7 from generate_series(1, 2)`;
    await app.db.query({ text: twins });
    const build = {
      text: `create unique index concurrently ${name} on plugin_boats.boats (${column}) where deleted_at is null`,
    };
    await expect(app.db.query(build)).rejects.toMatchObject({ code: "23505" });
    await app.db.query({ text: `update plugin_boats.boats set ${column} = null` });
    await work();
    expect([await state(field.id), await indexesOf(field)]).toEqual(["ready", [name]]);
  });

  test("carries the choices that lists are narrowed by, as long as there are any", async () => {
    const options = Array.from({ length: 25 }, (_, at) => ({ id: `h${at}`, label: `Harbour ${at}` }));
    const draught = await define("draught", { "x-type": "decimal", "x-indexed": true });
    const plain = [`cf_${draught.storage}_index`];
    await work();
    expect(await indexesOf(draught)).toEqual(plain);

    const harbour = await define("harbour", { "x-type": "choice", "x-options": options, "x-indexed": true });
    expect([await state(draught.id), await indexesOf(draught)]).toEqual(["building", plain]);
    await work();
    expect(await indexesOf(draught)).toEqual([expect.stringMatching(/_index_[0-9a-f]{8}$/)]);
    expect(await indexesOf(harbour)).toEqual([`cf_${harbour.storage}_index`, `cf_${harbour.storage}_newest`]);

    await fields().change(admin.actor, harbour.id, { state: "archived" }, harbour.version);
    await work();
    expect([await state(draught.id), await indexesOf(draught)]).toEqual(["ready", plain]);
  });

  test("does not hold up a process that ends", async () => {
    const field = await define("late", { "x-type": "integer", "x-indexed": true });
    await expect(work(AbortSignal.abort())).rejects.toThrow();
    expect(await state(field.id)).toBe("building");
    await work();
    expect(await state(field.id)).toBe("ready");
  });
});

test("progress goes one way through the phases of PostgreSQL", () => {
  const at = (phase: string, share = 0) =>
    percentOf({ phase, blocks: share * 100, allBlocks: 100, tuples: 0, allTuples: 0 });
  const way = [
    at("initializing"),
    at("building index: scanning table", 0.5),
    at("building index: loading tuples in tree"),
    at("waiting for writers before validation"),
    at("index validation: scanning index", 0.5),
    at("index validation: scanning table", 0.5),
    at("waiting for old snapshots"),
  ];
  expect(way).toEqual([0, 25, 50, 70, 75, 89, 98]);
});
