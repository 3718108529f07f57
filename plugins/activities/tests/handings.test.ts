import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemActor } from "trellis/sdk";
import { startTestApp, type TestApp, type TestPerson } from "trellis/testing";
import { Handings } from "../handings.ts";
import { afterwards, granted } from "./granted.ts";

const system = systemActor("test");
let app: TestApp;
let head: TestPerson;
let ben: TestPerson;
let ana: TestPerson;

beforeAll(async () => {
  app = await startTestApp({ plugins: ["activities"] });
  await granted(app, "sales", "own");
  await granted(app, "manager", "subtree");
  head = await app.person("manager", { name: "Head" });
  const team = (await app.records.create(system, "team", { name: "North", manager: head.id })).id;
  ben = await app.person("sales", { name: "Ben", team });
  ana = await app.person("sales", { name: "Ana", team });
  await app.person("sales", { name: "Stranger" });
  head = { ...head, actor: (await actorOf(head.id)) ?? head.actor };
});
afterAll(() => app.stop());

const actorOf = async (id: string) => {
  const { services } = await import("trellis/sdk");
  return await app.get(services.actors).ofUser(id, "page");
};
const todo = async (subject: string, more: object = {}): Promise<string> =>
  (await app.records.create(system, "activity", { subject, owner: ben.id, ...more })).id;
const ownerOf = async (id: string) => (await app.records.get(system, "activity", id))["owner"];
const bellOf = async (person: TestPerson) => await (await person.visit("/activities/reminders")).text();
const undoIn = (html: string): string => /action="(\/activities\/handings\/[^"]+\/undo)"/.exec(html)?.[1] ?? "";

describe("an activity", () => {
  test("is given to somebody else by two clicks, both are told, and one more takes it back", async () => {
    const id = await todo("Call Kolev");
    const page = await (await head.visit(`/activities/${id}`)).text();
    expect(page).toContain(`name="to" value="${ana.id}"`);
    for (const person of [ben, { id: "Stranger" }]) expect(page).not.toContain(`name="to" value="${person.id}"`);
    const sent = await head.send(`/activities/${id}/handing`, { to: ana.id, back: `/activities/${id}` });
    const told = await afterwards(head, sent);
    expect([await ownerOf(id), told.includes("Ana has it now.")]).toEqual([ana.id, true]);
    expect(await bellOf(ana)).toContain("Head gave you this");
    const old = await bellOf(ben);
    expect([old.includes("Head gave to somebody else what was yours"), old.includes("Call Kolev")]).toEqual([
      true,
      false,
    ]);
    await head.send(undoIn(told), {});
    expect(await ownerOf(id)).toBe(ben.id);
    expect((await head.send(undoIn(told), {})).status).toBe(404);
  });

  test("is not given to somebody outside of one's reach, nor by somebody whose it is not", async () => {
    const id = await todo("Stay");
    const stranger = await app.person("sales", { name: "Other" });
    expect((await head.send(`/activities/${id}/handing`, { to: stranger.id })).status).toBe(404);
    expect((await ben.send(`/activities/${id}/handing`, { to: ana.id })).status).toBe(404);
    expect((await ana.send(`/activities/${id}/handing`, { to: ana.id })).status).toBe(404);
    expect(await ownerOf(id)).toBe(ben.id);
    expect(await (await ben.visit(`/activities/${id}`)).text()).not.toContain("/handing");
  });
});

describe("all open ones of a selection", () => {
  test("go together; what is done stays, and each hears of it once", async () => {
    const open = await Promise.all(["One", "Two", "Three"].map((subject) => todo(subject)));
    const done = await todo("Over", { status: "done" });
    const chosen = await head.send("/activities/bulk", { do: "activities.give", ids: [...open, done] });
    const path = chosen.headers.get("Location") ?? "";
    expect(path).toMatch(/^\/activities\/handings\//);
    const page = await (await head.visit(path)).text();
    for (const text of ["Give 4 activities", `name="to" value="${ana.id}"`]) expect(page).toContain(text);
    const told = await afterwards(head, await head.send(path, { to: ana.id, back: "/activities" }));
    expect(told).toContain("Ana has 3 more now. 1 stayed");
    expect(await Promise.all([...open, done].map(ownerOf))).toEqual([ana.id, ana.id, ana.id, ben.id]);
    await app.records.change(system, "activity", open[0] ?? "", { owner: null });
    await head.send(undoIn(told), {});
    expect(await Promise.all(open.map(ownerOf))).toEqual([null, ben.id, ben.id]);
  });

  test("belong to whoever chose them", async () => {
    const handings = new Handings({ db: app.db, records: app.records });
    const id = await handings.choose(ben.actor, [await todo("Mine")]);
    expect((await head.visit(`/activities/handings/${id}`)).status).toBe(404);
    expect((await head.send(`/activities/handings/${id}`, { to: ana.id })).status).toBe(404);
  });

  test("are told of as one where they change hands in one go", async () => {
    const ids = await Promise.all(["A", "B"].map((subject) => todo(subject)));
    await head.send("/activities/bulk", { do: "assign", ids, owner: ana.id, save: "yes" });
    expect(await bellOf(ana)).toContain("Head gave you 2 things");
  });

  test("are given by programs, which are told what does not fit", async () => {
    const id = await todo("By a program");
    const give = async (body: object) => await head.api("POST", "/api/v1/activities/handings", body);
    expect(await (await give({ activities: [id], to: ana.id })).json()).toMatchObject({ given: 1, left: 0 });
    for (const body of [{}, { activities: [], to: ana.id }, { activities: [id], to: "nobody" }])
      expect((await give(body)).status).toBe(422);
  });
});

describe("waiting for others", () => {
  const waiting = async (person: TestPerson) => {
    const { data } = (await (await person.api("GET", "/api/v1/activities/waiting")).json()) as {
      data: { activity: string; unanswered: string[] }[];
    };
    return new Map(data.map(({ activity, unanswered }) => [activity, unanswered]));
  };

  test("has who was asked and did not answer, until they do", async () => {
    const startAt = new Date(Date.now() + 86_400_000).toISOString();
    const input = { subject: "Fair", type: "meeting", startAt, colleagues: [ana.id] };
    const { id } = await app.records.create(ben.actor, "activity", input);
    expect((await waiting(ben)).get(id)).toEqual(["Ana"]);
    expect(await (await ben.visit("/activities/waiting")).text()).toContain("No answer yet: Ana");
    expect(await (await ben.visit("/")).text()).toContain("waiting-title");
    await ana.api("POST", `/api/v1/activities/${id}/answer`, { answer: "accepted" });
    expect((await waiting(ben)).has(id)).toBe(false);
  });

  test("has what one left to others, until it is done, taken back or out of sight", async () => {
    const id = await todo("Prepare the offer");
    await head.send(`/activities/${id}/handing`, { to: ana.id });
    expect((await waiting(head)).get(id)).toEqual([]);
    const page = await (await head.visit("/activities/waiting")).text();
    for (const text of ["Prepare the offer", "Ana has it to do", `/activities/${id}/nudge`])
      expect(page).toContain(text);
    await app.records.change(system, "activity", id, { status: "done" });
    expect((await waiting(head)).has(id)).toBe(false);
    const made = await todo("Left", {});
    await app.db.query({
      text: "update plugin_activities.activities set created_by = $1 where id = $2",
      values: [ana.id, made],
    });
    expect((await waiting(ana)).has(made)).toBe(false);
  });
});

test("what a team did lately stands in its order, for whoever may see it", async () => {
  const id = await todo("Visited the hall", { status: "done", notes: "They liked it" });
  const lately = async (person: TestPerson) => await (await person.visit("/activities/lately")).text();
  for (const text of ["Visited the hall", "They liked it", "Ben"]) expect(await lately(head)).toContain(text);
  expect(await lately(ana)).not.toContain("Visited the hall");
  await app.records.remove(system, "activity", id);
  expect(await lately(head)).not.toContain("Visited the hall");
});
