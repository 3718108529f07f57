import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "trellis/sdk";
import { startTestApp, type TestApp, type TestPerson } from "trellis/testing";
import { takeCall } from "../calls.ts";
import { dayAhead, granted } from "./granted.ts";

let app: TestApp;
let ben: TestPerson;
const call = {
  callId: "pbx-1",
  number: "+359888123456",
  at: "2026-11-20T10:00:00+02:00",
  seconds: 95,
  direction: "in",
};
const tell = async (body: object) => await ben.api("POST", "/api/v1/activities/calls", body);

beforeAll(async () => {
  app = await startTestApp({ plugins: ["activities"] });
  await granted(app, "sales", "own");
  ben = await app.person("sales", { name: "Ben" });
});
afterAll(() => app.stop());

describe("a telephone system that tells of a call", () => {
  test("makes an activity of it, about the one person with this number", async () => {
    const mira = (await app.records.create(ben.actor, "contact", { name: "Mira Koleva", phone: "+359888123456" })).id;
    const answer = await tell(call);
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({
      type: "call",
      status: "planned",
      contact: mira,
      owner: ben.id,
      minutes: 2,
      subject: "Call from Mira Koleva",
    });
  });

  test("makes it once, however often and however many at once tell of it", async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => tell({ ...call, callId: "pbx-2" })));
    const made = (await Promise.all(answers.map((answer) => answer.json()))) as { id: string }[];
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 200, 200, 201]);
  });

  test("makes it once, also where the first try ends in the middle", async () => {
    const broken: Database["transaction"] = async (work) =>
      await app.db.transaction(async (trx) => {
        await work(trx);
        throw new Error("The process ends.");
      });
    const told = { ...call, callId: "pbx-dead", direction: "in" as const };
    const needs = { records: app.records, subject: () => "Call" };
    await expect(takeCall({ ...needs, db: { ...app.db, transaction: broken } }, ben.actor, told)).rejects.toThrow();
    expect((await takeCall({ ...needs, db: app.db }, ben.actor, told))?.made).toBe(true);
    const filter = { field: "callId", op: "eq", value: "pbx-dead" } as const;
    expect(await app.records.count(ben.actor, "activity", filter)).toMatchObject({ number: 1 });
  });

  test("says that nobody answered, where that is all there is to say", async () => {
    expect(await (await tell({ ...call, callId: "pbx-3", seconds: 0 })).json()).toMatchObject({
      status: "done",
      result: "no_answer",
    });
  });

  test("is told everything that is wrong, and nothing of it is kept", async () => {
    const answer = await tell({ callId: "", number: "abc", at: "yesterday", seconds: -1, direction: "up" });
    expect(answer.status).toBe(422);
    expect(((await answer.json()) as { errors: unknown[] }).errors).toHaveLength(5);
    expect((await fetch(`${app.url}/api/v1/activities/calls`, { method: "POST" })).status).toBe(401);
  });

  test("proves that a call took place, so that it counts as talking to somebody", async () => {
    const { id } = (await (await tell({ ...call, callId: "pbx-4", seconds: 12 })).json()) as { id: string };
    await app.records.change(ben.actor, "activity", id, { status: "done", result: "reached" });
    expect((await app.records.get(ben.actor, "activity", id))["meaningful"]).toBe(true);
    const bare = await app.records.create(ben.actor, "activity", {
      subject: "Said so",
      type: "call",
      status: "done",
      result: "reached",
    });
    expect(bare["meaningful"]).toBe(false);
    const forged = await app.records.create(ben.actor, "activity", {
      subject: "Said so",
      type: "call",
      status: "done",
      result: "reached",
      callId: "pbx-4",
    });
    expect(forged["meaningful"]).toBe(false);
  });
});

describe("a note that makes a call count", () => {
  test("does so once within thirty days, and not when the call is told of after more than three working days", async () => {
    const notes = "Wants two cranes by spring, Ivo decides";
    const log = { subject: "Talk", type: "call", status: "done", result: "reached", notes };
    expect((await app.records.create(ben.actor, "activity", log))["meaningful"]).toBe(true);
    expect((await app.records.create(ben.actor, "activity", { ...log, notes: `${notes}!` }))["meaningful"]).toBe(false);
    const late = await app.records.create(ben.actor, "activity", {
      ...log,
      notes: "Something else was said there",
      startAt: `${dayAhead(-9)}T08:00:00Z`,
    });
    expect([late["meaningful"], late["late"]]).toEqual([false, true]);
  });

  describe("and is told of late", () => {
    let boss: TestPerson;
    const read = async (id: string) => {
      const { approved, late, meaningful } = await app.records.get(boss.actor, "activity", id);
      return { approved, late, meaningful };
    };
    const waiting = async () => {
      const notes = `What was said on day ${crypto.randomUUID()}`;
      const told = { type: "call", status: "done", result: "reached", notes, startAt: `${dayAhead(-9)}T08:00:00Z` };
      return (await app.records.create(ben.actor, "activity", { subject: "Late", ...told })).id;
    };
    beforeAll(async () => {
      await granted(app, "manager", "all");
      await app.grant("manager", "activities.approve", "all");
      boss = await app.person("manager", { name: "Boss" });
    });

    test("counts once somebody approved it, and again only after another look when it is changed", async () => {
      const id = await waiting();
      expect((await boss.send(`/activities/${id}/actions/activities.approve`)).status).toBe(303);
      expect(await read(id)).toEqual({ approved: true, late: true, meaningful: true });
      const other = { notes: "Something quite different was the subject", approved: true };
      await ben.api("PATCH", `/api/v1/activities/${id}`, other);
      expect(await read(id)).toEqual({ approved: null, late: true, meaningful: false });
    });

    test("is approved by nobody without the right, by nobody for themselves, and not where there is nothing to", async () => {
      const id = await waiting();
      const approval = async (person: TestPerson, activity: string) => {
        const answer = await person.api("PATCH", `/api/v1/activities/${activity}`, { approved: true });
        return ((await answer.json()) as { errors?: { code: string }[] }).errors?.map(({ code }) => code);
      };
      expect(await approval(ben, id)).toEqual(["activities.not_to_approve"]);
      const own = await app.records.create(boss.actor, "activity", { subject: "Mine", type: "task", status: "done" });
      expect(await approval(boss, own.id)).toEqual(["activities.own_contact"]);
      const fresh = await app.records.create(ben.actor, "activity", {
        subject: "In time",
        type: "task",
        status: "done",
      });
      expect(await approval(boss, fresh.id)).toEqual(["activities.nothing_to_approve"]);
      expect(await read(id)).toEqual({ approved: null, late: true, meaningful: false });
    });

    test("waits on the team's Today", async () => {
      await waiting();
      const html = await (await boss.visit("/?whose=team")).text();
      expect(html).toContain("These do not count until somebody approves them.");
      const list = await (await boss.visit("/activities?filter[late]=true&filter[approved][ne]=true")).text();
      expect(list).toContain("Late");
      expect(await (await ben.visit("/?whose=team")).text()).not.toContain("These do not count");
    });
  });
});

describe("a nudge", () => {
  test("rings the bell of the one whose activity it is, once an hour", async () => {
    const manager = await app.person("manager", { name: "Boss" });
    const boss = await app.person("manager", { name: "Other boss" });
    expect(manager.id).not.toBe(boss.id);
    const { id } = await app.records.create(ben.actor, "activity", { subject: "Offer", dueOn: dayAhead(-1) });
    for (let times = 0; times < 2; times++)
      expect((await boss.send(`/activities/${id}/nudge`, { nudge: "yes" })).status).toBe(303);
    expect(
      await app.db.query({ text: "select person from plugin_activities.notices where activity = $1", values: [id] }),
    ).toEqual([{ person: ben.id }]);
    expect(await (await ben.visit("/activities/reminders")).text()).toContain("Offer");
  });
});
