// Fields that work themselves out from others, at each write, on every way in.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Recomputation } from "../../../../core/records/computed/recompute.ts";
import { Invalid } from "../../../../core/kernel/errors.ts";
import { newId } from "../../../../core/kernel/ids.ts";
import type { FieldSchema } from "../../../../core/records/fields/field.ts";
import type { CustomFields } from "../../../../core/records/fields/custom-fields.ts";
import type { Input, Rec } from "../../../../core/records/record.ts";
import { changeMany } from "../../../../core/records/store/bulk.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";

let app: TestApp;
let ana: TestPerson;
let fields: CustomFields;

const formula = (source: string, result: FieldSchema): FieldSchema => ({
  "x-type": "formula",
  "x-formula": source,
  "x-result": result,
});
const define = (key: string, source: string, result: FieldSchema) =>
  fields.define(ana.actor, "boat", { key, schema: formula(source, result) });
const boat = (input: Input = {}) => app.records.create(ana.actor, "boat", { name: "Aurora", ...input });
const eur = (amount: string) => ({ amount, currency: "EUR" });
const recompute = () =>
  new Recomputation(app.db, app.get(services.kinds), async () => ({ zone: "Europe/Sofia", currency: "EUR" })).work({
    signal: AbortSignal.any([]),
    progress: async () => undefined,
  });

beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  ana = await app.person("admin", { name: "Ana" });
  fields = app.get(services.customFields);
  await define("vat", "price * 0.19", { "x-type": "money" });
  await define("gross", "price + custom.vat", { "x-type": "money" });
  await define("per_metre", "price / length", { "x-type": "decimal", "x-decimals": 2 });
  await define("label", "upper(name) + ' ' + rig", { "x-type": "text" });
  await define("dear", "price > 1000", { "x-type": "boolean" });
});
afterAll(() => app.stop());

describe("a formula", () => {
  test("is worked out when a record is written, formulas over formulas too", async () => {
    const made = await boat({ price: eur("1200.50"), length: "8", rig: "sloop" });
    expect(made.custom).toEqual({
      vat: eur("228.10"),
      gross: eur("1428.60"),
      per_metre: "150.06",
      label: "AURORA sloop",
      dear: true,
    });
    const changed = await app.records.change(ana.actor, "boat", made.id, { price: eur("100") });
    expect(changed.custom).toMatchObject({
      vat: eur("19.00"),
      gross: eur("119.00"),
      dear: false,
      label: "AURORA sloop",
    });
  });

  test("is in lists, filters and sorts like any other field", async () => {
    const dear = await boat({ name: "Dear one", price: eur("99000") });
    const filter = { field: "custom.gross", op: "gt", value: "100000" } as const;
    const { data } = await app.records.list(ana.actor, "boat", {
      filter,
      sort: [{ field: "custom.vat", direction: "desc" }],
    });
    expect(data.map(({ id }) => id)).toEqual([dear.id]);
  });

  test("cannot be written from outside, and leaves nothing in the history", async () => {
    const answer = await ana.api("POST", "/api/v1/boats", { name: "Bold", custom: { vat: eur("1") } });
    expect(await answer.json()).toMatchObject({ errors: [{ pointer: "/custom/vat", code: "read_only" }] });
    const { id } = await boat({ price: eur("5") });
    await app.records.change(ana.actor, "boat", id, { price: eur("6") });
    const lines = await app.db.query<{ after: object }>({
      text: "select after from changes where record_id = $1 order by version",
      values: [id],
    });
    expect(lines.map(({ after }) => Object.keys(after).sort())).toEqual([["name", "owner", "price"], ["price"]]);
  });

  test("follows bulk changes and undo", async () => {
    const { id } = await boat({ price: eur("10") });
    const operations = app.get(services.operations);
    const operationId = await operations.begin(ana.actor, { type: "bulk.change", kind: "boat", summary: {} });
    const changes = [{ id, input: { price: eur("20") } }];
    const [result] = await app.db.transaction((trx) =>
      changeMany(app.get(services.through), ana.actor, "boat", { changes, trx, operationId }),
    );
    expect(result).toMatchObject({ ok: true, record: { custom: { gross: eur("23.80") } } });
    await operations.put(operationId, "applied");
    await app.get(services.undo).operation(ana.actor, operationId);
    expect((await app.records.get(ana.actor, "boat", id)).custom).toMatchObject({ gross: eur("11.90") });
    await app.records.change(ana.actor, "boat", id, { price: eur("30") });
    const line = (await app.records.get(ana.actor, "boat", id)).version;
    const back = await app.get(services.undo).change(ana.actor, { kind: "boat", id, version: line });
    expect(back.custom).toMatchObject({ gross: eur("11.90") });
  });

  test("stays blank where it cannot be worked out, and the record is written", async () => {
    const made = await boat({ price: eur("10"), length: "0" });
    expect(made.custom).toMatchObject({ per_metre: null, gross: eur("11.90") });
  });
});

describe("money in a formula", () => {
  test("keeps its currency, and is never added up across currencies", async () => {
    const shop = await fields.define(ana.actor, "boat", { key: "extras", schema: { "x-type": "money" } });
    const total = await define("total", "orElse(price, 0) + orElse(custom.extras, 0)", { "x-type": "money" });
    const usd = { amount: "5.00", currency: "USD" };
    expect((await boat({ price: usd })).custom).toMatchObject({ total: usd, vat: { amount: "0.95", currency: "USD" } });
    expect((await boat({ price: usd, custom: { extras: eur("1") } })).custom).toMatchObject({ total: null });
    for (const { id } of [total, shop]) await fields.archive(ana.actor, id);
  });
});

describe("a formula is refused", () => {
  const refusal = async (work: Promise<unknown>): Promise<unknown> =>
    await work.then(
      () => "none",
      (error: unknown) => (error instanceof Invalid ? error.problems[0] : error),
    );
  test.each([
    [
      "price +",
      { "x-type": "money" },
      { pointer: "/x-formula", code: "expression_syntax", values: { line: 1, column: 8 } },
    ],
    ["prize * 2", { "x-type": "money" }, { code: "expression_unknown_name", values: { name: "prize" } }],
    ["price * 2", { "x-type": "text" }, { pointer: "/x-result", code: "result_does_not_fit" }],
    ["days(date('2026-01-01'), today)", { "x-type": "integer" }, { code: "expression_unknown_name" }],
    ["custom.odd + 1", { "x-type": "decimal" }, { code: "expression_unknown_name" }],
  ])("%s as %j", async (source, result, problem) => {
    expect(await refusal(define("odd", source, result as FieldSchema))).toMatchObject(problem);
  });

  test("when it goes round in a circle, which is named", async () => {
    const first = await define("first", "1 + 1", { "x-type": "decimal" });
    await define("second", "custom.first + 1", { "x-type": "decimal" });
    const round = fields.change(ana.actor, first.id, { schema: formula("custom.second * 2", { "x-type": "decimal" }) });
    expect(await refusal(round)).toMatchObject({
      code: "formula_circle",
      values: { circle: "custom.first → custom.second → custom.first" },
    });
  });

  test("with words that only typed fields have", async () => {
    const schema = { ...formula("1 + 1", { "x-type": "decimal" }), "x-required": true };
    expect(await refusal(fields.define(ana.actor, "boat", { key: "odd", schema }))).toMatchObject({ code: "bad_word" });
  });
});

describe("a formula that changes", () => {
  let old: Rec;
  beforeAll(async () => {
    old = await boat({ price: eur("100"), length: "10" });
  });
  const now = async () => (await app.records.get(ana.actor, "boat", old.id)) as Rec;

  test("is worked out for all records in the background, once, without a version or a history line", async () => {
    const field = await define("half", "price / 2", { "x-type": "decimal" });
    expect((await now()).custom["half"]).toBeNull();
    expect(await recompute()).toBeGreaterThan(0);
    expect(await now()).toMatchObject({ version: 1, custom: { half: "50" } });
    expect(await recompute()).toBe(0);
    await fields.change(ana.actor, field.id, { schema: formula("price / 4", { "x-type": "decimal" }) });
    await recompute();
    expect((await now()).custom["half"]).toBe("25");
  });

  test("does not have to when a field it uses gets another name", async () => {
    const { id } = await fields.define(ana.actor, "boat", { key: "berth", schema: { "x-type": "decimal" } });
    await define("berths", "custom.berth + 1", { "x-type": "decimal" });
    await recompute();
    await fields.change(ana.actor, id, { key: "cabin" });
    const [, renamed] = (await fields.list("boat")).filter(({ key }) => key === "cabin" || key === "berths");
    expect(renamed?.schema["x-formula"] ?? "").toBe("custom.cabin + 1");
    expect(await recompute()).toBe(0);
  });

  test("is blank once a field it uses is gone, and comes back with it", async () => {
    const { id } = await fields.define(ana.actor, "boat", { key: "mast", schema: { "x-type": "decimal" } });
    await define("masts", "custom.mast * 2", { "x-type": "decimal" });
    const made = await boat({ custom: { mast: "3" } });
    expect(made.custom["masts"]).toBe("6");
    await fields.archive(ana.actor, id);
    await recompute();
    expect((await app.records.get(ana.actor, "boat", made.id)).custom["masts"]).toBeNull();
    await fields.bringBack(ana.actor, id);
    await recompute();
    expect((await app.records.get(ana.actor, "boat", made.id)).custom["masts"]).toBe("6");
  });
});

test("an import works formulas out like any other way in", async () => {
  const imports = app.get(services.imports);
  const { bytesSource } = await import("../../../../core/records/import/file/source.ts");
  const text = "name,price\nFrom a file,200 EUR\n";
  const taken = await imports.upload(ana.actor, "boat", bytesSource(`${newId()}.csv`, Buffer.from(text)));
  const columns = { ...taken.plan.columns, name: { to: "name" }, price: { to: "price" } };
  await imports.plan(ana.actor, taken.id, { ...taken.plan, columns });
  await imports.check(ana.actor, taken.id);
  await imports.runNow(ana.actor, taken.id);
  const { data } = await app.records.list(ana.actor, "boat", {
    filter: { field: "name", op: "eq", value: "From a file" },
  });
  expect(data[0]?.custom).toMatchObject({ vat: eur("38.00") });
});
