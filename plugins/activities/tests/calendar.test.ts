import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp, type TestPerson } from "trellis/testing";
import { services, systemActor } from "trellis/sdk";
import { activityFrom } from "../activity.ts";
import { askOf, calendarViews, daysOf, turned } from "../calendar.ts";
import { isOn } from "../calendar.view.ts";
import { markMissed } from "../missed.ts";
import { freeSlots, workingDayAfter, workingHours, WorkingTimes } from "../working-time.ts";
import { dayOf, instantOf, plusDays, timeOf } from "../zoned.ts";
import { granted } from "./granted.ts";

const zones = ["Europe/Sofia", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe", "UTC"];
const days = fc.integer({ min: 0, max: 3_000 }).map((n) => plusDays("2022-01-01", n));
const everyDay = {
  isWorkday: (day: string) => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay()),
  from: "09:00",
  to: "17:00",
};

describe("time on the wall", () => {
  test("is the same after there and back, in every zone, but for hours that are skipped", () => {
    const times = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
      .map(([h, m]) => `${String(h).padStart(2, "0")}:${String(m).padStart(2, "0")}`);
    fc.assert(
      fc.property(days, times, fc.constantFrom(...zones), (day, time, zone) => {
        const at = instantOf(day, time, zone);
        const back = `${dayOf(at, zone)} ${timeOf(at, zone)}`;
        // A skipped time is one that no instant shows.
        const skipped = [-60, -30, 0, 30, 60].every((by) => {
          const near = new Date(Date.parse(at) + by * 60_000);
          return `${dayOf(near, zone)} ${timeOf(near, zone)}` !== `${day} ${time}`;
        });
        expect(back === `${day} ${time}` || skipped).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("half past eleven at night in Sofia is the afternoon before in New York, on each one's own day", () => {
    const at = instantOf("2026-12-01", "23:30", "Europe/Sofia");
    expect([dayOf(at, "America/New_York"), timeOf(at, "America/New_York")]).toEqual(["2026-12-01", "16:30"]);
    const early = instantOf("2026-12-01", "01:30", "Europe/Sofia");
    expect(dayOf(early, "America/New_York")).toBe("2026-11-30");
  });

  test("in the night when clocks go forward a skipped time is the one an hour later; when they go back the first counts", () => {
    expect(instantOf("2026-03-29", "03:30", "Europe/Sofia")).toBe("2026-03-29T01:30:00.000Z");
    expect(instantOf("2026-10-25", "03:30", "Europe/Sofia")).toBe("2026-10-25T00:30:00.000Z");
  });
});

describe("a page of the calendar", () => {
  test("has the day it was asked for, begins on Monday, and there and back is the same page", () => {
    fc.assert(
      fc.property(days, fc.constantFrom(...calendarViews), (on, view) => {
        const ask = { view, on };
        const shown = daysOf(ask);
        expect(shown).toContain(on);
        if (view !== "day") expect([shown.length % 7, new Date(`${shown[0]}T00:00:00Z`).getUTCDay()]).toEqual([0, 1]);
        const there = { view, on: turned(ask, 1) };
        expect(daysOf({ view, on: turned(there, -1) })).toEqual(shown);
      }),
    );
  });

  test("takes what an address says badly for this week", () => {
    expect(askOf("century", "2026-02-30", "2026-11-26")).toEqual({ view: "week", on: "2026-11-26", whose: "me" });
  });

  test("shows something over several days on each of them, and not on the day that begins when it ends", () => {
    const fair = activityFrom({
      startAt: "2026-12-01T10:00:00Z",
      endAt: "2026-12-03T00:00:00Z",
      status: "planned",
    } as never);
    const on = ["2026-11-30", "2026-12-01", "2026-12-02", "2026-12-03"].filter((day) => isOn(fair, day, "UTC"));
    expect(on).toEqual(["2026-12-01", "2026-12-02"]);
  });
});

describe("working time", () => {
  test("in two days means working days", () => {
    expect(workingDayAfter(everyDay, "2026-11-26", 2)).toBe("2026-11-30");
    expect(workingDayAfter({ isWorkday: () => false }, "2026-11-26", 2) > "2027-11-26").toBe(true);
  });

  test("counts only the hours in which somebody works", () => {
    const from = new Date("2026-11-27T14:00:00Z");
    const facts = { time: everyDay, zone: "UTC", enough: 24 };
    expect(workingHours(from, new Date("2026-11-30T12:00:00Z"), facts)).toBe(6);
    expect(workingHours(from, new Date("2026-12-01T16:00:00Z"), facts)).toBe(18);
  });

  test("free is what is within it and beside everything else", () => {
    const busy = [{ start: "2026-11-27T09:00:00Z", end: "2026-11-27T15:45:00Z" }];
    const free = freeSlots("2026-11-27", 60, { time: everyDay, busy, zone: "UTC" });
    expect(free).toEqual(["2026-11-27T15:45:00.000Z", "2026-11-27T16:00:00.000Z"]);
    expect(freeSlots("2026-11-28", 60, { time: everyDay, busy: [], zone: "UTC" })).toEqual([]);
  });
});

describe("with people", () => {
  let app: TestApp;
  let ben: TestPerson;
  const page = async (path: string): Promise<string> => await (await ben.visit(`/activities/calendar${path}`)).text();

  beforeAll(async () => {
    app = await startTestApp({ plugins: ["activities"] });
    await granted(app, "sales", "own");
    ben = await app.person("sales", { name: "Ben" });
  });
  afterAll(() => app.stop());

  test("each page shows what is on its days, in words of the person's language", async () => {
    await app.records.create(ben.actor, "activity", {
      subject: "Fair",
      type: "visit",
      startAt: "2026-12-02T08:00:00Z",
    });
    await app.records.create(ben.actor, "activity", { subject: "Tax", dueOn: "2026-12-02" });
    for (const view of ["day", "week", "month"]) {
      const html = await page(`?view=${view}&on=2026-12-02`);
      for (const subject of ["Fair", "Tax", "10:00"]) expect(html).toContain(subject);
    }
    expect(await page("?view=week&on=2026-12-09")).not.toContain("Fair");
    expect((await ben.visit("/activities/calendar?view=nothing&on=never")).status).toBe(200);
  });

  test("holidays and absences stand in it, and are no working days", async () => {
    const setUp = systemActor("test");
    await app.records.create(setUp, "holiday", { name: "Liberation Day", day: "2027-03-03" });
    await app.records.create(setUp, "absence", {
      reason: "Skiing",
      firstDay: "2027-03-04",
      lastDay: "2027-03-05",
      owner: ben.id,
    });
    const html = await page("?view=week&on=2027-03-03");
    for (const text of ["Liberation Day", "Away"]) expect(html).toContain(text);
    const settings = { read: async () => ({ workdays: null, workFrom: null, workTo: null }) as never };
    const times = new WorkingTimes(app.get(services.records), settings);
    expect(await times.dayAfter(ben.actor, 1, new Date("2027-03-02T10:00:00Z"))).toBe("2027-03-08");
    const backwards = { reason: "Never", firstDay: "2027-03-05", lastDay: "2027-03-04" };
    await expect(app.records.create(setUp, "absence", backwards)).rejects.toThrow();
  });

  test("two things at once are allowed, with a warning that names free times", async () => {
    const plan = { what: "plan", type: "meeting", dueOn: "2026-12-09", back: "/activities" };
    await ben.send("/activities/log", { ...plan, subject: "First", time: "10:00" });
    const second = await ben.send("/activities/log", { ...plan, subject: "Second", time: "10:30" });
    expect(second.status).toBe(303);
    const html = await (
      await ben.visit("/activities", {
        headers: { cookie: `${ben.cookie}; ${second.headers.get("set-cookie")?.split(";")[0]}` },
      })
    ).text();
    expect(html).toContain("Free: 11:00, 11:15, 11:30");
  });

  test("calls and meetings without a word are missed after 24 working hours, tasks are not", async () => {
    const make = async (type: string) =>
      (await app.records.create(ben.actor, "activity", { subject: type, type, startAt: "2026-11-20T08:00:00Z" })).id;
    const [call, task] = [await make("call"), await make("task")];
    const settings = { read: async () => ({ workdays: null, workFrom: null, workTo: null }) as never };
    const needs = { records: app.records, times: new WorkingTimes(app.records, settings) };
    const statusOf = async (id: string) => (await app.records.get(ben.actor, "activity", id))["status"];
    await markMissed(needs, new Date("2026-11-24T14:00:00Z"));
    expect(await statusOf(call)).toBe("planned");
    await markMissed(needs, new Date("2026-11-25T15:30:00Z"));
    expect([await statusOf(call), await statusOf(task)]).toEqual(["missed", "planned"]);
  });
});
