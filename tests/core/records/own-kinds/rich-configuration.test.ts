// A company's whole shape as code: kinds that point at each other in a circle, trees, sums, formulas, layouts, words.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemActor } from "../../../../core/kernel/actor.ts";
import type { FieldSchema } from "../../../../core/records/fields/field.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { defineVessel } from "../../../support/vessels.ts";

let shop: TestApp;
let branch: TestApp;
let ana: TestPerson;

const system = systemActor("test");
const configuration = (app: TestApp) => app.get(services.configuration);
const told = () => undefined;
const field = async (kind: string, key: string, schema: FieldSchema) =>
  await shop.get(services.customFields).define(ana.actor, kind, { key, schema: { "x-label": { en: key }, ...schema } });

const waters = [
  { id: "sea", label: { en: "Sea", de: "Meer" } },
  { id: "baltic", label: { en: "Baltic" }, parent: "sea" },
  { id: "river", label: { en: "River" }, archived: true },
];

beforeAll(async () => {
  [shop, branch] = await Promise.all([startTestApp(), startTestApp()]);
  ana = await shop.person("admin");
  await defineVessel(ana);
  const plain = { listColumns: ["name"], boardField: null, newKey: null, fields: [] };
  await defineVessel(ana, {
    ...plain,
    name: "captain",
    plural: "captains",
    one: { en: "Captain" },
    many: { en: "Captains" },
  });
  await defineVessel(ana, { ...plain, name: "fleet", plural: "fleets", one: { en: "Fleet" }, many: { en: "Fleets" } });
  await field("vessel", "captain", { "x-type": "reference", "x-kind": "captain" });
  await field("vessel", "fleet", { "x-type": "reference", "x-kind": "fleet" });
  await field("captain", "fleets", { "x-type": "references", "x-kind": "fleet" });
  await field("fleet", "flagship", { "x-type": "reference", "x-kind": "vessel" });
  await field("fleet", "waters", { "x-type": "tree", "x-options": waters });
  await field("vessel", "tons", { "x-type": "decimal", "x-unit": { label: "t", decimals: 3 } });
  await field("fleet", "tons", {
    "x-type": "rollup",
    "x-rollup": { kind: "vessel", via: "custom.fleet", how: "sum", of: "custom.tons" },
    "x-result": { "x-type": "decimal" },
  });
  await field("fleet", "twice", {
    "x-type": "formula",
    "x-formula": "custom.tons * 2",
    "x-result": { "x-type": "decimal" },
  });
  await field("vessel", "papers", { "x-type": "file", "x-accept": ["application/pdf"], "x-maxBytes": 1_000_000 });
  const columns = ["name", "custom.captain", "custom.fleet"];
  const layout = { sections: [], list: columns, facts: ["custom.tons"], quick: columns };
  await shop.get(services.layouts).save(ana.actor, { kind: "vessel", role: "sales" }, layout);
  const rule = {
    name: "Captained",
    effect: "required",
    field: "custom.captain",
    condition: "custom.tons > 100",
  } as const;
  await shop.get(services.rules).create(ana.actor, "vessel", rule);
  await shop.get(services.ownWords).save(ana.actor, "de", { "deals.many": "Projekte" });
  await shop.grant("sales", "fleets.read", "all");
});
afterAll(() => Promise.all([shop.stop(), branch.stop()]));

describe("a rich configuration", () => {
  test("makes another installation the same, and twice is once", async () => {
    const document = await configuration(shop).export();
    expect((await configuration(shop).plan(document)).steps).toEqual([]);
    const count = await configuration(branch).apply(system, document, { told });
    expect(count).toBeGreaterThan(15);
    expect(await configuration(branch).export()).toEqual(document);
    expect(await configuration(branch).apply(system, document, { told })).toBe(0);
    const fleet = await branch.records.create(system, "fleet", { name: "Home", custom: { waters: "baltic" } });
    await branch.records.create(system, "vessel", { name: "Möwe", custom: { fleet: fleet.id, tons: "12.5" } });
    expect((await branch.records.get(system, "fleet", fleet.id)).custom).toMatchObject({ tons: "12.5", twice: "25" });
  });

  test("says of what would be lost that it would be, and loses it only when asked to", async () => {
    const document = await configuration(branch).export();
    const { ["fleet.twice"]: _, ...fields } = document["fields"] as Record<string, never>;
    const without = { ...document, fields };
    expect((await configuration(branch).plan(without)).steps).toEqual([]);
    const { steps } = await configuration(branch).plan(without, { prune: true });
    expect(steps).toMatchObject([{ section: "fields", difference: { name: "fleet.twice" }, grade: "destructive" }]);
    expect(await configuration(branch).export()).toEqual(document);
  });
});

test("two people who apply the same at once make it once, and what one of them cannot do is said", async () => {
  const third = await startTestApp();
  try {
    const document = await configuration(shop).export();
    const answers = await Promise.allSettled(
      [1, 2].map(async () => await configuration(third).apply(system, document, { told })),
    );
    for (const answer of answers)
      if (answer.status === "rejected") expect([409, 422]).toContain((answer.reason as { status: number }).status);
    await configuration(third).apply(system, document, { told });
    expect(await configuration(third).export()).toEqual(document);
    expect(await configuration(third).apply(system, document, { told })).toBe(0);
  } finally {
    await third.stop();
  }
});
