import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemActor } from "trellis/sdk";
import { startTestApp, type TestApp, type TestPerson } from "trellis/testing";
import { daysOfRule, isRule, repeats } from "../recurrence.ts";
import { Participants } from "../participants.ts";
import { Series } from "../series.ts";
import type { SeriesPlan } from "../series-rows.ts";
import { dayOf, plusDays, timeOf } from "../zoned.ts";
import { dayAhead, granted } from "./granted.ts";

const setUp = systemActor("test");

describe("the days of a rule", () => {
  test("leave out 29 February in years without one, and the 31st of short months", () => {
    expect(daysOfRule("FREQ=YEARLY", "2024-02-29", { from: "2027-01-01", to: "2028-12-31" })).toEqual(["2028-02-29"]);
    expect(daysOfRule("FREQ=MONTHLY", "2026-01-31", { from: "2026-01-01", to: "2026-06-01" })).toEqual([
      "2026-01-31",
      "2026-03-31",
      "2026-05-31",
    ]);
  });

  test("are never more than two years of them, in order, each once, and within what was asked for", () => {
    const starts = fc.integer({ min: 0, max: 4_000 }).map((n) => plusDays("2020-01-01", n));
    const spans = fc.tuple(fc.integer({ min: -400, max: 2_000 }), fc.integer({ min: 0, max: 5_000 }));
    fc.assert(
      fc.property(starts, spans, fc.constantFrom(...Object.values(repeats)), (first, [after, length], rule) => {
        const from = plusDays(first, after);
        const days = daysOfRule(rule, first, { from, to: plusDays(from, length) });
        expect(days.length).toBeLessThanOrEqual(732);
        expect([...new Set(days)].toSorted()).toEqual(days);
        expect(days.every((day) => day >= first && day >= from && day <= plusDays(from, Math.min(length, 731)))).toBe(
          true,
        );
      }),
      { numRuns: 60 },
    );
  });

  test("of a rule that never comes true are none, and it does not take long to know", () => {
    const began = performance.now();
    for (const rule of ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31"])
      expect(daysOfRule(rule, "2026-01-01", { from: "2026-01-01", to: "2027-01-01" })).toEqual([]);
    expect(performance.now() - began).toBeLessThan(20_000);
  });

  test("are not counted by the minute, nor by what is no rule", () => {
    for (const rule of ["FREQ=MINUTELY", "FREQ=DAILY;BYHOUR=1,2", "", "FREQ=DAILY\nX", "drop table"])
      expect(isRule(rule)).toBe(false);
    for (const rule of [...Object.values(repeats), "FREQ=MONTHLY;BYDAY=-1FR"]) expect(isRule(rule)).toBe(true);
  });
});

describe("a series", () => {
  let app: TestApp;
  let ben: TestPerson;
  let series: Series;
  const zone = "Europe/Sofia";

  beforeAll(async () => {
    app = await startTestApp({ plugins: ["activities"] });
    await granted(app, "sales", "own");
    ben = await app.person("sales", { name: "Ben" });
    series = new Series({ db: app.db, records: app.records, participants: new Participants(app.db) });
  });
  afterAll(() => app.stop());

  const begin = async (more: Partial<SeriesPlan> = {}): Promise<string> => {
    const fields = { subject: "Round", type: "meeting", owner: ben.id };
    const plan = { rule: repeats.weekly, firstDay: dayAhead(1), clock: "10:00", zone, until: null, fields, ...more };
    return (await series.begin(ben.actor, plan))?.id ?? "";
  };
  const placeOf = async (id: string) => (await series.placeOf(id)) ?? expect.fail("It stands alone.");
  const all = async (id: string) => {
    const { series: row } = await placeOf(id);
    const text =
      "select activity as id, day::text as day from plugin_activities.occurrences where series = $1 order by day";
    const rows = await app.db.query<{ id: string; day: string }>({ text, values: [row.id] });
    return await Promise.all(
      rows.map(async (one) => ({ ...one, record: await app.records.get(ben.actor, "activity", one.id) })),
    );
  };

  test("at ten stays at ten when clocks change, half a year ahead", async () => {
    const found = await all(await begin());
    expect(found.length).toBeGreaterThan(25);
    const starts = found.map(({ record }) => String(record["startAt"]));
    expect(new Set(starts.map((at) => timeOf(at, zone)))).toEqual(new Set(["10:00"]));
    expect(new Set(starts.map((at) => at.slice(11, 13))).size).toBe(2);
    expect(starts.map((at) => dayOf(at, zone))).toEqual(found.map(({ day }) => day));
  });

  test("is made further by the night's work, once", async () => {
    const id = await begin();
    const { series: row } = await placeOf(id);
    const before = (await all(id)).length;
    await app.db.query({
      text: "delete from plugin_activities.occurrences where series = $1 and day > $2",
      values: [row.id, dayAhead(90)],
    });
    await app.db.query({
      text: "update plugin_activities.series set made_until = $2 where id = $1",
      values: [row.id, dayAhead(90)],
    });
    expect(await series.extend()).toBeGreaterThan(0);
    expect(await series.extend()).toBe(0);
    expect((await all(id)).length).toBe(before);
  });

  test("goes on with whoever has it by now, once the one who began it has left", async () => {
    const leaver = await app.person("sales", { name: "Leaver" });
    const plan = { rule: "FREQ=WEEKLY", firstDay: dayAhead(1), clock: "10:00", zone: "Europe/Sofia", until: null };
    const first = await series.begin(setUp, { ...plan, fields: { subject: "Stand-up", owner: leaver.id } });
    const id = first?.id ?? "";
    const { series: row } = await placeOf(id);
    const run = async (text: string, ...values: unknown[]) => await app.db.query({ text, values: [row.id, ...values] });
    const owners = `select a.owner_id as owner from plugin_activities.occurrences o
      join plugin_activities.activities a on a.id = o.activity where o.series = $1 and o.day > $2`;
    const later = async () => {
      await run("delete from plugin_activities.occurrences where series = $1 and day > $2", dayAhead(90));
      await run("update plugin_activities.series set made_until = $2 where id = $1", dayAhead(90));
      await series.extend();
      return new Set((await run(owners, dayAhead(90))).map(({ owner }) => owner));
    };
    const giveAll = `update plugin_activities.activities set owner_id = $2
      where id in (select activity from plugin_activities.occurrences where series = $1)`;
    expect(await later()).toEqual(new Set([leaver.id]));
    await run(giveAll, ben.id);
    expect(await later()).toEqual(new Set([leaver.id]));
    await run(giveAll, ben.id);
    await app.db.query({ text: "update users set state = 'inactive' where id = $1", values: [leaver.id] });
    expect(await later()).toEqual(new Set([ben.id]));
    expect((await placeOf(id)).series.fields["owner"]).toBe(ben.id);
  });

  test("changes from one on, keeps the ids, and leaves alone what somebody changed by hand", async () => {
    const [first, second, third, fourth] = await all(await begin());
    if (!first || !second || !third || !fourth) throw new Error("too few");
    await app.records.change(ben.actor, "activity", third.id, { subject: "Special" });
    await app.records.change(ben.actor, "activity", fourth.id, { startAt: `${fourth.day}T15:00:00Z` });
    await series.change(ben.actor, await placeOf(second.id), "following", {
      clock: "11:00",
      fields: { subject: "Circle" },
    });
    const now = await all(second.id);
    expect(now.slice(0, 3).map(({ id }) => id)).toEqual([second.id, third.id, fourth.id]);
    expect(now.slice(0, 3).map(({ record }) => [record["subject"], timeOf(String(record["startAt"]), zone)])).toEqual([
      ["Circle", "11:00"],
      ["Special", "11:00"],
      ["Circle", "17:00"],
    ]);
    expect((await all(first.id)).map(({ record }) => record["subject"])).toEqual(["Round"]);
  });

  test("changes all of it, and another rule cancels what is no more and makes what is new", async () => {
    const id = await begin();
    const before = await all(id);
    await series.change(ben.actor, await placeOf(id), "all", { rule: repeats.biweekly });
    const now = await all(id);
    expect(now.map(({ id: one }) => one)).toEqual(before.map(({ id: one }) => one));
    expect(now.slice(0, 4).map(({ record }) => record["status"])).toEqual([
      "planned",
      "cancelled",
      "planned",
      "cancelled",
    ]);
  });

  test("ends where somebody ends it, and is not made further", async () => {
    const [first, second, third] = await all(await begin());
    await series.end(ben.actor, await placeOf(second?.id ?? ""));
    const states = (await all(first?.id ?? "")).map(({ record }) => record["status"]);
    expect([states[0], new Set(states.slice(1))]).toEqual(["planned", new Set(["cancelled"])]);
    expect((await placeOf(third?.id ?? "")).series.until).toBe(plusDays(second?.day ?? "", -1));
    expect(await series.extend()).toBe(0);
  });

  test("is planned in the form, changed on its page, and nobody else's to change", async () => {
    const form = {
      what: "plan",
      type: "meeting",
      subject: "By form",
      dueOn: dayAhead(2),
      time: "09:00",
      repeat: "weekly",
      until: dayAhead(20),
      back: "/",
    };
    await ben.send("/activities/log", form);
    const filter = { field: "subject", op: "eq", value: "By form" } as const;
    const { data } = await app.records.list(ben.actor, "activity", {
      filter,
      sort: [{ field: "dueAt", direction: "asc" }],
    });
    expect(data.map((one) => one["dueOn"])).toEqual([dayAhead(2), dayAhead(9), dayAhead(16)]);
    const path = `/activities/${data[1]?.id}/series`;
    expect(await (await ben.visit(path)).text()).toContain("By form");
    expect(
      (
        await ben.send(path, {
          scope: "following",
          subject: "By page",
          time: "09:30",
          repeat: "weekly",
          until: dayAhead(20),
        })
      ).status,
    ).toBe(303);
    expect((await app.records.get(ben.actor, "activity", data[2]?.id ?? ""))["subject"]).toBe("By page");
    const ana = await app.person("sales", { name: "Ana" });
    expect((await ana.visit(path)).status).toBe(404);
    expect((await ana.send(path, { end: "yes" })).status).toBe(404);
  });

  describe("for programs", () => {
    const wish = { rule: repeats.weekly, firstDay: dayAhead(1), clock: "08:30", activity: { subject: "Stand-up" } };
    const begun = async (more: object = {}) => {
      const answer = await ben.api("POST", "/api/v1/activities/series", { ...wish, ...more });
      return { status: answer.status, body: (await answer.json()) as Told };
    };
    interface Told {
      readonly zone: string;
      readonly activity: object;
      readonly days: readonly { readonly activity: string; readonly day: string }[];
      readonly errors: readonly { readonly pointer: string }[];
    }

    test("is begun, read, changed from one on, and ended", async () => {
      const { status, body } = await begun({ until: dayAhead(22) });
      expect([status, body.zone, body.days.map(({ day }) => day)]).toEqual([
        201,
        zone,
        [dayAhead(1), dayAhead(8), dayAhead(15), dayAhead(22)],
      ]);
      const path = `/api/v1/activities/${body.days[2]?.activity}/series`;
      expect(await (await ben.api("GET", path)).json()).toEqual({ ...body, day: dayAhead(15) });
      const change = { clock: "09:00", activity: { subject: "Sit-down" } };
      expect(await (await ben.api("PATCH", path, change)).json()).toEqual({ changed: 2 });
      const found = await all(body.days[2]?.activity ?? "");
      expect(found.map(({ record }) => [record["subject"], timeOf(String(record["startAt"]), zone)])).toEqual([
        ["Sit-down", "09:00"],
        ["Sit-down", "09:00"],
      ]);
      expect(await (await ben.api("DELETE", path)).json()).toEqual({ cancelled: 2 });
      expect((await all(body.days[2]?.activity ?? "")).map(({ record }) => record["status"])).toEqual([
        "cancelled",
        "cancelled",
      ]);
    });

    test.each([
      ["rule", { rule: "FREQ=MINUTELY" }],
      ["firstDay", { firstDay: "1970-01-01" }],
      ["firstDay", { firstDay: "2026-02-30" }],
      ["clock", { clock: "25:00" }],
      ["zone", { zone: "Europe/Atlantis" }],
      ["until", { until: dayAhead(-1) }],
      ["activity", { activity: { subject: "X", startAt: "2026-12-01T10:00:00Z" } }],
      ["day", { day: "2026-12-01" }],
      ["rule", { rule: "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30" }],
    ])("a wrong %s is named, and nothing is written", async (field, more) => {
      const before = await app.records.count(ben.actor, "activity");
      const { status, body } = await begun(more);
      expect([status, body.errors.map(({ pointer }) => pointer)]).toEqual([422, [`/${field}`]]);
      expect(await app.records.count(ben.actor, "activity")).toEqual(before);
    });

    test("is nobody else's, and belongs to whoever begins it", async () => {
      const { body } = await begun({ until: dayAhead(8) });
      expect(body.activity).toMatchObject({ owner: ben.id });
      const ana = await app.person("sales", { name: "Ana" });
      const path = `/api/v1/activities/${body.days[0]?.activity}/series`;
      for (const method of ["GET", "PATCH", "DELETE"])
        expect((await ana.api(method, path, method === "PATCH" ? {} : undefined)).status).toBe(404);
      const taken = await ana.api("POST", "/api/v1/activities/series", {
        ...wish,
        activity: { subject: "Yours", owner: ben.id },
      });
      expect([taken.status, ((await taken.json()) as Told).errors.map(({ pointer }) => pointer)]).toEqual([
        422,
        ["/owner"],
      ]);
    });

    test("is described, as calls are", async () => {
      const { paths } = (await (await ben.api("GET", "/api/v1/openapi.json")).json()) as { paths: object };
      expect(Object.keys(paths)).toEqual(
        expect.arrayContaining([
          "/api/v1/activities/calls",
          "/api/v1/activities/series",
          "/api/v1/activities/{id}/series",
        ]),
      );
    });
  });
});
