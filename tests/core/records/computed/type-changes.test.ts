// A field that formulas and roll-ups read gets another type, and its old one back: what is made of it follows.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Recomputation } from "../../../../core/records/computed/recompute.ts";
import type { CustomField } from "../../../../core/records/fields/custom-field.ts";
import type { FieldSchema } from "../../../../core/records/fields/field.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";

let app: TestApp;
let ana: TestPerson;
beforeAll(async () => {
  app = await startTestApp();
  ana = await app.person("admin", { name: "Ana" });
  await app.get(services.sales).pipelines.createFromTemplate(ana.actor, "simple", "en");
});
afterAll(() => app.stop());

const signal = new AbortController().signal;
const define = (kind: string, key: string, schema: FieldSchema): Promise<CustomField> =>
  app.get(services.customFields).define(ana.actor, kind, { key, schema });
const custom = async (kind: string, id: string) => (await app.records.get(ana.actor, kind, id)).custom;
const recompute = () =>
  new Recomputation(app.db, app.get(services.kinds), async () => ({ zone: "UTC", currency: "EUR" })).work({
    signal,
    progress: async () => undefined,
  });

/** Changes the type, has done what `meanwhile` does, and takes it back; what rests on it is worked out after each. */
async function turned(field: CustomField, type: string, meanwhile: () => Promise<void>): Promise<void> {
  const [changes, work] = [app.get(services.typeChanges), app.get(services.typeWork)];
  const { id } = await changes.begin(ana.actor, field.id, { schema: { "x-type": type }, dryRun: false });
  await work.work(id, { signal });
  expect((await changes.get(ana.actor, id)).state).toBe("done");
  await recompute();
  await meanwhile();
  await changes.undo(ana.actor, id);
  await work.work(id, { signal });
  expect((await changes.get(ana.actor, id)).state).toBe("undone");
  await recompute();
}

const formula = (source: string, type: string): FieldSchema => ({
  "x-type": "formula",
  "x-formula": source,
  "x-result": { "x-type": type },
});
const rollup = (rest: object, type: string): FieldSchema => ({
  "x-type": "rollup",
  "x-rollup": { kind: "deal", via: "company", ...rest },
  "x-result": { "x-type": type },
});

describe("a formula over a field that gets another type", () => {
  test("is worked out from the new values, and from the old ones after the undo", async () => {
    const length = await define("contact", "length", { "x-type": "decimal" });
    await define("contact", "double", formula("custom.length * 2", "decimal"));
    await define("contact", "more", formula("custom.double + 1", "decimal"));
    const { id } = await app.records.create(ana.actor, "contact", { name: "Bo", custom: { length: "4" } });
    await turned(length, "integer", async () => {
      expect(await custom("contact", id)).toMatchObject({ length: 4, double: "8", more: "9" });
      await app.records.change(ana.actor, "contact", id, { custom: { length: 5 } });
      expect(await custom("contact", id)).toMatchObject({ double: "10", more: "11" });
    });
    expect(await custom("contact", id)).toMatchObject({ length: "5", double: "10", more: "11" });
  });

  test("is blank where it makes no sense any more, keeps nobody from saving, and comes back", async () => {
    const weight = await define("contact", "weight", { "x-type": "decimal" });
    await define("contact", "heavier", formula("custom.weight + 1", "decimal"));
    const { id } = await app.records.create(ana.actor, "contact", { name: "Cy", custom: { weight: "7" } });
    await turned(weight, "text", async () => {
      expect(await custom("contact", id)).toMatchObject({ weight: "7", heavier: null });
      await app.records.change(ana.actor, "contact", id, { custom: { weight: "8" } });
    });
    expect(await custom("contact", id)).toMatchObject({ weight: "8", heavier: "9" });
  });
});

describe("a roll-up over a field that gets another type", () => {
  const deal = (company: string, custom: object) =>
    app.records.create(ana.actor, "deal", { name: "Chairs", company, custom });
  const company = (name: string) => app.records.create(ana.actor, "company", { name });

  test("adds up the new values, and the old ones after the undo", async () => {
    const seats = await define("deal", "seats", { "x-type": "integer" });
    await define("company", "all_seats", rollup({ how: "sum", of: "custom.seats" }, "decimal"));
    await define("company", "seats_twice", formula("custom.all_seats * 2", "decimal"));
    const { id } = await company("Seats Ltd");
    await deal(id, { seats: 10 });
    await turned(seats, "decimal", async () => {
      expect(await custom("company", id)).toMatchObject({ all_seats: "10", seats_twice: "20" });
      await deal(id, { seats: "5" });
      expect(await custom("company", id)).toMatchObject({ all_seats: "15", seats_twice: "30" });
    });
    expect(await custom("company", id)).toMatchObject({ all_seats: "15", seats_twice: "30" });
  });

  test("is blank where nothing can be added up, keeps nobody from saving, and comes back", async () => {
    const desks = await define("deal", "desks", { "x-type": "integer" });
    await define("company", "all_desks", rollup({ how: "sum", of: "custom.desks" }, "decimal"));
    const big = { field: "custom.desks", op: "gte", value: 10 };
    await define("company", "big_ones", rollup({ how: "count", filter: big }, "integer"));
    const { id } = await company("Desks Ltd");
    const { id: one } = await deal(id, { desks: 10 });
    expect(await custom("company", id)).toMatchObject({ all_desks: "10", big_ones: 1 });
    await turned(desks, "text", async () => {
      expect(await custom("company", id)).toMatchObject({ all_desks: null, big_ones: null });
      await app.records.change(ana.actor, "deal", one, { custom: { desks: "12" } });
      await deal(id, { desks: "3" });
    });
    expect(await custom("company", id)).toMatchObject({ all_desks: "15", big_ones: 1 });
  });

  test("rests while a field it looks at is archived", async () => {
    const lamps = await define("deal", "lamps", { "x-type": "integer" });
    const lit = await define("deal", "lit", { "x-type": "boolean" });
    await define("company", "all_lamps", rollup({ how: "sum", of: "custom.lamps" }, "decimal"));
    const filter = { field: "custom.lit", op: "eq", value: true };
    await define("company", "lit_ones", rollup({ how: "count", filter }, "integer"));
    const { id } = await company("Lamps Ltd");
    await deal(id, { lamps: 2, lit: true });
    expect(await custom("company", id)).toMatchObject({ all_lamps: "2", lit_ones: 1 });
    const fields = app.get(services.customFields);
    for (const { id: field } of [lamps, lit]) await fields.archive(ana.actor, field);
    await recompute();
    expect(await custom("company", id)).toMatchObject({ all_lamps: null, lit_ones: null });
    const { id: more } = await deal(id, {});
    await app.records.change(ana.actor, "deal", more, { name: "More" });
    for (const { id: field } of [lamps, lit]) await fields.bringBack(ana.actor, field);
    await recompute();
    expect(await custom("company", id)).toMatchObject({ all_lamps: "2", lit_ones: 1 });
  });
});
