// Fields and rules of a plugin: added and updated with its versions, beside whatever administrators do with them.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Brought, Put } from "../../../../core/records/contributed/contributed.ts";
import type { Marks } from "../../../../core/records/contributed/marks.ts";
import { systemActor } from "../../../../core/kernel/actor.ts";
import type { CustomField } from "../../../../core/records/fields/custom-field.ts";
import type { FieldSchema } from "../../../../core/records/fields/field.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";

const actor = systemActor("plugins");
let app: TestApp;
let admin: TestPerson;
let marks: Map<string, Marks>;
let count = 0;
let key: string;

beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  app.get(services.kinds).wake("harbour");
  admin = await app.person("admin");
});
afterAll(() => app.stop());
beforeEach(() => {
  key = `berth_${++count}`;
  marks = new Map();
});

const text: FieldSchema = { "x-type": "text", "x-label": { en: "Berth" }, maxLength: 20 };
const choice = (...options: (string | [string, string])[]): FieldSchema => ({
  "x-type": "choice",
  "x-label": { en: "Berth" },
  "x-options": options.map((option) =>
    typeof option === "string" ? { id: option, label: { en: option } } : { id: option[0], label: { en: option[1] } },
  ),
});
const field = (schema: FieldSchema) => ({ kind: "boat", key, schema });
const needed = (more: object = {}) => ({
  kind: "boat",
  name: `Berth ${count}`,
  effect: "required" as const,
  field: `custom.${key}`,
  condition: null,
  stage: null,
  message: null,
  old: "touch" as const,
  ...more,
});
const brought = (more: Partial<Brought>): Brought => ({
  owner: "harbour",
  kinds: [],
  fields: [],
  rules: [],
  marks,
  ...more,
});

/** What a version of the plugin brings is put, and remembered as its host would. */
async function put(more: Partial<Brought>): Promise<readonly Put[]> {
  const contributed = app.get(services.contributed);
  const done = await app.get(services.definitions).change(actor, (trx) => contributed.put(trx, actor, brought(more)));
  for (const one of done) marks.set(one.name, one.marks);
  return done;
}

const back = async (done: readonly Put[]) =>
  await app.get(services.definitions).change(actor, (trx) =>
    app.get(services.contributed).putBack(
      trx,
      done.flatMap(({ over }) => over ?? []),
    ),
  );

const fields = () => app.get(services.customFields);
const now = async (): Promise<CustomField> => {
  const found = (await fields().all()).find((one) => one.kind === "boat" && [one.key, ...one.aliases].includes(key));
  if (!found) throw new Error(`No field ${key}`);
  return found;
};
const optionsNow = async () =>
  ((await now()).schema["x-options"] ?? []).map(({ id, label, archived }) => [
    id,
    (label as { en: string }).en,
    archived,
  ]);

describe("what a plugin brings", () => {
  test("is there after it was put, and the same again changes nothing", async () => {
    const all = { fields: [field(text)], rules: [needed()] };
    const first = await put(all);
    const [made, rules] = [await now(), await app.get(services.rules).all()];
    const again = await put(all);

    expect([first, again].map((done) => done.map(({ what, edited }) => [what, edited]))).toEqual([
      [
        ["add", false],
        ["add", false],
      ],
      [
        ["same", false],
        ["same", false],
      ],
    ]);
    expect([await now(), await app.get(services.rules).all()]).toEqual([made, rules]);
    expect([made.owner, first[0]?.id]).toEqual(["harbour", made.id]);
  });

  test("goes back to what it was when the newer version does not come on", async () => {
    await put({ fields: [field(choice("north", "south"))], rules: [needed()] });
    const newer = { ...choice("north", "south", "east"), "x-label": { en: "Pier" } };
    const done = await put({ fields: [field(newer)], rules: [needed({ effect: "readOnly" })] });
    expect((await now()).schema["x-label"]).toEqual({ en: "Pier" });
    await back(done);
    const [rule] = (await app.get(services.rules).all()).filter(({ name }) => name === `Berth ${count}`);
    expect([(await now()).schema["x-label"], rule?.effect]).toEqual([{ en: "Berth" }, "required"]);
    expect(await optionsNow()).toEqual([
      ["north", "north", undefined],
      ["south", "south", undefined],
      ["east", "east", true],
    ]);
  });

  test("stays where somebody has edited it since", async () => {
    await put({ fields: [field(text)] });
    const done = await put({ fields: [field({ ...text, "x-label": { en: "Pier" } })] });
    await fields().change(admin.actor, (await now()).id, { label: { en: "Quay" } });
    await back(done);
    expect((await now()).schema["x-label"]).toEqual({ en: "Quay" });
  });

  test("is planned without writing", async () => {
    const plan = await app
      .get(services.contributed)
      .plan(app.db, brought({ fields: [field(text)], rules: [needed()] }));

    expect([plan.fields[0]?.what, plan.rules[0]?.what]).toEqual(["add", "add"]);
    await expect(now()).rejects.toThrow("No field");
  });

  test("gets the words of the next version where nobody touched them", async () => {
    await put({ fields: [field(text)], rules: [needed()] });
    const next = { ...text, "x-label": { en: "Mooring" }, maxLength: 40 };
    const done = await put({ fields: [field(next)], rules: [needed({ condition: "rig == 'ketch'" })] });

    expect(done.map(({ what }) => what)).toEqual(["change", "change"]);
    expect((await now()).schema).toEqual(next);
  });

  test("may lead to a kind of its own that is not in use yet", async () => {
    const pier = {
      ...app.get(services.kinds).get("company"),
      name: "pier",
      plural: "piers",
      fields: {},
      table: "piers",
    };
    const done = await put({ kinds: [pier], fields: [field({ "x-type": "reference", "x-kind": "pier" })] });

    expect(done[0]?.what).toBe("add");
    expect(app.get(services.kinds).find("pier")).toBeUndefined();
  });
});

describe("what an administrator made of it", () => {
  test("stays word by word, and the rest follows the plugin", async () => {
    await put({ fields: [field(text)] });
    await fields().change(admin.actor, (await now()).id, { label: { en: "Our berth" } });
    const [done] = await put({ fields: [field({ ...text, "x-label": { en: "Mooring" }, maxLength: 40 })] });

    expect(done).toMatchObject({ what: "change", edited: true });
    expect((await now()).schema).toMatchObject({ "x-label": { en: "Our berth" }, maxLength: 40 });
    await put({ fields: [field({ ...text, "x-label": { en: "Quay" }, maxLength: 40 })] });
    expect((await now()).schema["x-label"]).toEqual({ en: "Our berth" });
  });

  test("stays option by option; one the plugin gave up is put away", async () => {
    await put({ fields: [field(choice("north", "south", "east"))] });
    await fields().change(admin.actor, (await now()).id, {
      options: choice(["north", "The north"], "south", "own")["x-options"] ?? [],
    });
    await put({ fields: [field(choice("north", ["south", "South pier"], "east", "west"))] });
    expect(await optionsNow()).toEqual([
      ["north", "The north", undefined],
      ["south", "South pier", undefined],
      ["own", "own", undefined],
      ["west", "west", undefined],
    ]);
    await put({ fields: [field(choice("north", "west"))] });

    expect((await optionsNow()).filter(([, , archived]) => archived)).toEqual([["south", "South pier", true]]);
  });

  test("its new key", async () => {
    await put({ fields: [field(text)] });
    await fields().change(admin.actor, (await now()).id, { key: `mooring_${count}` });
    const [done] = await put({ fields: [field({ ...text, maxLength: 40 })] });

    expect(done?.what).toBe("change");
    expect(await now()).toMatchObject({ key: `mooring_${count}`, schema: { maxLength: 40 } });
  });

  test("put away, or removed for good: it does not come back by itself", async () => {
    await put({ fields: [field(text)] });
    const { id } = await now();
    await fields().archive(admin.actor, id);
    expect((await put({ fields: [field({ ...text, maxLength: 40 })] }))[0]?.what).toBe("put_away");
    expect((await now()).schema).toEqual(text);
    await fields().remove(admin.actor, id, { key });

    expect((await put({ fields: [field(text)] }))[0]).toMatchObject({ what: "put_away", id: null });
  });

  test("a rule with other words, which stays as a whole", async () => {
    const [, made] = await put({ fields: [field(text)], rules: [needed()] });
    const rules = app.get(services.rules);
    await rules.change(admin.actor, made?.id ?? "", { condition: "rig == 'sloop'" });
    const next = needed({ old: "backfill" });
    const done = await put({ fields: [field(text)], rules: [next] });
    await put({ fields: [field(text)], rules: [next] });

    expect(done[1]).toMatchObject({ what: "same", edited: true });
    expect(await rules.get(made?.id ?? "")).toMatchObject({ condition: "rig == 'sloop'", old: "touch" });
  });

  test("also when nobody remembers what the plugin wrote", async () => {
    await put({ fields: [field(text)] });
    marks.clear();
    await put({ fields: [field({ ...text, "x-label": { en: "Mooring" }, "x-help": { en: "Where it lies" } })] });

    expect((await now()).schema).toMatchObject({ "x-label": { en: "Berth" }, "x-help": { en: "Where it lies" } });
  });
});

describe("a clash", () => {
  test("with a field of the company is named, and nothing is written", async () => {
    await fields().define(admin.actor, "boat", { key, schema: text });
    const other = { kind: "boat", key: `other_${count}`, schema: text };

    await expect(put({ fields: [other, field(text)] })).rejects.toMatchObject({
      code: "fields.key_of_others",
      values: { kind: "boat", key, owner: "admin" },
    });
    expect((await fields().all()).some((one) => one.key === other.key)).toBe(false);
  });

  test("with a field of the product, or of another plugin, as well", async () => {
    key = "price";
    await expect(put({ fields: [field(text)] })).rejects.toMatchObject({ values: { key: "price", owner: "core" } });
    key = `taken_${count}`;
    await put({ fields: [field(text)] });
    await expect(put({ owner: "marina", fields: [field(text)] })).rejects.toMatchObject({
      values: { owner: "harbour" },
    });
  });

  test("of types is named instead of touching values", async () => {
    await put({ fields: [field(text)] });

    await expect(put({ fields: [field({ "x-type": "integer" })] })).rejects.toMatchObject({
      code: "fields.other_type",
      values: { now: "text", next: "integer" },
    });
  });

  test("of names of rules, too", async () => {
    await app
      .get(services.rules)
      .create(admin.actor, "boat", { name: `Berth ${count}`, effect: "required", field: "rig" });

    await expect(put({ rules: [needed({ field: "rig" })] })).rejects.toMatchObject({ code: "rules.name_taken" });
  });
});

test("what a plugin brought can be dropped, that of others stays", async () => {
  await put({ fields: [field(text)], rules: [needed()] });
  const before = (await app.get(services.rules).all()).filter(({ owner }) => owner !== "harbour");
  const others = (await fields().all()).filter(({ owner }) => owner !== "harbour");
  const { storage } = await now();
  await app
    .get(services.definitions)
    .change(systemActor("test"), (trx) => app.get(services.contributed).drop(trx, "harbour"));

  expect([await fields().all(), await app.get(services.rules).all()]).toEqual([others, before]);
  const columns =
    "select from information_schema.columns where table_schema = 'plugin_boats' and starts_with(column_name, $1)";
  expect(await app.db.query({ text: columns, values: [`cf_${storage}`] })).toEqual([]);
});
