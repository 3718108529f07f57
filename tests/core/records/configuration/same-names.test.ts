// Names mean things in a configuration; of several things of one name each has its own there.
import { afterAll, beforeAll, expect, test } from "vitest";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";

let app: TestApp;
let admin: TestPerson;
beforeAll(async () => {
  app = await startTestApp();
  admin = await app.person("admin");
  await admin.send("/deals/board/pipelines", { template: "simple" });
});
afterAll(() => app.stop());

const configuration = () => app.get(services.configuration);
const make = async (kind: string, input: object) =>
  (await app.records.create(admin.actor, kind, { name: "Twin", ...input })).id;
const apply = async (document: object) => await configuration().apply(admin.actor, document, { told: () => undefined });

test("two reasons of one name are both written out, and each is changed by itself", async () => {
  const [first, second] = [await make("lossReason", { needsNote: true }), await make("lossReason", {})];
  const document = await configuration().export();
  expect(document["lossReasons"]).toMatchObject({ Twin: { needsNote: true }, "Twin (2)": { needsNote: false } });
  expect((await configuration().plan(document)).steps).toEqual([]);
  await apply({ ...document, lossReasons: { "Twin (2)": { position: 9 } } });
  const positions = [first, second].map(
    async (id) => (await app.records.get(admin.actor, "lossReason", id))["position"],
  );
  expect((await Promise.all(positions))[1]).toBe(9);
  expect((await Promise.all(positions))[0]).not.toBe(9);
});

test("a rule of the second of two stages of one name stays one of that, whatever else of it changes", async () => {
  const pipeline = (await app.records.list(admin.actor, "pipeline", { limit: 1 })).data[0]?.id ?? "";
  await make("stage", { pipeline, type: "open" });
  const stage = await make("stage", { pipeline, type: "open" });
  const rule = { name: "Amount", effect: "required", field: "amount", stage } as const;
  const { id } = await app.get(services.rules).create(admin.actor, "deal", rule);
  const document = await configuration().export();
  const rules = document["rules"] as Readonly<Record<string, object>>;
  await apply({
    ...document,
    rules: { "deal/Amount": { ...rules["deal/Amount"], message: { en: "How much is it?" } } },
  });
  expect(await app.get(services.rules).get(id)).toMatchObject({ stage, message: { en: "How much is it?" } });
});

test("a stage of a pipeline whose name begins like that of another is made in its own", async () => {
  const longer = await make("pipeline", { name: "Simple sales / East" });
  const document = await configuration().export();
  await apply({ ...document, stages: { "Simple sales / East / Offer": { type: "open", position: 0 } } });
  const filter = { field: "pipeline", op: "eq", value: longer } as const;
  const { data } = await app.records.list(admin.actor, "stage", { filter });
  expect(data).toMatchObject([{ name: "Offer" }]);
});
