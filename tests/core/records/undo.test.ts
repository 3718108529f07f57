import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../../core/sdk/services.ts";
import { changeMany, createMany } from "../../../core/records/store/bulk.ts";
import { trashMany } from "../../../core/records/store/bulk-trash.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../support/app.ts";
import { addBoats } from "../../support/boats.ts";

let app: TestApp;
let ana: TestPerson;
let boris: TestPerson;

beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  ana = await app.person("sales", { name: "Ana" });
  boris = await app.person("admin", { name: "Boris" });
});
afterAll(() => app.stop());

const boats = async () =>
  await app.db.query({
    text: "select id, created_at, created_by, updated_at, updated_by, deleted_at, search, keys, name, price, rig, tags, owner_id from plugin_boats.boats order by id",
  });

async function inOperation<T>(
  type: string,
  work: (operationId: string) => Promise<T>,
): Promise<{ id: string; result: T }> {
  const operations = app.get(services.operations);
  const id = await operations.begin(ana.actor, { type, kind: "boat" });
  const result = await work(id);
  await operations.put(id, "applied");
  return { id, result };
}

const some = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ name: `Boat ${at}`, rig: "sloop", tags: ["new"] }));

describe("a bulk of new records", () => {
  test("writes what fits, says what does not, and is gone without a trace after its undo", async () => {
    const before = await boats();
    const through = app.get(services.through);
    const { id, result } = await inOperation("import", (operationId) =>
      app.db.transaction((trx) =>
        createMany(through, ana.actor, "boat", {
          trx,
          operationId,
          inputs: [...some(3), { rig: "raft" }, { name: "Last" }],
        }),
      ),
    );
    expect(result.map((one) => one.ok)).toEqual([true, true, true, false, true]);
    expect((await boats()).length).toBe(before.length + 4);

    expect(await app.get(services.undo).operation(ana.actor, id)).toEqual({ undone: 4, kept: [] });
    expect(await boats()).toEqual(before);
    expect(await app.get(services.undo).operation(ana.actor, id)).toEqual({ undone: 0, kept: [] });
  });

  test("keeps what somebody changed since, and says so", async () => {
    const through = app.get(services.through);
    const { id, result } = await inOperation("import", (operationId) =>
      app.db.transaction((trx) => createMany(through, ana.actor, "boat", { trx, operationId, inputs: some(2) })),
    );
    const touched = result[0]?.ok ? result[0].record.id : "";
    await app.records.change(boris.actor, "boat", touched, { name: "Mine now" });

    expect(await app.get(services.undo).operation(ana.actor, id)).toEqual({
      undone: 1,
      kept: [{ kind: "boat", id: touched, reason: "changed_since" }],
    });
    expect(await app.records.get(ana.actor, "boat", touched)).toMatchObject({ name: "Mine now" });
  });
});

describe("a new record that somebody has linked to since", () => {
  test("stays when its import is undone, and says why", async () => {
    const through = app.get(services.through);
    const { id, result } = await inOperation("import", (operationId) =>
      app.db.transaction((trx) => createMany(through, ana.actor, "boat", { trx, operationId, inputs: some(2) })),
    );
    const mother = result[0]?.ok ? result[0].record.id : "";
    const child = await app.records.create(ana.actor, "boat", { name: "Child", mother });
    expect(await app.get(services.undo).operation(ana.actor, id)).toEqual({
      undone: 1,
      kept: [{ kind: "boat", id: mother, reason: "still_needed" }],
    });
    expect(await app.records.get(ana.actor, "boat", child.id)).toMatchObject({ mother });
  });
});

describe("a bulk change", () => {
  test("that made a record and changed it twice is undone to the last byte", async () => {
    const kept = await app.records.create(ana.actor, "boat", {
      name: "Kept",
      rig: "ketch",
      price: { amount: "7.00", currency: "EUR" },
    });
    const before = await boats();
    const through = app.get(services.through);
    const { id } = await inOperation("bulk.change", (operationId) =>
      app.db.transaction(async (trx) => {
        const [made] = await createMany(through, ana.actor, "boat", { trx, operationId, inputs: [{ name: "Fresh" }] });
        const ids = [kept.id, made?.ok ? made.record.id : ""];
        await changeMany(through, ana.actor, "boat", {
          trx,
          operationId,
          changes: ids.map((one) => ({ id: one, input: { rig: "sloop", price: null } })),
        });
        await changeMany(through, ana.actor, "boat", {
          trx,
          operationId,
          changes: ids.map((one) => ({ id: one, input: { name: `${one} renamed` } })),
        });
      }),
    );
    expect(await boats()).not.toEqual(before);

    await app.get(services.undo).operation(ana.actor, id);
    expect(await boats()).toEqual(before);
  });

  test("refuses links and owners one may not use, row by row", async () => {
    const hidden = await app.records.create(boris.actor, "boat", { name: "Hidden" });
    const mine = await app.records.create(ana.actor, "boat", { name: "Mine" });
    const { result } = await inOperation("bulk.change", (operationId) =>
      app.db.transaction((trx) =>
        changeMany(app.get(services.through), ana.actor, "boat", {
          trx,
          operationId,
          changes: [
            { id: hidden.id, input: { name: "x" } },
            { id: mine.id, input: { mother: hidden.id } },
            { id: mine.id, input: { rig: "ketch" } },
          ],
        }),
      ),
    );
    expect(result.map((one) => (one.ok ? "written" : one.problems[0]?.code))).toEqual([
      "not_found",
      "no_such_record",
      "written",
    ]);
  });
});

describe("deleting many", () => {
  test("is undone as one", async () => {
    const made = await Promise.all(some(3).map((input) => app.records.create(ana.actor, "boat", input)));
    const ids = made.map((one) => one.id);
    const { id } = await inOperation("bulk.remove", (operationId) =>
      app.db.transaction((trx) =>
        trashMany(app.get(services.through), ana.actor, "boat", { trx, operationId, ids, trash: "remove" }),
      ),
    );
    expect(await app.records.find(ana.actor, "boat", ids[0] ?? "")).toBeUndefined();
    await app.get(services.undo).operation(ana.actor, id);
    expect(await app.records.get(ana.actor, "boat", ids[0] ?? "")).toMatchObject({ name: "Boat 0", deletedAt: null });
  });
});

describe("a single change", () => {
  test("is taken back field by field, unless the same field was changed again", async () => {
    const made = await app.records.create(ana.actor, "boat", { name: "One", rig: "sloop" });
    await app.records.change(ana.actor, "boat", made.id, { name: "Two" });
    await app.records.change(ana.actor, "boat", made.id, { rig: "ketch" });
    const undo = app.get(services.undo);
    expect(await undo.change(ana.actor, { kind: "boat", id: made.id, version: 2 })).toMatchObject({
      name: "One",
      rig: "ketch",
    });
    await expect(undo.change(ana.actor, { kind: "boat", id: made.id, version: 2 })).rejects.toMatchObject({
      code: "records.changed_since",
    });
    const history = await app.get(services.history).of(ana.actor, "boat", made.id);
    expect(history.map((line) => [line.version, line.action, line.actorName])).toEqual([
      [4, "changed", "Ana"],
      [3, "changed", "Ana"],
      [2, "changed", "Ana"],
      [1, "created", "Ana"],
    ]);
  });
});
