// Examples are those of RFC 5545; the feed is read by a library that did not write it.
import ical from "node-ical";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp, type TestPerson } from "trellis/testing";
import { services } from "trellis/sdk";
import { activityFrom } from "../activity.ts";
import { readCalendar } from "../ical-read.ts";
import { calendarText } from "../ical-write.ts";
import { dayAhead, granted } from "./granted.ts";

const calendarOf = (...lines: string[]): string =>
  [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//ABC Corporation//NONSGML My Product//EN",
    ...lines,
    "END:VCALENDAR",
    "",
  ].join("\r\n");
const read = (text: string, zone = "Europe/Sofia") => {
  const found = readCalendar(text, zone);
  return "events" in found ? found.events : found.fault;
};

// Section 4, the three-day conference, and 3.6.1, the anniversary and the transparent appointment.
const conference = [
  "BEGIN:VEVENT",
  "DTSTAMP:19960704T120000Z",
  "UID:uid1@example.com",
  "ORGANIZER:mailto:jsmith@example.com",
  "DTSTART:19960918T143000Z",
  "DTEND:19960920T220000Z",
  "STATUS:CONFIRMED",
  "CATEGORIES:CONFERENCE",
  "SUMMARY:Networld+Interop Conference",
  "DESCRIPTION:Networld+Interop Conference",
  " and Exhibit\\nAtlanta World Congress Center\\n",
  " Atlanta\\, Georgia",
  "END:VEVENT",
];
const anniversary = [
  "BEGIN:VEVENT",
  "UID:19970901T130000Z-123403@example.com",
  "DTSTAMP:19970901T130000Z",
  "DTSTART;VALUE=DATE:19971102",
  "SUMMARY:Our Blissful Anniversary",
  "TRANSP:TRANSPARENT",
  "CLASS:CONFIDENTIAL",
  "CATEGORIES:ANNIVERSARY,PERSONAL,SPECIAL OCCASION",
  "RRULE:FREQ=YEARLY",
  "END:VEVENT",
];
const newYork = [
  "BEGIN:VTIMEZONE",
  "TZID:America/New_York",
  "BEGIN:STANDARD",
  "DTSTART:19981025T020000",
  "TZOFFSETFROM:-0400",
  "TZOFFSETTO:-0500",
  "TZNAME:EST",
  "END:STANDARD",
  "BEGIN:DAYLIGHT",
  "DTSTART:19990404T020000",
  "TZOFFSETFROM:-0500",
  "TZOFFSETTO:-0400",
  "TZNAME:EDT",
  "END:DAYLIGHT",
  "END:VTIMEZONE",
];
const review = [
  "BEGIN:VEVENT",
  "DTSTAMP:19980309T231000Z",
  "UID:guid-1.example.com",
  "DTSTART;TZID=America/New_York:19980312T083000",
  "DTEND;TZID=America/New_York:19980312T093000",
  "CLASS:PUBLIC",
  "SUMMARY:XYZ Project Review",
  "LOCATION:1CP Conference Room 4350",
  "DESCRIPTION:Project XYZ Review Meeting",
  "END:VEVENT",
];
const todo = [
  "BEGIN:VTODO",
  "UID:20070313T123432Z-456553@example.com",
  "DTSTAMP:20070313T123432Z",
  "DUE;VALUE=DATE:20070501",
  "SUMMARY:Submit Quebec Income Tax Return for 2006",
  "CLASS:CONFIDENTIAL",
  "STATUS:NEEDS-ACTION",
  "END:VTODO",
];

describe("a file of a calendar", () => {
  test("is read as RFC 5545 means its examples", () => {
    expect(read(calendarOf(...conference))).toMatchObject([
      {
        subject: "Networld+Interop Conference",
        startAt: "1996-09-18T14:30:00.000Z",
        endAt: "1996-09-20T22:00:00.000Z",
        notes: "Networld+Interop Conferenceand Exhibit\nAtlanta World Congress Center\nAtlanta, Georgia",
      },
    ]);
    expect(read(calendarOf(...anniversary))).toMatchObject([
      { day: "1997-11-02", clock: null, rule: "FREQ=YEARLY", isPrivate: true },
    ]);
    expect(read(calendarOf(...newYork, ...review))).toMatchObject([
      {
        startAt: "1998-03-12T13:30:00.000Z",
        clock: "08:30",
        zone: "America/New_York",
        place: "1CP Conference Room 4350",
      },
    ]);
    expect(read(calendarOf(...todo))).toMatchObject([{ type: "task", day: "2007-05-01" }]);
  });

  test("counts a time in a zone of the file's own as the file says, and one without a zone where its reader is", () => {
    const own = newYork.map((line) => line.replace("America/New_York", "Somewhere"));
    const there = review.map((line) => line.replace("America/New_York", "Somewhere").replace("19980312", "19990312"));
    expect(read(calendarOf(...own, ...there))).toMatchObject([
      { startAt: "1999-03-12T13:30:00.000Z", zone: "Europe/Sofia" },
    ]);
    const floating = review.map((line) => line.replace(";TZID=America/New_York", ""));
    expect(read(calendarOf(...floating))).toMatchObject([{ startAt: "1998-03-12T06:30:00.000Z" }]);
  });

  test("that is none, is broken or has too much says so, and an event without a time is passed over", () => {
    for (const text of ["", "name;phone\nAna;1", "BEGIN:VCARD\r\nEND:VCARD\r\n", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"])
      expect(read(text)).toBe("not_a_calendar");
    const none = ["BEGIN:VEVENT", "UID:1", "SUMMARY:Some day", "END:VEVENT"];
    expect(read(calendarOf(...none))).toEqual([]);
    expect(read(calendarOf(...Array.from({ length: 5_001 }, () => none).flat()))).toBe("too_much");
  });

  test("comes back from what we write the same, the examples among them", () => {
    for (const lines of [conference, [...newYork, ...review]]) {
      const [first] = read(calendarOf(...lines));
      if (typeof first !== "object") throw new Error("It was not read.");
      const record = {
        ...first,
        id: "x",
        dueOn: first.day,
        status: "planned",
        version: 1,
        updatedAt: "2026-11-26T10:00:00Z",
      };
      const [again] = read(calendarText("Ben", [activityFrom(record as never)]));
      expect(again).toMatchObject({
        subject: first.subject,
        notes: first.notes,
        place: first.place,
        startAt: first.startAt,
        endAt: first.endAt,
      });
    }
  });
});

describe("with people", () => {
  let app: TestApp;
  let ben: TestPerson;
  const activities = async (field: string, value: string) =>
    (
      await app.records.list(ben.actor, "activity", {
        filter: { field, op: "eq", value },
        sort: [{ field: "dueAt", direction: "asc" }],
      })
    ).data;

  beforeAll(async () => {
    app = await startTestApp({ plugins: ["activities"], background: true });
    await granted(app, "sales", "own");
    ben = await app.person("sales", { name: "Ben" });
  });
  afterAll(() => app.stop());

  const open = async (): Promise<string> => {
    const html = await (await ben.send("/activities/feed", { open: "yes" })).text();
    return /\/activities\/ical\/[\w-]+\.ics/.exec(html)?.[0] ?? expect.fail("There is no address.");
  };

  test("a calendar program that is not ours reads the feed: times, whole days, words with commas", async () => {
    await app.records.create(ben.actor, "activity", {
      subject: "Meet; Ivo, Ana",
      type: "meeting",
      startAt: `${dayAhead(2)}T08:00:00Z`,
      endAt: `${dayAhead(2)}T09:30:00Z`,
      place: "Room 1, Sofia",
      notes: "Line one\nline two",
    });
    await app.records.create(ben.actor, "activity", { subject: "Данъци", dueOn: dayAhead(3) });
    const ana = await app.person("sales", { name: "Ana" });
    await app.records.create(ana.actor, "activity", { subject: "Not his", dueOn: dayAhead(3) });
    const answer = await fetch(app.url + (await open()));
    expect(answer.headers.get("Content-Type")).toContain("text/calendar");
    const text = await answer.text();
    expect(text.split("\r\n").every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
    const found = Object.values(ical.sync.parseICS(text)).filter((one) => one?.type === "VEVENT") as unknown as {
      summary: string;
      start: Date;
      end: Date;
      location: string;
      description: string;
      datetype: string;
    }[];
    expect(found.map(({ summary }) => summary).toSorted()).toEqual(["Meet; Ivo, Ana", "Данъци"]);
    const meeting = found.find(({ summary }) => summary.startsWith("Meet"));
    expect([meeting?.start.toISOString(), meeting?.end.toISOString()]).toEqual([
      `${dayAhead(2)}T08:00:00.000Z`,
      `${dayAhead(2)}T09:30:00.000Z`,
    ]);
    expect([meeting?.location, meeting?.description]).toEqual(["Room 1, Sofia", "Line one\nline two"]);
    expect(found.find(({ summary }) => summary === "Данъци")?.datetype).toBe("date");
  });

  test("an address is nobody's once there is a newer one, it was taken away, its person lost the right or the module is off", async () => {
    const status = async (path: string): Promise<number> =>
      (await fetch(app.url + path, { redirect: "manual" })).status;
    const [first, second] = [await open(), await open()];
    expect([await status(first), await status(second)]).toEqual([404, 200]);
    await ben.send("/activities/feed/removal", { close: "yes" });
    expect(await status(second)).toBe(404);
    expect(await status("/activities/ical/guessed.ics")).toBe(404);
    const third = await open();
    const admin = await app.person("admin");
    await app.get(services.plugins).disable(admin.actor, "activities");
    expect(await status(third)).not.toBe(200);
    await app.get(services.plugins).enable(admin.actor, "activities", { agreed: "everything" });
    expect(await status(third)).toBe(200);
    await app.db.query({ text: "update user_roles set role = 'manager' where user_id = $1", values: [ben.id] });
    await app.db.query({ text: "update definition_versions set version = version + 1 where name = 'rights'" });
    expect(await status(third)).toBe(404);
    await app.db.query({ text: "update user_roles set role = 'sales' where user_id = $1", values: [ben.id] });
    await app.db.query({ text: "update definition_versions set version = version + 1 where name = 'rights'" });
  });

  test("events come in, private ones as busy only, the same file again changes instead of doubling", async () => {
    const event = (summary: string, more: string[] = []) => [
      "BEGIN:VEVENT",
      "UID:outside-1",
      "DTSTAMP:20261101T000000Z",
      `DTSTART:${dayAhead(5).replaceAll("-", "")}T080000Z`,
      `DTEND:${dayAhead(5).replaceAll("-", "")}T090000Z`,
      `SUMMARY:${summary}`,
      ...more,
      "END:VEVENT",
    ];
    expect((await take(calendarOf(...event("From outside")))).status).toBe(303);
    await take(calendarOf(...event("Moved outside")));
    expect(await activities("subject", "From outside")).toEqual([]);
    expect(await activities("subject", "Moved outside")).toHaveLength(1);
    const hidden = event("Doctor", ["CLASS:PRIVATE", "DESCRIPTION:knee"]).map((line) =>
      line.replace("outside-1", "outside-2"),
    );
    await take(calendarOf(...hidden));
    expect(await activities("subject", "Doctor")).toEqual([]);
    expect(await activities("subject", "Busy")).toMatchObject([{ notes: null }]);
    expect((await take("no calendar")).status).toBe(422);
  });

  test("a series comes in with its exceptions", async () => {
    const first = dayAhead(1).replaceAll("-", "");
    const [third, second] = [dayAhead(15).replaceAll("-", ""), dayAhead(8).replaceAll("-", "")];
    const lines = [
      "BEGIN:VEVENT",
      "UID:weekly-1",
      `DTSTART;TZID=Europe/Sofia:${first}T100000`,
      "DURATION:PT30M",
      "RRULE:FREQ=WEEKLY",
      `EXDATE;TZID=Europe/Sofia:${second}T100000`,
      "SUMMARY:Weekly",
      "END:VEVENT",
    ];
    const exception = [
      "BEGIN:VEVENT",
      "UID:weekly-1",
      `RECURRENCE-ID;TZID=Europe/Sofia:${third}T100000`,
      `DTSTART;TZID=Europe/Sofia:${third}T140000`,
      `DTEND;TZID=Europe/Sofia:${third}T150000`,
      "SUMMARY:Weekly, later",
      "END:VEVENT",
    ];
    await take(calendarOf(...exception, ...lines));
    const found = await activities("type", "meeting");
    const states = found
      .filter((one) => String(one["subject"]).startsWith("Weekly"))
      .slice(0, 4)
      .map((one) => [one["subject"], one["status"]]);
    expect(states).toEqual([
      ["Weekly", "planned"],
      ["Weekly", "cancelled"],
      ["Weekly, later", "planned"],
      ["Weekly", "planned"],
    ]);
  });

  async function take(text: string): Promise<Response> {
    const body = new FormData();
    body.append("file", new Blob([text], { type: "text/calendar" }), "calendar.ics");
    const headers = { cookie: ben.cookie, "Sec-Fetch-Site": "same-origin" };
    return await fetch(`${app.url}/activities/files`, { method: "POST", body, headers, redirect: "manual" });
  }
});
