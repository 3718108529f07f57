// A kind whose records name people who read them, too: on every way in they read, and do nothing else.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { setAccess } from "../../../support/closing.ts";
import { system } from "../../../support/people.ts";

let app: TestApp;
let owner: TestPerson;
let mate: TestPerson;
let third: TestPerson;
let outsider: TestPerson;
let meeting: string;

beforeAll(async () => {
  app = await startTestApp({ plugins: ["activities"] });
  for (const action of ["read", "create", "change", "delete", "export"])
    await app.grant("sales", `activities.${action}`, "own");
  owner = await app.person("sales", { name: "Owner" });
  mate = await app.person("sales", { name: "Mate" });
  third = await app.person("sales", { name: "Third" });
  outsider = await app.person("manager", { name: "Outsider" });
  meeting = await newMeeting("Named meeting");
});
afterAll(() => app.stop());

const newMeeting = async (subject: string, more: object = {}) =>
  (
    await app.records.create(system, "activity", {
      subject,
      type: "meeting",
      owner: owner.id,
      colleagues: [mate.id, outsider.id],
      ...more,
    })
  ).id;
const at = (id: string, more = "") => `/api/v1/activities/${id}${more}`;
const text = async (person: TestPerson, path: string) => await (await person.api("GET", path)).text();
const status = async (person: TestPerson, method: "GET" | "PATCH" | "DELETE", path: string, body?: object) =>
  (await person.api(method, path, body)).status;

describe("somebody who is named as a reader", () => {
  test.each([
    ["the list", "/api/v1/activities?limit=200"],
    ["a filter", "/api/v1/activities?filter[subject]=Named+meeting"],
    ["the search", "/api/v1/activities?q=named"],
  ])("finds the record in %s, and others do not", async (_, path) => {
    expect((await text(mate, path)).includes(meeting)).toBe(true);
    for (const person of [third, outsider]) expect((await text(person, path)).includes(meeting)).toBe(false);
  });

  test("opens it, its history and its page, and counts it", async () => {
    for (const path of [at(meeting), at(meeting, "/history")])
      expect([path, await status(mate, "GET", path), await status(third, "GET", path)]).toEqual([path, 200, 404]);
    expect([
      (await mate.visit(`/activities/${meeting}`)).status,
      (await third.visit(`/activities/${meeting}`)).status,
    ]).toEqual([200, 404]);
    const actors = await Promise.all(
      [mate, third].map(async ({ id }) => await app.get(services.actors).ofUser(id, "page")),
    );
    const counts = actors.map(async (actor) => actor && (await app.records.count(actor, "activity")).number);
    expect(await Promise.all(counts)).toEqual([1, 0]);
  });

  test("neither changes it, nor throws it away, nor takes it out", async () => {
    expect(await status(mate, "PATCH", at(meeting), { subject: "Mine" })).toBe(403);
    expect(await status(mate, "PATCH", at(meeting), { owner: mate.id })).toBe(403);
    expect(await status(mate, "DELETE", at(meeting))).toBe(403);
    expect(await text(mate, "/api/v1/activities/export.csv")).not.toContain("Named meeting");
  });

  test("has no right to such records by that: a role that does not read them at all reads none", async () => {
    expect(await status(outsider, "GET", at(meeting))).toBe(404);
  });

  test("reads it no longer than they are named", async () => {
    const id = await newMeeting("For a while");
    expect(await status(mate, "GET", at(id))).toBe(200);
    await app.records.change(system, "activity", id, { colleagues: [third.id] });
    expect([await status(mate, "GET", at(id)), await status(third, "GET", at(id))]).toEqual([404, 200]);
    await app.records.remove(system, "activity", id);
    expect(await status(third, "GET", at(id))).toBe(404);
  });

  test("is told of where somebody asks why they may read it", async () => {
    const admin = await app.person("admin");
    const why = async (person: TestPerson) => {
      const { actions } = JSON.parse(await text(admin, at(meeting, `/access?person=${person.id}`))) as {
        actions: { permission: string; because: string; allowed: boolean }[];
      };
      const of = (right: string) => actions.find(({ permission }) => permission === right);
      return [of("activities.read"), of("activities.change")].map((one) => [one?.because, one?.allowed]);
    };
    expect(await why(mate)).toEqual([
      ["reader", true],
      ["out_of_reach", false],
    ]);
    expect(await why(outsider)).toEqual([
      ["no_right", false],
      ["no_right", false],
    ]);
  });
});

test("the field that names them is nobody's to hide, as it says who reads the record", async () => {
  const hide = setAccess(app, "activity", { colleagues: { sales: "hidden" } });
  await expect(hide).rejects.toMatchObject({ problems: [{ code: "stays_in_sight" }] });
});
