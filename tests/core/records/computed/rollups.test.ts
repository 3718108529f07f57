// What the records that refer to a record add up to: exact at every moment, whoever writes at the same time.
import fc from "fast-check";
import { Big } from "big.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Invalid } from "../../../../core/kernel/errors.ts";
import { newId } from "../../../../core/kernel/ids.ts";
import type { CustomFields } from "../../../../core/records/fields/custom-fields.ts";
import type { FieldSchema } from "../../../../core/records/fields/field.ts";
import type { Input, Rec } from "../../../../core/records/record.ts";
import { createMany } from "../../../../core/records/store/bulk.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";

let app: TestApp;
let ana: TestPerson;
let fields: CustomFields;

const rollup = (rest: object, result: FieldSchema): FieldSchema => ({
  "x-type": "rollup",
  "x-rollup": { kind: "deal", via: "company", ...rest },
  "x-result": result,
});
const define = (key: string, schema: FieldSchema) => fields.define(ana.actor, "company", { key, schema });
const company = (name = "Acme") => app.records.create(ana.actor, "company", { name: `${name} ${newId().slice(-6)}` });
const deal = (input: Input) => app.records.create(ana.actor, "deal", { name: "Chairs", ...input });
const eur = (amount: number) => ({ amount: amount.toFixed(2), currency: "EUR" });
const now = async ({ id }: Rec) => (await app.records.get(ana.actor, "company", id)).custom;

beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  ana = await app.person("admin", { name: "Ana" });
  fields = app.get(services.customFields);
  await app.get(services.sales).pipelines.createFromTemplate(ana.actor, "simple", "en");
  await define("deals", rollup({ how: "count" }, { "x-type": "integer" }));
  await define("volume", rollup({ how: "sum", of: "amount" }, { "x-type": "money" }));
  await define("largest", rollup({ how: "max", of: "amount" }, { "x-type": "money" }));
  await define("chance", rollup({ how: "avg", of: "probability" }, { "x-type": "percent", "x-decimals": 1 }));
  await define("soonest", rollup({ how: "min", of: "closeDate" }, { "x-type": "date" }));
  const partners = { field: "source", op: "eq", value: "partner" };
  await define("by_partners", rollup({ how: "count", filter: partners }, { "x-type": "integer" }));
  const schema = { "x-type": "formula", "x-formula": "orElse(custom.volume, 0) / max(custom.deals, 1)" };
  await define("average", { ...schema, "x-result": { "x-type": "money" } });
});
afterAll(() => app.stop());

describe("a roll-up", () => {
  test("adds up what refers to a record, and formulas go on from there", async () => {
    const acme = await company();
    expect(acme.custom).toMatchObject({ deals: 0, volume: null, by_partners: 0 });
    await deal({ company: acme.id, amount: eur(100), probability: "30", closeDate: "2027-02-01", source: "partner" });
    await deal({ company: acme.id, amount: eur(50.5), probability: "45", closeDate: "2027-01-01" });
    expect(await now(acme)).toMatchObject({
      deals: 2,
      volume: eur(150.5),
      largest: eur(100),
      chance: "37.5",
      soonest: "2027-01-01",
      by_partners: 1,
      average: eur(75.25),
    });
  });

  test("is nobody's change: no version, no history", async () => {
    const acme = await company();
    await deal({ company: acme.id, amount: eur(1) });
    expect((await app.records.get(ana.actor, "company", acme.id)).version).toBe(1);
    const lines = await app.db.query({ text: "select 1 from changes where record_id = $1", values: [acme.id] });
    expect(lines).toHaveLength(1);
  });

  test("follows a record that goes from one to another, to the trash, and back", async () => {
    const [from, to] = [await company("From"), await company("To")];
    const one = await deal({ company: from.id, amount: eur(10) });
    await app.records.change(ana.actor, "deal", one.id, { company: to.id });
    expect([(await now(from))["deals"], (await now(to))["volume"]]).toEqual([0, eur(10)]);
    await app.records.remove(ana.actor, "deal", one.id);
    expect(await now(to)).toMatchObject({ deals: 0, volume: null });
    await app.records.restore(ana.actor, "deal", one.id);
    expect(await now(to)).toMatchObject({ deals: 1, volume: eur(10) });
    await app.records.change(ana.actor, "deal", one.id, { amount: eur(11) });
    expect((await now(to))["volume"]).toEqual(eur(11));
    await app.records.change(ana.actor, "deal", one.id, { company: null });
    expect((await now(to))["deals"]).toBe(0);
  });

  test("follows many at once, and their undo", async () => {
    const acme = await company();
    const operations = app.get(services.operations);
    const operationId = await operations.begin(ana.actor, { type: "import", kind: "deal", summary: {} });
    const inputs = Array.from({ length: 50 }, (_, at) => ({ name: `Deal ${at}`, company: acme.id, amount: eur(at) }));
    await app.db.transaction((trx) =>
      createMany(app.get(services.through), ana.actor, "deal", { inputs, trx, operationId }),
    );
    await operations.put(operationId, "applied");
    expect(await now(acme)).toMatchObject({ deals: 50, volume: eur(1_225) });
    await app.get(services.undo).operation(ana.actor, operationId);
    expect(await now(acme)).toMatchObject({ deals: 0, volume: null });
  });

  test("follows a merge", async () => {
    const [winner, loser] = [await company("Winner"), await company("Loser")];
    await deal({ company: winner.id, amount: eur(1) });
    await deal({ company: loser.id, amount: eur(2) });
    const body = { loser: loser.id, choices: {} };
    expect((await ana.api("POST", `/api/v1/companies/${winner.id}/merge`, body)).status).toBeLessThan(300);
    expect(await now(winner)).toMatchObject({ deals: 2, volume: eur(3) });
  });

  test("refuses to add up several currencies, and says nothing rather than something wrong", async () => {
    const acme = await company();
    await deal({ company: acme.id, amount: eur(1) });
    const dollars = await deal({ company: acme.id, amount: { amount: "5", currency: "USD" } });
    expect(await now(acme)).toMatchObject({ deals: 2, volume: null });
    await app.records.remove(ana.actor, "deal", dollars.id);
    expect(await now(acme)).toMatchObject({ volume: eur(1) });
  });

  test("follows amounts that new exchange rates change", async () => {
    await define("worth", rollup({ how: "sum", of: "baseAmount" }, { "x-type": "money" }));
    const acme = await company();
    const { rates } = app.get(services.sales);
    await rates.put(ana.actor, { currency: "USD", day: "2026-01-01", rate: "0.5" });
    await deal({ company: acme.id, amount: { amount: "10", currency: "USD" } });
    await deal({ company: acme.id, amount: eur(1) });
    expect((await now(acme))["worth"]).toEqual(eur(6));
    await rates.put(ana.actor, { currency: "USD", day: "2026-01-02", rate: "0.9" });
    expect((await now(acme))["worth"]).toEqual(eur(10));
  });
});

describe("a roll-up is refused", () => {
  const refused = (schema: FieldSchema) =>
    define("odd", schema).then(
      () => "none",
      (error: unknown) => (error instanceof Invalid ? error.problems.map(({ code }) => code).join() : String(error)),
    );
  const money = { "x-type": "money" };
  test.each<[string, object, FieldSchema, string]>([
    ["over no reference", { via: "name", how: "count" }, { "x-type": "integer" }, "rollup_no_way"],
    ["over a reference elsewhere", { via: "contact", how: "count" }, { "x-type": "integer" }, "rollup_no_way"],
    ["of a text", { how: "sum", of: "name" }, money, "result_does_not_fit"],
    ["of money into a plain number", { how: "sum", of: "amount" }, { "x-type": "decimal" }, "result_does_not_fit"],
    ["of an unknown field", { how: "sum", of: "price" }, money, "unknown_field"],
    ["in an unknown way", { how: "median", of: "amount" }, money, "not_an_option"],
    [
      "with a filter that moves",
      { how: "count", filter: { field: "closeDate", op: "within", value: "thisMonth" } },
      { "x-type": "integer" },
      "rollup_filter_moves",
    ],
    [
      "with a filter nobody reads",
      { how: "count", filter: { field: "x", op: "eq" } },
      { "x-type": "integer" },
      "rollup_bad_filter",
    ],
  ])("%s", async (_, rest, result, code) => expect(await refused(rollup(rest, result))).toBe(code));

  test("of another roll-up", async () => {
    const over = { kind: "company", via: "parent", how: "sum", of: "custom.deals" };
    expect(await refused({ "x-type": "rollup", "x-rollup": over, "x-result": { "x-type": "integer" } })).toBe(
      "rollup_of_rollup",
    );
  });
});

describe("whatever several people write at once", () => {
  const steps = fc.array(
    fc.record({
      what: fc.constantFrom("create", "amount", "move", "trash", "restore"),
      which: fc.nat(5),
      where: fc.nat(2),
      amount: fc.integer({ min: 1, max: 9_999 }),
    }),
    { minLength: 4, maxLength: 10 },
  );

  test("roll-ups and formulas over them equal what counting says", async () => {
    const companies = [await company("One"), await company("Two"), await company("Three")];
    const ids: string[] = [];
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 3, maxLength: 4 }), async (people) => {
        await Promise.all(people.map((own) => write(companies, ids, own)));
        for (const one of companies) await expectExact(one);
      }),
      { numRuns: 6 },
    );
  });

  test("nobody's daughter is lost, when many are made for one mother at the same moment", async () => {
    const count = { "x-rollup": { kind: "boat", via: "mother", how: "count" }, "x-result": { "x-type": "integer" } };
    await fields.define(ana.actor, "boat", { key: "daughters", schema: { "x-type": "rollup", ...count } });
    const boat = (input: Input) => app.records.create(ana.actor, "boat", { name: "Aurora", ...input });
    for (let round = 0; round < 8; round++) {
      const mother = await boat({});
      await Promise.all(Array.from({ length: 8 }, () => boat({ mother: mother.id })));
      expect((await app.records.get(ana.actor, "boat", mother.id)).custom["daughters"]).toBe(8);
    }
  });

  interface Step {
    readonly what: string;
    readonly which: number;
    readonly where: number;
    readonly amount: number;
  }

  /** Steps that come too late, because somebody else was faster, are no matter. */
  async function write(companies: readonly Rec[], ids: string[], own: readonly Step[]): Promise<void> {
    for (const { what, which, where, amount } of own) {
      const [id, to] = [ids[which % Math.max(1, ids.length)], companies[where]?.id];
      if (what === "create" || id === undefined) ids.push((await deal({ company: to, amount: eur(amount) })).id);
      else await doing(what, id, { amount, to }).catch(() => undefined);
    }
  }

  const doing = async (what: string, id: string, { amount, to }: { amount: number; to: string | undefined }) => {
    if (what === "trash") return await app.records.remove(ana.actor, "deal", id);
    if (what === "restore") return await app.records.restore(ana.actor, "deal", id);
    return await app.records.change(ana.actor, "deal", id, what === "move" ? { company: to } : { amount: eur(amount) });
  };

  async function expectExact(one: Rec): Promise<void> {
    const [counted] = await app.db.query<{ n: string; sum: string | null }>({
      text: "select count(*) as n, sum(amount) as sum from deals where company_id = $1 and deleted_at is null",
      values: [one.id],
    });
    const kept = await now(one);
    const sum = new Big(counted?.sum ?? 0);
    expect(kept["deals"]).toBe(Number(counted?.n));
    expect(kept["volume"]).toEqual(counted?.sum ? eur(sum.toNumber()) : null);
    const average = sum.div(Math.max(1, Number(counted?.n))).round(2, 1);
    expect(kept["average"]).toEqual(eur(average.toNumber()));
  }
});
