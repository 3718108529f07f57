import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Http, services } from "trellis/sdk";
import { startTestApp, type TestApp, type TestPerson } from "trellis/testing";
import { OutsideCalendars } from "../outside.ts";
import { dayAhead, granted } from "./granted.ts";

let app: TestApp;
let ben: TestPerson;
let ana: TestPerson;
/** What the server elsewhere says. */
let said: { status: number; text: string; isCut?: boolean } | undefined;
let address: string | null;
const asked: string[] = [];

const http: Http = {
  send: async ({ url }) => {
    asked.push(url);
    if (!said) throw new Error("nobody there");
    return { status: said.status, headers: {}, body: Buffer.from(said.text), isCut: said.isCut === true };
  },
};
const outside = () => {
  const settings = { read: async <T extends object>() => ({ calendar: address }) as T };
  return new OutsideCalendars({ db: app.db, records: app.records, settings, http, actors: app.get(services.actors) });
};

beforeAll(async () => {
  app = await startTestApp({ plugins: ["activities"] });
  await granted(app, "sales", "own");
  ben = await app.person("sales", { name: "Ben" });
  ana = await app.person("sales", { name: "Ana" });
});
afterAll(() => app.stop());
beforeEach(() => {
  asked.splice(0);
  address = "https://calendar.example.com/secret.ics";
});

const day = dayAhead(10);
const stamp = (clock: string, on = day): string => `${on.replaceAll("-", "")}T${clock.replace(":", "")}00`;
const event = (uid: string, more: readonly string[]) => [
  "BEGIN:VEVENT",
  `UID:${uid}`,
  "DTSTAMP:20260101T000000Z",
  ...more,
  "END:VEVENT",
];
const at = (from: string, to: string, on = day) => [
  `DTSTART;TZID=Europe/Sofia:${stamp(from, on)}`,
  `DTEND;TZID=Europe/Sofia:${stamp(to, on)}`,
];
const says = (...events: readonly (readonly string[])[]) => {
  said = {
    status: 200,
    text: ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//EN", ...events.flat(), "END:VCALENDAR", ""].join("\r\n"),
  };
};
const read = async () => await outside().read(ben.actor);
const stands = async () =>
  (await outside().between([ben.id], dayAhead(-40), dayAhead(400))).map(({ uid, recurrence, subject, busy }) => [
    uid,
    recurrence,
    subject,
    busy,
  ]);
const page = async (person: TestPerson) => await (await person.visit(`/activities/calendar?view=day&on=${day}`)).text();
const free = async () => {
  const path = `/api/v1/activities/free-times?people=${ben.id}&minutes=420&from=${day}&days=1`;
  return ((await (await ana.api("GET", path)).json()) as { times: object[] }).times.length;
};

describe("a calendar elsewhere", () => {
  test("stands in one's own, in words for oneself, and makes one busy", async () => {
    says(event("dentist", ["SUMMARY:Dentist", ...at("09:00", "16:30")]));
    expect([await read(), asked]).toEqual([null, ["https://calendar.example.com/secret.ics"]]);
    expect(await stands()).toEqual([["dentist", "", "Dentist", true]]);
    for (const text of ["Dentist", "09:00–16:30"]) expect(await page(ben)).toContain(text);
    expect([(await page(ana)).includes("Dentist"), await free()]).toEqual([false, 0]);
  });

  test("is there as it stands now: what moved has moved, what is gone is gone", async () => {
    says(event("a", ["SUMMARY:A", ...at("09:00", "10:00")]), event("b", ["SUMMARY:B", ...at("11:00", "12:00")]));
    await read();
    says(event("b", ["SUMMARY:B, later", ...at("13:00", "14:00")]));
    await read();
    expect(await stands()).toEqual([["b", "", "B, later", true]]);
  });

  test("is only busy where it is private, and takes nobody's time where it says so or is called off", async () => {
    says(
      event("private", ["SUMMARY:Secret", "CLASS:PRIVATE", ...at("09:00", "10:00")]),
      event("free", ["SUMMARY:Birthday", "TRANSP:TRANSPARENT", ...at("10:00", "17:00")]),
      event("off", ["SUMMARY:Off", "STATUS:CANCELLED", ...at("10:00", "17:00")]),
      event(`01992f0e-0000-7000-8000-000000000000@trellis`, ["SUMMARY:Ours", ...at("10:00", "17:00")]),
    );
    await read();
    expect(await stands()).toEqual([
      ["private", "", null, true],
      ["free", "", "Birthday", false],
    ]);
    expect([(await page(ben)).includes("Busy"), (await page(ben)).includes("Secret"), (await free()) > 0]).toEqual([
      true,
      false,
      true,
    ]);
  });

  test("has each day of what repeats, with its exceptions", async () => {
    const [second, third] = [dayAhead(11), dayAhead(12)];
    says(
      event("daily", [
        "SUMMARY:Swim",
        "RRULE:FREQ=DAILY;COUNT=4",
        `EXDATE;TZID=Europe/Sofia:${stamp("07:00", third)}`,
        ...at("07:00", "08:00"),
      ]),
      event("daily", [
        "SUMMARY:Swim late",
        `RECURRENCE-ID;TZID=Europe/Sofia:${stamp("07:00", second)}`,
        ...at("19:00", "20:00", second),
      ]),
    );
    await read();
    expect(await stands()).toEqual([
      ["daily", day, "Swim", true],
      ["daily", second, "Swim late", true],
      ["daily", dayAhead(13), "Swim", true],
    ]);
  });

  test.each([
    ["nobody answers", undefined, "outside.unreachable"],
    ["there is another answer", { status: 404, text: "" }, "outside.unreachable"],
    ["it is no calendar", { status: 200, text: "<html>" }, "feed.not_a_calendar"],
    ["it is too large", { status: 200, text: "BEGIN", isCut: true }, "outside.too_large"],
  ])("keeps what was read before when %s, and says so", async (_name, answer, problem) => {
    says(event("kept", ["SUMMARY:Kept", ...at("09:00", "10:00")]));
    await read();
    said = answer;
    expect([await read(), (await outside().stateOf(ben.id))?.problem]).toEqual([problem, problem]);
    expect(await stands()).toEqual([["kept", "", "Kept", true]]);
  });

  test("is forgotten with its address", async () => {
    says(event("x", ["SUMMARY:X", ...at("09:00", "10:00")]));
    await read();
    address = null;
    await outside().readAll();
    expect([await stands(), await outside().stateOf(ben.id)]).toEqual([[], undefined]);
  });
});

describe("an event that became an activity", () => {
  test("follows the other calendar in time and words, and keeps what it is about", async () => {
    says(event("talk", ["SUMMARY:Talk", ...at("09:00", "10:00")]));
    await read();
    const id = await outside().take(ben.actor, "talk", "", "Busy");
    const company = (await app.records.create(ben.actor, "company", { name: "Kolev" })).id;
    await app.records.change(ben.actor, "activity", id, { company, subject: "Renamed here" });
    says(event("talk", ["SUMMARY:Talk, moved", ...at("13:00", "14:30")]));
    await read();
    const moved = await app.records.get(ben.actor, "activity", id);
    expect([moved["subject"], moved["company"]]).toEqual(["Talk, moved", company]);
    const minutes = (Date.parse(String(moved["endAt"])) - Date.parse(String(moved["startAt"]))) / 60_000;
    expect([minutes, await stands()]).toEqual([90, []]);
    const { version } = moved;
    await read();
    expect((await app.records.get(ben.actor, "activity", id)).version).toBe(version);
    says();
    await read();
    expect(await app.records.get(ben.actor, "activity", id)).toMatchObject({ status: "cancelled", company });
  });

  test("is one's own only, and one that is there", async () => {
    await expect(outside().take(ana.actor, "nothing", "", "Busy")).rejects.toMatchObject({ status: 404 });
  });
});

test("everybody's is read, also where that of somebody before them fails, and what one gave away is not one's own to move", async () => {
  says(event("given", ["SUMMARY:Given", ...at("09:00", "10:00")]));
  await read();
  const id = await outside().take(ben.actor, "given", "", "Busy");
  await app.db.query({
    text: "update plugin_activities.activities set owner_id = $2, colleagues = array[$3]::uuid[] where id = $1",
    values: [id, ana.id, ben.id],
  });
  says(event("given", ["SUMMARY:Moved", ...at("13:00", "14:00")]));
  expect(await read()).toBeNull();
  expect(await app.records.get(ana.actor, "activity", id)).toMatchObject({ subject: "Given" });
  const own = app.get(services.actors);
  let first = true;
  const actors: typeof own = Object.create(own, {
    ofUser: {
      value: async (...asked: Parameters<typeof own.ofUser>) => {
        if (!first) return await own.ofUser(...asked);
        first = false;
        throw new Error("This one fails.");
      },
    },
  });
  await app.db.query({ text: "delete from plugin_activities.outside" });
  const settings = { read: async <T extends object>() => ({ calendar: address }) as T };
  const all = new OutsideCalendars({ db: app.db, records: app.records, settings, http, actors });
  await expect(all.readAll()).rejects.toThrow("This one fails.");
  expect((await app.db.query({ text: "select from plugin_activities.outside" })).length).toBeGreaterThan(0);
});
test("its address is set among one's own settings, and never shown again", async () => {
  const html = await (await ben.visit("/activities/feed")).text();
  expect(html).toContain("Your calendar elsewhere");
  expect(html).toContain('href="/me/modules"');
  expect((await ben.visit("/me/modules")).status).toBe(200);
});
