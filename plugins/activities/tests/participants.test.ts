import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp, type TestPerson } from "trellis/testing";
import { Participants } from "../participants.ts";
import { Reminders } from "../reminders.ts";
import { granted } from "./granted.ts";

let app: TestApp;
let ben: TestPerson;
let ana: TestPerson;
let cyd: TestPerson;

beforeAll(async () => {
  app = await startTestApp({ plugins: ["activities"] });
  await granted(app, "sales", "own");
  ben = await app.person("sales", { name: "Ben" });
  ana = await app.person("sales", { name: "Ana" });
  cyd = await app.person("sales", { name: "Cyd" });
});
afterAll(() => app.stop());

const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();
/** The day it is by then where these people live. */
const dayIn = (minutes: number): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Sofia" }).format(new Date(inMinutes(minutes)));
const meet = async (more: object = {}): Promise<string> => {
  const input = { subject: "Plan the fair", type: "meeting", startAt: inMinutes(600), colleagues: [ana.id], ...more };
  return (await app.records.create(ben.actor, "activity", input)).id;
};
const change = async (id: string, input: Record<string, unknown>) =>
  await app.records.change(ben.actor, "activity", id, input);
const said = async (id: string) =>
  (await new Participants(app.db).of([id])).map(({ person, state }) => [person, state]);
const bellOf = async (person: TestPerson, id: string) => {
  const text =
    "select what, who from plugin_activities.notices where person = $1 and activity = $2 and seen_at is null order by fire_at";
  return (await app.db.query<{ what: string; who: string }>({ text, values: [person.id, id] })).map(({ what }) => what);
};
const answer = async (person: TestPerson, id: string, input: object) =>
  await person.api("POST", `/api/v1/activities/${id}/answer`, input);
const remindedOf = async (id: string) => {
  const text = "select person from plugin_activities.reminders where activity = $1";
  return new Set((await app.db.query<{ person: string }>({ text, values: [id] })).map(({ person }) => person));
};

describe("a colleague who is asked", () => {
  test("sees the meeting, which is not theirs to change, in the calendar and on the bell", async () => {
    const id = await meet();
    expect(await said(id)).toEqual([[ana.id, "invited"]]);
    expect(await app.records.get(ana.actor, "activity", id)).toMatchObject({ subject: "Plan the fair" });
    await expect(app.records.change(ana.actor, "activity", id, { subject: "Mine" })).rejects.toThrow();
    await expect(app.records.remove(ana.actor, "activity", id)).rejects.toThrow();
    expect(await app.records.find(cyd.actor, "activity", id)).toBeUndefined();
    const path = `/activities/calendar?view=day&on=${dayIn(600)}`;
    expect(await (await ana.visit(path)).text()).toContain("Plan the fair");
    expect(await (await cyd.visit(path)).text()).not.toContain("Plan the fair");
    expect(await (await ana.visit("/activities/reminders")).text()).toContain("Ben asks you");
  });

  test("answers with one click, and whoever has it hears of it", async () => {
    const id = await meet();
    const sent = await ana.send(`/activities/${id}/answer`, { answer: "accepted", back: "/" });
    expect([sent.status, sent.headers.get("Location")]).toEqual([303, "/"]);
    expect(await said(id)).toEqual([[ana.id, "accepted"]]);
    expect([await bellOf(ana, id), await bellOf(ben, id)]).toEqual([[], ["accepted"]]);
    await ana.send(`/activities/${id}/answer`, { answer: "accepted", back: "/" });
    expect(await bellOf(ben, id)).toEqual(["accepted"]);
    const page = await (await ben.visit(`/activities/${id}`)).text();
    for (const word of ["Ana", "comes"]) expect(page).toContain(word);
  });

  test("answers from Today, too, where the question stands until it is answered", async () => {
    const id = await meet({ subject: "Far ahead", startAt: inMinutes(60 * 24 * 9) });
    expect(await (await ana.visit("/")).text()).toContain("Far ahead");
    await answer(ana, id, { answer: "declined" });
    expect(await (await ana.visit("/")).text()).not.toContain("Far ahead");
    const path = `/activities/calendar?view=day&on=${dayIn(60 * 24 * 9)}`;
    expect(await (await ana.visit(path)).text()).not.toContain("Far ahead");
  });

  test("is asked again when it moves, told when it is off, and when they are not asked any more", async () => {
    const id = await meet();
    await answer(ana, id, { answer: "accepted" });
    await change(id, { notes: "Bring the papers" });
    expect(await said(id)).toEqual([[ana.id, "accepted"]]);
    await change(id, { startAt: inMinutes(700) });
    expect([await said(id), await bellOf(ana, id)]).toEqual([[[ana.id, "invited"]], ["moved"]]);
    await change(id, { status: "cancelled" });
    expect(await bellOf(ana, id)).toEqual(["moved", "cancelled"]);
    expect((await answer(ana, id, { answer: "accepted" })).status).toBe(422);
    const other = await meet();
    await change(other, { colleagues: [cyd.id] });
    expect([await said(other), await bellOf(ana, other)]).toEqual([[[cyd.id, "invited"]], ["invited", "released"]]);
    expect(await app.records.find(ana.actor, "activity", other)).toBeUndefined();
  });

  test("is reminded as long as they may come, and no longer", async () => {
    const id = await meet({ colleagues: [ana.id, cyd.id] });
    expect(await remindedOf(id)).toEqual(new Set([ben.id, ana.id, cyd.id]));
    await answer(ana, id, { answer: "declined" });
    expect(await remindedOf(id)).toEqual(new Set([ben.id, cyd.id]));
    await answer(ana, id, { answer: "tentative" });
    expect(await remindedOf(id)).toEqual(new Set([ben.id, ana.id, cyd.id]));
    await change(id, { colleagues: [ana.id] });
    expect(await remindedOf(id)).toEqual(new Set([ben.id, ana.id]));
    await change(id, { startAt: inMinutes(10) });
    expect(await new Reminders(app.db).sendDue()).toBe(2);
    expect(await bellOf(ana, id)).toContain("reminder");
    await change(id, { status: "cancelled" });
    expect(await remindedOf(id)).toEqual(new Set());
  });
});

describe("who was not asked", () => {
  test("does not answer, and whoever has it is there anyway", async () => {
    const id = await meet({ colleagues: [ben.id, ana.id] });
    expect(await said(id)).toEqual([[ana.id, "invited"]]);
    expect((await answer(cyd, id, { answer: "accepted" })).status).toBe(404);
    expect((await answer(ben, id, { answer: "accepted" })).status).toBe(404);
    const refused = await answer(ana, id, { answer: "yes" });
    expect([refused.status, await said(id)]).toEqual([422, [[ana.id, "invited"]]]);
  });

  test("may be a record that is not a person of the house: it is refused", async () => {
    const contact = (await app.records.create(ben.actor, "contact", { name: "Vera" })).id;
    await expect(meet({ colleagues: [contact] })).rejects.toThrow();
  });
});

test("programs are told who comes", async () => {
  const id = await meet({ colleagues: [ana.id, cyd.id] });
  await answer(cyd, id, { answer: "tentative" });
  const told = (await (await ben.api("GET", `/api/v1/activities/${id}/participants`)).json()) as {
    colleagues: { name: string; state: string }[];
  };
  expect(told.colleagues.map(({ name, state }) => [name, state]).toSorted()).toEqual([
    ["Ana", "invited"],
    ["Cyd", "tentative"],
  ]);
});

describe("something that repeats", () => {
  const begin = async () => {
    const plan = { rule: "FREQ=WEEKLY", firstDay: dayIn(60 * 24), clock: "10:00" };
    const body = { ...plan, activity: { subject: "Stand-up", type: "meeting", colleagues: [ana.id] } };
    const made = (await (await ben.api("POST", "/api/v1/activities/series", body)).json()) as {
      days: { activity: string }[];
    };
    return made.days.map(({ activity }) => activity);
  };
  const rings = async (ids: readonly string[]) =>
    (await Promise.all(ids.map(async (id) => await bellOf(ana, id)))).flat();

  test("is asked about once, and answered for all that follow", async () => {
    const [first = "", second = "", third = "", ...rest] = await begin();
    expect(rest.length).toBeGreaterThan(10);
    expect(await rings([first, second, third, ...rest])).toEqual(["invited"]);
    await answer(ana, second, { answer: "accepted", following: true });
    expect(await Promise.all([first, second, third].map(said))).toEqual(
      ["invited", "accepted", "accepted"].map((state) => [[ana.id, state]]),
    );
  });
});
