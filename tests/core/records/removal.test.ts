import { afterAll, beforeAll, expect, test } from "vitest";
import { trashMany } from "../../../core/records/store/bulk-trash.ts";
import { problemAt } from "../../../core/records/store/validate.ts";
import { services } from "../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../support/app.ts";
import { addBoats } from "../../support/boats.ts";

let app: TestApp;
let ana: TestPerson;

beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  ana = await app.person("sales", { name: "Ana" });
});
afterAll(() => app.stop());

const boat = async (name: string) => (await app.records.create(ana.actor, "boat", { name })).id;

test("whoever looks before a removal keeps a record from the trash, alone and among many, and is asked before no other write", async () => {
  const [kept, gone] = [await boat("Kept"), await boat("Gone")];
  const asked: string[] = [];
  const end = app.get(services.kinds).addGuest("boat", async (draft, { removes }) => {
    if (!removes) return [];
    asked.push(draft.id);
    return draft.get("name") === "Kept" ? [problemAt("name", "required", { field: "name" })] : [];
  });
  await expect(app.records.remove(ana.actor, "boat", kept)).rejects.toMatchObject({ problems: [{ code: "required" }] });
  const operations = app.get(services.operations);
  const operationId = await operations.begin(ana.actor, { type: "bulk.remove", kind: "boat" });
  const results = await app.db.transaction(
    async (trx) =>
      await trashMany(app.get(services.through), ana.actor, "boat", {
        trx,
        operationId,
        ids: [kept, gone],
        trash: "remove",
      }),
  );
  expect(results).toMatchObject([{ ok: false, problems: [{ code: "required" }] }, { ok: true }]);
  await app.records.change(ana.actor, "boat", kept, { price: null });
  expect(asked).toEqual([kept, kept, gone]);
  end();
  await app.records.remove(ana.actor, "boat", kept);
  expect(await app.records.find(ana.actor, "boat", kept)).toBeUndefined();
});
