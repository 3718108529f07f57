import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FieldSchema } from "../../../../core/records/fields/field.ts";
import type { CustomField } from "../../../../core/records/fields/custom-field.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";

let app: TestApp;
let admin: TestPerson;
beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  admin = await app.person("admin");
});
afterAll(() => app.stop());

const options = (...ids: string[]) => ids.map((id) => ({ id, label: id.toUpperCase() }));
const define = (key: string, type = "choice"): Promise<CustomField> =>
  app
    .get(services.customFields)
    .define(admin.actor, "boat", { key, schema: { "x-type": type, "x-options": options("a", "b", "c") } });
const boat = (custom: object) => app.records.create(admin.actor, "boat", { name: JSON.stringify(custom), custom });
const read = async (id: string) => (await app.records.get(admin.actor, "boat", id, { trash: true })).custom;
const work = (id: string) => app.get(services.optionChanges).work(id, new AbortController().signal);
const post = (path: string, body: object = {}) =>
  admin.api("POST", `/api/v1/fields/${path}`, body, { "If-Match": "*" });
const json = async (answer: Response) => (await answer.json()) as { id: string; state: string; done: number };

describe("an option that turns into another", () => {
  test("does so in every record, those in the trash too, and is undone for those nobody changed since", async () => {
    const field = await define("sort");
    const made = await Promise.all([
      boat({ sort: "a" }),
      boat({ sort: "a" }),
      boat({ sort: "a" }),
      boat({ sort: "b" }),
    ]);
    const [first, second, trashed] = made;
    await app.records.remove(admin.actor, "boat", trashed?.id ?? "");
    const begun = await post(`${field.id}/option-changes`, { option: "a", to: "c" });
    const { id } = await json(begun);
    expect(begun.status).toBe(202);
    await expect(boat({ sort: "a" })).rejects.toMatchObject({ problems: [{ code: "not_an_option" }] });
    await work(id);
    expect((await Promise.all(made.map((one) => read(one.id)))).map((one) => one["sort"])).toEqual([
      "c",
      "c",
      "c",
      "b",
    ]);
    expect(await json(await admin.api("GET", `/api/v1/fields/${field.id}/option-changes/${id}`))).toMatchObject({
      state: "done",
      done: 3,
    });
    await app.records.change(admin.actor, "boat", second?.id ?? "", { custom: { sort: "b" } });
    expect(await json(await post(`${field.id}/option-changes/${id}/undo`))).toMatchObject({ state: "undone" });
    const back = await Promise.all([first, second, trashed].map((one) => read(one?.id ?? "")));
    expect(back.map((one) => one["sort"])).toEqual(["a", "b", "a"]);
    await boat({ sort: "a" });
  });

  test("is undone as a whole also when the first try to undo it ends in the middle", async () => {
    const field = await define("broken");
    const one = await boat({ broken: "a" });
    const { id } = await json(await post(`${field.id}/option-changes`, { option: "a", to: "c" }));
    await work(id);
    const run = async (text: string) => await app.db.query({ text });
    await run("create function ends() returns trigger language plpgsql as $$ begin raise 'The process ends.'; end $$");
    await run("create trigger ends before update on plugin_boats.boats for each row execute function ends()");
    expect((await post(`${field.id}/option-changes/${id}/undo`)).ok).toBe(false);
    await run("drop function ends cascade");
    expect(await json(await post(`${field.id}/option-changes/${id}/undo`))).toMatchObject({ state: "undone" });
    expect((await read(one.id))["broken"]).toBe("a");
  });

  test("among several leaves the others, and none is there twice", async () => {
    const field = await define("sorts", "choices");
    const [one, two] = await Promise.all([boat({ sorts: ["a", "b"] }), boat({ sorts: ["c", "a"] })]);
    const { id } = await json(await post(`${field.id}/option-changes`, { option: "a", to: "c" }));
    await work(id);
    await work(id);
    expect([await read(one.id), await read(two.id)]).toMatchObject([{ sorts: ["c", "b"] }, { sorts: ["c"] }]);
  });

  test.each([
    [{ option: "a", to: "a" }, 422],
    [{ option: "x", to: "a" }, 422],
    [{ option: "a", to: "x" }, 422],
    [{ option: "a" }, 400],
    [{ option: "a", to: "b", by: "me" }, 400],
  ])("is refused for %j", async (wish, status) => {
    const field = await define(`refused_${Math.random().toString(36).slice(2)}`);
    expect((await post(`${field.id}/option-changes`, wish)).status).toBe(status);
  });

  test("needs the version that was seen, and the right", async () => {
    const field = await define("seen");
    const path = `/api/v1/fields/${field.id}/option-changes`;
    expect((await admin.api("POST", path, { option: "a", to: "b" })).status).toBe(428);
    const sales = await app.person("sales");
    expect((await sales.api("POST", path, { option: "a", to: "b" }, { "If-Match": "*" })).status).toBe(403);
  });
});

test("an archived option stays with the records that have it and is refused to others", async () => {
  const field = await define("old");
  const one = await boat({ old: "a" });
  const archived = options("a", "b", "c").map((option) => (option.id === "a" ? { ...option, archived: true } : option));
  await app.get(services.customFields).change(admin.actor, field.id, { options: archived });
  expect(await read(one.id)).toMatchObject({ old: "a" });
  await app.records.change(admin.actor, "boat", one.id, { name: "still has it" });
  expect(await read(one.id)).toMatchObject({ old: "a" });
  await expect(boat({ old: "a" })).rejects.toMatchObject({ problems: [{ code: "not_an_option" }] });
});

test("a look before an option goes says how many records have it, and writes nothing", async () => {
  const schema: FieldSchema = { "x-type": "choices", "x-options": ["a", "b", "c"].map((id) => ({ id, label: id })) };
  const field = await app.get(services.customFields).define(admin.actor, "boat", { key: "looked", schema });
  for (const looked of [["a"], ["a", "b"], []])
    await app.records.create(admin.actor, "boat", { name: "Look", custom: { looked } });
  const path = `/api/v1/fields/${field.id}/option-changes`;
  const answer = await admin.api("POST", path, { option: "a", to: "b", dryRun: true }, { "If-Match": '"v1"' });
  expect([answer.status, await answer.json()]).toEqual([200, { option: "a", to: "b", records: 2 }]);
  expect(await app.get(services.customFields).get(field.id)).toEqual(field);
  const wrong = await admin.api("POST", path, { option: "a", to: "gone", dryRun: true }, { "If-Match": '"v1"' });
  expect(wrong.status).toBe(422);
  const page = await (await admin.visit(`/settings/fields/${field.id}/life`)).text();
  expect(page).toMatch(/a <span class="muted">2 records/);
  expect(page).toContain("2 records hold a value");
});
