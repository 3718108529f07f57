import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { systemActor } from "trellis/sdk";
import { startTestApp, type TestApp, type TestPerson } from "trellis/testing";
import { afterwards, granted } from "./granted.ts";

let app: TestApp;
let ben: TestPerson;
let ana: TestPerson;
// A Tuesday far enough ahead, in winter: Sofia is two hours before UTC.
const day = "2027-02-02";
const system = systemActor("test");

beforeAll(async () => {
  app = await startTestApp({ plugins: ["activities"] });
  await granted(app, "sales", "own");
  ben = await app.person("sales", { name: "Ben" });
  ana = await app.person("sales", { name: "Ana" });
});
afterAll(() => app.stop());
beforeEach(() => app.db.query({ text: "delete from plugin_activities.activities" }));

const at = (clock: string): string => new Date(`${day}T${clock}:00+02:00`).toISOString().replace(".000", "");
const has = async (person: TestPerson, from: string, to: string, more: object = {}) =>
  await app.records.create(person.actor, "activity", {
    subject: `Secret of ${person.id}`,
    type: "meeting",
    startAt: at(from),
    endAt: at(to),
    ...more,
  });
const free = async (more: Record<string, string> = {}) => {
  const query = new URLSearchParams({ people: `${ben.id},${ana.id}`, minutes: "60", from: day, days: "1", ...more });
  return await ben.api("GET", `/api/v1/activities/free-times?${query}`);
};
const clocks = async (more: Record<string, string> = {}) =>
  ((await (await free(more)).json()) as { times: { startAt: string }[] }).times.map(({ startAt }) =>
    new Intl.DateTimeFormat("sv-SE", { timeStyle: "short", timeZone: "Europe/Sofia" }).format(new Date(startAt)),
  );

describe("the free times of several", () => {
  test("are those at which all of them work and none of them is busy", async () => {
    await has(ben, "09:00", "11:00");
    await has(ana, "12:00", "16:00");
    expect(await clocks()).toEqual(["11:00", "16:00"]);
    expect(await clocks({ people: ben.id, minutes: "300" })).toEqual(["11:00", "11:15", "11:30", "11:45", "12:00"]);
  });

  test("count what somebody was asked to as taken, until they decline", async () => {
    const { id } = await has(ben, "09:00", "17:00", { colleagues: [ana.id] });
    expect(await clocks({ people: ana.id })).toEqual([]);
    await ana.api("POST", `/api/v1/activities/${id}/answer`, { answer: "declined" });
    expect(await clocks({ people: ana.id })).toHaveLength(29);
  });

  test("leave out holidays and absences of any of them", async () => {
    await app.records.create(system, "absence", { reason: "Leave", owner: ana.id, firstDay: day, lastDay: day });
    expect(await clocks({ people: ben.id })).toHaveLength(29);
    expect(await clocks()).toEqual([]);
    await app.db.query({ text: "delete from plugin_activities.absences" });
  });

  test("are within the working time of somebody in another zone, too", async () => {
    const far = await app.person("sales", { name: "Far" });
    await app.db.query({ text: "update users set time_zone = 'America/New_York' where id = $1", values: [far.id] });
    await app.db.query({ text: "update definition_versions set version = version + 1 where name = 'rights'" });
    expect(await clocks({ people: `${ben.id},${far.id}` })).toEqual(["16:00"]);
  });

  test.each([
    [{ people: "" }, "people"],
    [{ people: "nobody" }, "people"],
    [{ minutes: "0" }, "minutes"],
    [{ days: "32" }, "days"],
    [{ from: "2027-02-31" }, "from"],
  ])("are not looked for with %o", async (more, path) => {
    const answer = await free(more);
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ errors: [{ pointer: `/${path}`, code: "activities.bad_free_times" }] });
  });
});

describe("planning with others", () => {
  test("warns whoever plans that a colleague is busy, and not what with", async () => {
    await has(ana, "09:00", "10:30");
    const form = {
      what: "plan",
      type: "meeting",
      subject: "Both",
      dueOn: day,
      time: "10:00",
      people: ana.id,
      back: "/",
    };
    const html = await afterwards(ben, await ben.send("/activities/log", form));
    expect(html).toContain("Planned, though &quot;Ana&quot; is at the same time. Free: 10:30, 10:45, 11:00.");
    expect(html).not.toContain("Secret of");
  });

  test("begins with a free time of all, which fills in the form", async () => {
    await has(ana, "09:00", "16:30");
    const page = await (await ben.visit(`/activities/times?people=${ana.id}&minutes=30&from=${day}`)).text();
    const [path = ""] = /\/activities\/log\?[^"]*/.exec(page) ?? [];
    const form = await (await ben.visit(path.replaceAll("&amp;", "&").replaceAll("&#x3D;", "="))).text();
    for (const text of [`value="${day}"`, 'value="16:30"', `value="${ana.id}" checked`]) expect(form).toContain(text);
    const sent = { what: "plan", type: "meeting", dueOn: day, time: "16:30", length: "30", people: ana.id, back: "/" };
    await ben.send("/activities/log", sent);
    const { data } = await app.records.list(ana.actor, "activity", {
      filter: { field: "owner", op: "eq", value: ben.id },
    });
    expect(data).toMatchObject([{ startAt: at("16:30"), endAt: at("17:00"), colleagues: [ana.id] }]);
  });
});
