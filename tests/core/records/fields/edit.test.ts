import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CustomField } from "../../../../core/records/fields/custom-field.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { secondApp } from "../../../support/second-app.ts";

let app: TestApp;
let admin: TestPerson;
beforeAll(async () => {
  app = await startTestApp();
  admin = await app.person("admin");
});
afterAll(() => app.stop());

const define = async (key: string, schema: object = { "x-type": "text" }): Promise<CustomField> => {
  const answer = await admin.api("POST", "/api/v1/fields", { kind: "contact", key, schema });
  expect(answer.status).toBe(201);
  return (await answer.json()) as CustomField;
};
const change = (id: string, body: object, version: number | string) =>
  admin.api("PATCH", `/api/v1/fields/${id}`, body, { "If-Match": version === "*" ? "*" : `"v${version}"` });
const json = async (answer: Response) => (await answer.json()) as Readonly<Record<string, unknown>>;

describe("a definition", () => {
  test("is changed only by who says what they saw", async () => {
    const field = await define("seen");
    expect((await admin.api("PATCH", `/api/v1/fields/${field.id}`, { label: "Seen" })).status).toBe(428);
    expect((await admin.api("DELETE", `/api/v1/fields/${field.id}`)).status).toBe(428);
    const first = await change(field.id, { label: "Seen" }, field.version);
    expect([first.status, first.headers.get("etag")]).toEqual([200, '"v2"']);
    const late = await change(field.id, { label: "Late" }, field.version);
    expect(late.status).toBe(412);
    expect(await json(late))["toMatchObject"]({
      code: "definitions.outdated",
      current: { version: 2, schema: { "x-label": "Seen" } },
    });
  });

  test("that is sent as it stands keeps its version", async () => {
    const field = await define("same");
    expect(await json(await change(field.id, { key: "same", state: "active" }, 1))).toMatchObject({ version: 1 });
  });

  test.each([
    [{ label: 7 }, 422],
    [{ key: "__proto__" }, 422],
    [{ key: "Upper" }, 422],
    [{ position: 0 }, 422],
    [{ position: "first" }, 422],
    [{ state: "gone" }, 400],
    [{ storage: "x" }, 400],
    [{ schema: { "x-type": "integer" } }, 422],
    [{ schema: null }, 422],
    [{ options: "x" }, 422],
  ])("is not changed by %j", async (body, status) => {
    const field = await define(`bad_${Math.random().toString(36).slice(2)}`);
    expect((await change(field.id, body, 1)).status).toBe(status);
    expect(await json(await admin.api("GET", `/api/v1/fields/${field.id}`))).toEqual(field);
  });

  test("takes another place among the others", async () => {
    const fields = app.get(services.customFields);
    const last = await define("moved");
    await change(last.id, { position: 1 }, 1);
    const order = (await fields.list("contact")).map((one) => one.key);
    expect(order[0]).toBe("moved");
    expect(new Set((await fields.list("contact")).map((one) => one.position)).size).toBe(order.length);
  });

  test("is an administrator's business", async () => {
    const field = await define("theirs");
    const sales = await app.person("sales");
    const headers = { "If-Match": "*" };
    expect((await sales.api("PATCH", `/api/v1/fields/${field.id}`, { label: "x" }, headers)).status).toBe(403);
    expect((await sales.api("DELETE", `/api/v1/fields/${field.id}`, undefined, headers)).status).toBe(403);
    expect((await sales.api("GET", `/api/v1/fields/${field.id}/uses`)).status).toBe(403);
  });
});

describe("two processes at once", () => {
  test.each([
    ["add the same field", 409],
    ["rename two fields to one key", 409],
    ["rename the same field", 412],
    ["hide the same field", 412],
  ])("%s: one wins, the other hears %i", async (what, status) => {
    const other = await secondApp(app);
    try {
      const key = what.replaceAll(" ", "_");
      const [one, two] = [await define(`${key}_1`), await define(`${key}_2`)];
      await other.get(services.definitions).refresh();
      const works: Record<string, (at: typeof app.get, first: boolean) => Promise<unknown>> = {
        "add the same field": (get) =>
          get(services.customFields).define(admin.actor, "contact", { key, schema: { "x-type": "text" } }),
        "rename two fields to one key": (get, first) =>
          get(services.customFields).change(admin.actor, first ? one.id : two.id, { key }, 1),
        "rename the same field": (get, first) =>
          get(services.customFields).change(admin.actor, one.id, { key: `${key}_${first}` }, 1),
        "hide the same field": (get) => get(services.customFields).archive(admin.actor, one.id, 1),
      };
      const work = works[what] as (typeof works)[string];
      const done = await Promise.allSettled([work(app.get, true), work(other.get, false)]);
      expect(done.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
      expect(done.find((one) => one.status === "rejected")).toMatchObject({ reason: { status } });
    } finally {
      await other.close();
    }
  });
});

describe("an option", () => {
  const options = (...ids: string[]) => ids.map((id) => ({ id, label: id }));

  test("that a record has cannot vanish, one that nobody has can", async () => {
    const field = await define("zone", { "x-type": "choice", "x-options": options("north", "south", "west") });
    await admin.api("POST", "/api/v1/contacts", { name: "Nora", custom: { zone: "north" } });
    const refused = await change(field.id, { options: options("south", "west") }, 1);
    expect([refused.status, (await json(refused))["code"]]).toEqual([409, "fields.option_used"]);
    const fine = await change(field.id, { options: options("north", "west") }, 1);
    expect((await json(fine))["schema"]).toMatchObject({ "x-options": options("north", "west") });
  });

  test("of several keeps records that have it among others", async () => {
    const field = await define("zones", { "x-type": "choices", "x-options": options("a", "b", "c") });
    await admin.api("POST", "/api/v1/contacts", { name: "Sam", custom: { zones: ["a", "b"] } });
    expect((await change(field.id, { options: options("a", "c") }, 1)).status).toBe(409);
    expect((await change(field.id, { options: options("b", "a") }, 1)).status).toBe(200);
  });
});
