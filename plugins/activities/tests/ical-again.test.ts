// A calendar file that is taken in, and taken in again.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, type Queryable, systemActor } from "trellis/sdk";
import { startTestApp, type TestApp, type TestPerson } from "trellis/testing";
import { takeIn } from "../ical-import.ts";
import { readCalendar } from "../ical-read.ts";
import { Participants } from "../participants.ts";
import { Series } from "../series.ts";
import { dayAhead, granted } from "./granted.ts";

let app: TestApp;
let ben: TestPerson;

beforeAll(async () => {
  app = await startTestApp({ plugins: ["activities"] });
  await granted(app, "sales", "own");
  ben = await app.person("sales", { name: "Ben" });
});
afterAll(() => app.stop());

const stamp = (day: string, clock: string): string => `${day.replaceAll("-", "")}T${clock}00`;
const calendar = (uid: string, day: string, ...more: readonly string[]): string =>
  [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//x//y//EN",
    "BEGIN:VEVENT",
    `UID:${uid}`,
    `SUMMARY:${uid}`,
    `DTSTART;TZID=Europe/Sofia:${stamp(day, "1000")}`,
    `DTEND;TZID=Europe/Sofia:${stamp(day, "1200")}`,
    ...more,
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ].join("\r\n");
const take = async (text: string, db: Database = app.db) => {
  const read = readCalendar(text, "Europe/Sofia");
  const events = "events" in read ? read.events : expect.fail(read.fault);
  const series = new Series({ db, records: app.records, participants: new Participants(app.db) });
  return await takeIn({ db, records: app.records, series, busy: "Busy", untitled: "Meeting" }, ben.actor, events);
};
const found = async (subject: string) => {
  const filter = { field: "subject", op: "eq", value: subject } as const;
  const sort = [{ field: "dueAt", direction: "asc" }] as const;
  return (await app.records.list(systemActor("test"), "activity", { filter, sort, limit: 200 })).data;
};
const hours = (record: Readonly<Record<string, unknown>>): number =>
  (Date.parse(String(record["endAt"])) - Date.parse(String(record["startAt"]))) / 3_600_000;

test("what was done here meanwhile stays done, with its result, and has the times of the file", async () => {
  await take(calendar("once", dayAhead(3)));
  const id = (await found("once"))[0]?.id ?? "";
  await app.records.change(ben.actor, "activity", id, { status: "done", result: "agreed" });
  expect(await take(calendar("once", dayAhead(4)))).toEqual({ made: 0, changed: 1 });
  expect(await found("once")).toMatchObject([{ id, status: "done", result: "agreed", dueOn: dayAhead(4) }]);
});

test("each of a series takes as long as the file says", async () => {
  await take(calendar("weekly", dayAhead(1), "RRULE:FREQ=WEEKLY;COUNT=3"));
  expect((await found("weekly")).map(hours)).toEqual([2, 2, 2]);
});

test("a series that began long ago is there now, too", async () => {
  await take(calendar("old", dayAhead(-7 * 52 * 4), "RRULE:FREQ=WEEKLY"));
  const days = (await found("old")).map(({ dueOn }) => String(dueOn));
  expect(days).toContain(dayAhead(7));
  expect(days.length).toBeLessThan(106);
});

test.each([[[]], [["RRULE:FREQ=WEEKLY;COUNT=4"]]])(
  "of what ends before it is known where it came from nothing is there, so that the next try makes it once: %o",
  async (more) => {
    const uid = `broken ${more.length}`;
    const text = calendar(uid, dayAhead(1), ...more);
    const isNote = ({ text: sql }: { text: string }) => sql.includes("plugin_activities.imported (");
    const ending = <Q extends Queryable>(on: Q): Q => ({
      ...on,
      query: async (asked: Parameters<Q["query"]>[0]) =>
        isNote(asked) ? await Promise.reject(new Error("The process ends.")) : await on.query(asked),
    });
    const transaction: Database["transaction"] = async (work) =>
      await app.db.transaction(async (trx) => await work(ending(trx)));
    await expect(take(text, { ...ending(app.db), transaction })).rejects.toThrow("The process ends.");
    await take(text);
    expect(await found(uid)).toHaveLength(more.length === 0 ? 1 : 4);
  },
);
