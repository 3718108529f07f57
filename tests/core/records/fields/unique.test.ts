import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CustomField } from "../../../../core/records/fields/custom-field.ts";
import type { FieldSchema } from "../../../../core/records/fields/field.ts";
import { createMany } from "../../../../core/records/store/bulk.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";

let app: TestApp;
let admin: TestPerson;
let number: CustomField;
beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  admin = await app.person("admin");
  number = await define("number", { "x-type": "text", maxLength: 40, "x-unique": true });
  await work();
});
afterAll(() => app.stop());

const fields = () => app.get(services.customFields);
const work = () => app.get(services.fieldIndexes).work({ signal: new AbortController().signal });
const state = async (id: string) => await fields().indexState(admin.actor, id);
const define = (key: string, schema: FieldSchema) => fields().define(admin.actor, "boat", { key, schema });
const create = (body: object, person = admin) => person.api("POST", "/api/v1/boats", body);
const json = async (answer: Response) => (await answer.json()) as Readonly<Record<string, unknown>>;

describe("a unique field", () => {
  test("case 104: has each value once under 50 parallel writers", async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, at) => create({ name: `Boat ${at}`, custom: { number: "A-1" } })),
    );
    const won = answers.filter((answer) => answer.status === 201);
    expect(won).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 422)).toHaveLength(49);
    const [holder] = await Promise.all(won.map(json));
    const loser = answers.find((answer) => answer.status === 422) as Response;
    expect(await json(loser)).toMatchObject({
      errors: [
        { pointer: "/custom/number", code: "taken", message: expect.stringContaining(String(holder?.["name"])) },
      ],
      record: { id: holder?.["id"], title: holder?.["name"] },
    });
  });

  test("does not tell who has a value to somebody who may not see that record", async () => {
    await create({ name: "Secret Boat", custom: { number: "S-1" } });
    await app.grant("sales", "boats.create", "all");
    await app.grant("sales", "boats.read", "own");
    const sales = await app.person("sales");
    const answer = await create({ name: "Mine", custom: { number: "S-1" } }, sales);
    const text = await answer.text();
    expect(answer.status).toBe(422);
    expect(text).not.toContain("Secret");
    expect(JSON.parse(text)).toMatchObject({ record: null, errors: [{ code: "taken" }] });
  });

  test("is asked at a change and at coming back from the trash too, and blanks are no value", async () => {
    await create({ name: "First blank" });
    const first = await json(await create({ name: "One", custom: { number: "B-1" } }));
    const second = await json(await create({ name: "Two", custom: { number: "B-2" } }));
    const changed = await admin.api("PATCH", `/api/v1/boats/${second["id"]}`, { custom: { number: "B-1" } });
    expect(changed.status).toBe(422);
    expect((await admin.api("PATCH", `/api/v1/boats/${first["id"]}`, { custom: { number: "B-1" } })).status).toBe(200);
    await admin.api("DELETE", `/api/v1/boats/${first["id"]}`);
    expect((await admin.api("PATCH", `/api/v1/boats/${second["id"]}`, { custom: { number: "B-1" } })).status).toBe(200);
    const back = await admin.api("POST", `/api/v1/boats/${first["id"]}/restoration`);
    expect([back.status, (await json(back))["code"]]).toEqual([422, "records.invalid"]);
  });

  test("is judged row by row in an import, also within the file", async () => {
    await create({ name: "Old", custom: { number: "C-1" } });
    const inputs = ["C-1", "C-2", "C-2", "C-3"].map((one) => ({ name: one, custom: { number: one } }));
    const operationId = await app.get(services.operations).begin(admin.actor, { type: "import", kind: "boat" });
    const done = await app.db.transaction((trx) =>
      createMany(app.get(services.through), admin.actor, "boat", { inputs, trx, operationId }),
    );
    expect(done.map((one) => one.ok)).toEqual([false, true, false, true]);
    expect(done[0]).toMatchObject({ problems: [{ pointer: "/custom/number", code: "taken" }] });
  });

  test("keeps an undoing from making a double; the others are undone", async () => {
    const operations = app.get(services.operations);
    const [one, two] = await Promise.all(
      ["D-1", "D-2"].map((value) =>
        app.records.create(admin.actor, "boat", { name: value, custom: { number: value } }),
      ),
    );
    const operationId = await operations.begin(admin.actor, { type: "bulk.change", kind: "boat" });
    for (const record of [one, two])
      await app.records.change(admin.actor, "boat", record?.id ?? "", { custom: { number: null } }, { operationId });
    await operations.put(operationId, "applied");
    await app.records.create(admin.actor, "boat", { name: "Thief", custom: { number: "D-1" } });
    const undone = await app.get(services.undo).operation(admin.actor, operationId);
    expect(undone).toMatchObject({ undone: 1, kept: [{ id: one?.id, reason: "value_taken" }] });
    expect((await app.records.get(admin.actor, "boat", two?.id ?? "")).custom).toMatchObject({ number: "D-2" });
  });
});

describe("a field that becomes unique", () => {
  test("says which values occur more than once, and succeeds when they are corrected", async () => {
    const field = await define("hull", { "x-type": "integer" });
    const made = await Promise.all(
      [1, 1, 2].map((hull) => app.records.create(admin.actor, "boat", { name: `Hull ${hull}`, custom: { hull } })),
    );
    await fields().change(admin.actor, field.id, { unique: true });
    await work();
    const failed = await state(field.id);
    expect(failed).toMatchObject({ state: "failed", failure: { code: "duplicates" } });
    const twins = made.slice(0, 2).map((one) => one.id);
    expect(failed.failure?.duplicates).toEqual([{ value: "1", records: twins.toSorted() }]);
    await app.records.change(admin.actor, "boat", made[0]?.id ?? "", { custom: { hull: 3 } });
    expect((await admin.api("POST", `/api/v1/fields/${field.id}/index`)).status).toBe(202);
    await work();
    expect((await state(field.id)).state).toBe("ready");
  });

  test("is unique once it says so, whoever writes while its index is built", async () => {
    const field = await define("sail", { "x-type": "integer" });
    const text = `insert into plugin_boats.boats (id, created_by, updated_by, name, cf_${field.storage})
      select gen_random_uuid(), 'x', 'x', 'Sail ' || n, n from generate_series(1, 20000) n`;
    await app.db.query({ text });
    await fields().change(admin.actor, field.id, { unique: true });
    let isBuilt = false;
    const building = work().finally(() => (isBuilt = true));
    const statuses: number[] = [];
    for (let at = 0; at < 40 || !isBuilt; at++) {
      const value = at % 2 === 0 ? 100_000 + at : 1 + at;
      statuses.push((await create({ name: `Late ${at}`, custom: { sail: value } })).status);
    }
    await building;
    const { state: reached } = await state(field.id);
    const doubles = await app.db.query({
      text: `select 1 from plugin_boats.boats where deleted_at is null group by cf_${field.storage} having count(*) > 1 and cf_${field.storage} is not null`,
    });
    expect(reached === "ready").toBe(doubles.length === 0);
    expect(statuses.filter((status) => status !== 201 && status !== 422)).toEqual([]);
  });

  test("is refused for types whose values repeat by nature", async () => {
    const schema = { "x-type": "boolean", "x-unique": true };
    await expect(define("yes", schema)).rejects.toMatchObject({ problems: [{ code: "unique_impossible" }] });
  });

  test("and is no longer wanted so takes any value again", async () => {
    await fields().change(admin.actor, number.id, { unique: false });
    await work();
    const twice = [
      await create({ name: "x", custom: { number: "Z" } }),
      await create({ name: "y", custom: { number: "Z" } }),
    ];
    expect(twice.map((answer) => answer.status)).toEqual([201, 201]);
  });
});
