import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Database, systemActor } from "trellis/sdk";
import { startTestApp, type TestApp, type TestPerson } from "trellis/testing";
import { Participants } from "../participants.ts";
import { repeats } from "../recurrence.ts";
import { Series } from "../series.ts";
import type { SeriesPlan } from "../series-rows.ts";
import { timeOf } from "../zoned.ts";
import { dayAhead, granted } from "./granted.ts";

let app: TestApp;
let ben: TestPerson;
let series: Series;
const zone = "Europe/Sofia";
const setUp = systemActor("test");

beforeAll(async () => {
  app = await startTestApp({ plugins: ["activities"] });
  await granted(app, "sales", "own");
  ben = await app.person("sales", { name: "Ben" });
  series = seriesOver(app.db);
});
afterAll(() => app.stop());

const seriesOver = (db: Database) => new Series({ db, records: app.records, participants: new Participants(app.db) });
const begin = async (more: Partial<SeriesPlan> = {}, about: object = {}): Promise<string> => {
  const fields = { subject: "Round", type: "meeting", owner: ben.id, ...about };
  const plan = { rule: repeats.weekly, firstDay: dayAhead(1), clock: "10:00", zone, until: null, fields, ...more };
  return (await series.begin(ben.actor, plan))?.id ?? "";
};
const placeOf = async (id: string) => (await series.placeOf(id)) ?? expect.fail("It stands alone.");
const all = async (id: string) => {
  const days = await series.daysOf((await placeOf(id)).series.id);
  const read = async (activity: string) => await app.records.get(setUp, "activity", activity);
  return await Promise.all(days.map(async (one) => ({ ...one, record: await read(one.activity) })));
};
/** As if the nights since three months from now had not been yet. */
const shorten = async (id: string): Promise<void> => {
  const values = [(await placeOf(id)).series.id, dayAhead(90)];
  for (const text of [
    "delete from plugin_activities.occurrences where series = $1 and day > $2",
    "update plugin_activities.series set made_until = $2 where id = $1",
  ])
    await app.db.query({ text, values });
};

describe("the night's work", () => {
  test("makes the others, too, where one cannot be made, and says so", async () => {
    const [bad, good] = [await begin(), await begin()];
    for (const id of [bad, good]) await shorten(id);
    const before = (await all(good)).length;
    const text = `update plugin_activities.series set made_until = made_until - 1, fields = fields || '{"priority": "no such"}' where id = $1`;
    const values = [(await placeOf(bad)).series.id];
    await app.db.query({ text, values });
    await expect(series.extend()).rejects.toMatchObject({ code: "records.invalid" });
    expect((await all(good)).length).toBeGreaterThan(before);
    await app.db.query({ text: "update plugin_activities.series set ended = true where id = $1", values });
  });

  test("goes on about whom it was merged with, and about nobody where that is gone", async () => {
    const [old, merged] = [await company("Old"), await company("Merged")];
    const [kept, lost] = [await begin({}, { company: old }), await begin({}, { company: old })];
    const text =
      "update plugin_activities.activities set company_id = $2 where id in (select activity from plugin_activities.occurrences where series = $1)";
    await app.db.query({ text, values: [(await placeOf(kept)).series.id, merged] });
    await app.records.remove(ben.actor, "company", old);
    for (const id of [kept, lost]) await shorten(id);
    await series.extend();
    expect((await all(kept)).at(-1)?.record["company"]).toBe(merged);
    expect((await all(lost)).at(-1)?.record["company"]).toBeNull();
  });

  test("makes them on the days of where the series is, whatever day that is elsewhere", async () => {
    const id = await begin({ clock: "00:30" });
    await shorten(id);
    await series.extend();
    const found = await all(id);
    expect(found.map(({ record }) => [record["dueOn"], record["zone"]])).toEqual(found.map(({ day }) => [day, zone]));
  });

  test("makes nothing of what somebody ends in the same moment", async () => {
    const id = await begin();
    await shorten(id);
    const place = await placeOf((await all(id))[2]?.activity ?? "");
    const query: Database["query"] = async (statement) => {
      const rows = await app.db.query<never>(statement);
      if (statement.text.includes("made_until <")) await series.end(ben.actor, place);
      return rows;
    };
    await seriesOver({ ...app.db, query }).extend();
    expect(new Set((await all(id)).slice(2).map(({ record }) => record["status"]))).toEqual(new Set(["cancelled"]));
  });
});

describe("a series that is changed", () => {
  test("by two at once from the same day on is one series, not two", async () => {
    const id = await begin({ until: dayAhead(29) });
    const place = await placeOf((await all(id))[2]?.activity ?? "");
    const change = async (subject: string) =>
      await series.change(ben.actor, place, "following", { fields: { subject } });
    await Promise.all([change("One"), change("Two")]);
    const { number } = await app.records.count(ben.actor, "activity", {
      and: [
        { field: "subject", op: "in", value: ["One", "Two"] },
        { field: "status", op: "eq", value: "planned" },
      ],
    });
    expect(number).toBe(3);
  });

  test("goes on once it has an end no more", async () => {
    const id = await begin();
    await series.end(ben.actor, await placeOf((await all(id))[5]?.activity ?? ""));
    await series.change(ben.actor, await placeOf(id), "all", { until: null });
    await shorten(id);
    expect(await series.extend()).toBeGreaterThan(0);
  });

  test("keeps how many times it is to be", async () => {
    const id = await begin({ rule: "FREQ=WEEKLY;COUNT=10" });
    const later = (await all(id))[6]?.activity ?? "";
    await series.change(ben.actor, await placeOf(later), "following", { clock: "11:00" });
    expect([(await all(id)).length, (await all(later)).length]).toEqual([6, 4]);
  });

  test("changes its guests, and what nobody has said before", async () => {
    const [one, two] = [await contact("One"), await contact("Two")];
    const id = await begin({}, { guests: [one] });
    const fields = { guests: [two], priority: "high" };
    await series.change(ben.actor, await placeOf(id), "following", { fields });
    expect((await all(id))[3]?.record).toMatchObject(fields);
  });

  test("loses its time of day where it is to have none", async () => {
    const id = await begin();
    await series.change(ben.actor, await placeOf(id), "following", { clock: null });
    const [, second] = await all(id);
    expect([second?.record["startAt"], second?.record["dueOn"]]).toEqual([null, second?.day]);
  });
});

describe("a series from the form", () => {
  const form = { what: "plan", type: "meeting", dueOn: dayAhead(3), time: "09:00", repeat: "weekly", back: "/" };
  const planned = async (subject: string) => {
    const filter = { field: "subject", op: "eq", value: subject } as const;
    const sort = [{ field: "dueAt", direction: "asc" }] as const;
    return (await app.records.list(ben.actor, "activity", { filter, sort })).data;
  };

  test("takes as long as was chosen, each time, in later nights, too", async () => {
    expect((await ben.send("/activities/log", { ...form, subject: "Short", length: "30" })).status).toBe(303);
    const id = (await planned("Short"))[0]?.id ?? "";
    await shorten(id);
    await series.extend();
    const minutes = (await all(id)).map(
      ({ record }) => (Date.parse(String(record["endAt"])) - Date.parse(String(record["startAt"]))) / 60_000,
    );
    expect(new Set(minutes)).toEqual(new Set([30]));
    expect((await placeOf(id)).series.fields).not.toHaveProperty("length");
  });

  test.each([
    [{ until: dayAhead(1) }, "It ends before it begins"],
    [{ dueOn: "0026-12-01" }, "a first day within a year"],
    [{ dueOn: "1999-12-01" }, "a first day within a year"],
  ])("that cannot be is said, and nothing is written: %o", async (more, said) => {
    const answer = await ben.send("/activities/log", { ...form, subject: "Never", ...more });
    expect([answer.status, (await answer.text()).includes(said)]).toEqual([422, true]);
    expect(await planned("Never")).toEqual([]);
  });

  test("of a year that is too early or too late for a clock is said, and of one before 1000 is kept", async () => {
    const plan = async (dueOn: string) =>
      (await ben.send("/activities/log", { ...form, subject: dueOn, repeat: "", dueOn })).status;
    expect([await plan("0001-01-01"), await plan("9999-12-31"), await plan("0026-12-01")]).toEqual([422, 422, 303]);
    expect(timeOf(String((await planned("0026-12-01"))[0]?.["startAt"]), zone)).toBe("09:00");
  });
});

const company = async (name: string) => (await app.records.create(ben.actor, "company", { name })).id;
const contact = async (name: string) => (await app.records.create(ben.actor, "contact", { name })).id;
