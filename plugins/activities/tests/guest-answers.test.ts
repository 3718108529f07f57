import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Mail } from "trellis/sdk";
import { startTestApp, type TestApp, type TestPerson } from "trellis/testing";
import { repliesIn } from "../ical-reply.ts";
import { Invitations } from "../invitations.ts";
import { afterwards, granted } from "./granted.ts";

type Letter = Parameters<Mail["write"]>[1];

let app: TestApp;
let ben: TestPerson;
let vera: string;
const letters: Letter[] = [];
const mail = { isOn: true, write: async (_trx: unknown, letter: Letter) => void letters.push(letter) };

beforeAll(async () => {
  app = await startTestApp({ plugins: ["activities"], background: true, env: { SMTP_URL: "smtp://127.0.0.1:1" } });
  await granted(app, "sales", "own");
  ben = await app.person("sales", { name: "Ben" });
  vera = (await app.records.create(ben.actor, "contact", { name: "Vera", email: "Vera@Example.com" })).id;
});
afterAll(() => app.stop());
beforeEach(() => letters.splice(0));

const invited = async (more: object = {}): Promise<string> => {
  const input = { subject: "See the hall", type: "meeting", startAt: "2027-03-01T09:00:00Z", contact: vera, ...more };
  const { id } = await app.records.create(ben.actor, "activity", input);
  await new Invitations({ db: app.db, records: app.records, mail }).invite(ben.actor, [id]);
  return id;
};
const change = async (id: string, input: Record<string, unknown>) =>
  await app.records.change(ben.actor, "activity", id, input);
const stateOf = async (id: string) => {
  const { guests } = (await (await ben.api("GET", `/api/v1/activities/${id}/participants`)).json()) as {
    guests: { state: string }[];
  };
  return guests.map(({ state }) => state);
};
const bell = async (id: string) => {
  const text = "select what, who from plugin_activities.notices where activity = $1 order by fire_at";
  return await app.db.query({ text, values: [id] });
};

interface Said {
  readonly partstat?: string;
  readonly sequence?: number;
  readonly stamp?: string;
  readonly from?: string;
  readonly more?: string;
}

/** As the calendar programs of guests send it. */
const reply = (
  id: string,
  { partstat = "ACCEPTED", sequence = 0, stamp = "20270201T080000Z", from, more = "" }: Said,
) =>
  [
    "BEGIN:VCALENDAR",
    "PRODID:-//Example//Calendar 1.0//EN",
    "METHOD:REPLY",
    "VERSION:2.0",
    "BEGIN:VEVENT",
    `ATTENDEE;PARTSTAT=${partstat}:mailto:${from ?? "vera@example.com"}`,
    "ORGANIZER:mailto:ben@example.com",
    `UID:${id}@trellis`,
    `SEQUENCE:${sequence}`,
    "REQUEST-STATUS:2.0;Success",
    `DTSTAMP:${stamp}`,
    ...(more ? [more] : []),
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ].join("\r\n");
const take = async (text: string, person = ben) =>
  await (await person.api("POST", "/api/v1/activities/replies", { calendar: text })).json();

describe("a guest's calendar", () => {
  test("says that they come, once, however often the answer is taken in", async () => {
    const id = await invited();
    expect(await stateOf(id)).toEqual(["invited"]);
    expect(await take(reply(id, {}))).toEqual({ outcomes: ["taken"] });
    expect(await take(reply(id, {}))).toEqual({ outcomes: ["known"] });
    expect([await stateOf(id), await bell(id)]).toEqual([["accepted"], [{ what: "accepted", who: "Vera" }]]);
  });

  test("says something else later; what was said before does not come back", async () => {
    const id = await invited();
    await take(reply(id, { partstat: "TENTATIVE", stamp: "20270202T080000Z" }));
    expect(await take(reply(id, { stamp: "20270201T080000Z" }))).toEqual({ outcomes: ["old"] });
    expect(await stateOf(id)).toEqual(["tentative"]);
    expect(await take(reply(id, { partstat: "DECLINED", stamp: "20270203T080000Z" }))).toEqual({ outcomes: ["taken"] });
    expect(await stateOf(id)).toEqual(["declined"]);
  });

  test("answers another time only once it was asked about that: an answer to the letter before does not count", async () => {
    const id = await invited();
    await take(reply(id, {}));
    await change(id, { startAt: "2027-03-02T09:00:00Z" });
    expect(await stateOf(id)).toEqual(["invited"]);
    expect(await take(reply(id, { stamp: "20270205T080000Z" }))).toEqual({ outcomes: ["old"] });
    expect(await take(reply(id, { sequence: 1, stamp: "20270101T080000Z" }))).toEqual({ outcomes: ["taken"] });
    await change(id, { place: "Hall 3" });
    expect(await stateOf(id)).toEqual(["accepted"]);
  });

  test.each([
    ["somebody who was not asked", { from: "mallory@example.com" }],
    ["one day of a series that is none", { more: "RECURRENCE-ID:20270301T090000Z" }],
    ["two people at once", { more: "ATTENDEE;PARTSTAT=DECLINED:mailto:ivan@example.com" }],
    ["a state that nobody knows", { partstat: "DELEGATED" }],
  ])("says nothing for %s", async (_name, said) => {
    const id = await invited();
    await take(reply(id, said));
    expect(await stateOf(id)).toEqual(["invited"]);
  });

  test("is heard by those who may change the meeting, and nobody else", async () => {
    const id = await invited();
    const ana = await app.person("sales", { name: "Ana" });
    expect(await take(reply(id, {}), ana)).toEqual({ outcomes: ["strange"] });
    await change(id, { colleagues: [ana.id] });
    expect(await take(reply(id, {}), ana)).toEqual({ outcomes: ["strange"] });
  });

  test.each(["", "Yes, I come", reply("x", {}).replace("REPLY", "REQUEST")])(
    "sends no answer with %j",
    async (text) => {
      expect(repliesIn(text)).toBeUndefined();
      expect((await ben.api("POST", "/api/v1/activities/replies", { calendar: text })).status).toBe(422);
    },
  );

  test("may be pasted on the page of the meeting", async () => {
    const id = await invited();
    const sent = await ben.send("/activities/replies", { text: reply(id, {}), back: `/activities/${id}` });
    expect(sent.headers.get("Location")).toBe(`/activities/${id}`);
    const html = await afterwards(ben, sent);
    for (const text of ["1 answer counts now.", "Vera", "comes"]) expect(html).toContain(text);
    const refused = await ben.send("/activities/replies", { text: "Yes!", back: "/" });
    expect(await afterwards(ben, refused)).toContain("This is no answer to an invitation");
  });
});

describe("the link in the letter", () => {
  const path = () => String(letters.at(-1)?.path);
  const open = async (at = path()) => await fetch(app.url + at);
  const press = async (answer: string, at = path()) =>
    await fetch(app.url + at, { method: "POST", body: new URLSearchParams({ answer }) });

  test("shows what is asked to whoever has it, and answers by a button, not by being opened", async () => {
    const id = await invited({ place: "Hall 2" });
    const html = await (await open()).text();
    for (const text of ["See the hall", "Hall 2", "With Ben"]) expect(html).toContain(text);
    expect(await stateOf(id)).toEqual(["invited"]);
    expect(await (await press("tentative")).text()).toContain("your answer has arrived");
    expect([await stateOf(id), await bell(id)]).toEqual([["tentative"], [{ what: "tentative", who: "Vera" }]]);
    await press("tentative");
    expect(await bell(id)).toHaveLength(1);
    expect((await press("no idea")).status).toBe(200);
    expect(await stateOf(id)).toEqual(["tentative"]);
  });

  test("opens nothing once there is a newer letter, or it does not take place", async () => {
    const id = await invited();
    const first = path();
    await new Invitations({ db: app.db, records: app.records, mail }).invite(ben.actor, [id]);
    expect(await (await open(first)).text()).not.toContain("See the hall");
    expect((await press("accepted", first)).status).toBe(404);
    expect(await (await open()).text()).toContain("See the hall");
    await change(id, { status: "cancelled" });
    expect(await (await open()).text()).toContain("Nothing to answer");
    expect((await open("/activities/answers/guessed")).status).toBe(200);
  });

  test("is kept as a hash only", async () => {
    await invited();
    const secret = path().split("/").at(-1) ?? "";
    const [row] = await app.db.query<{ text: string }>({
      text: "select string_agg(i::text, ' ') as text from plugin_activities.invitations i",
    });
    expect([secret.length, row?.text.includes(secret)]).toEqual([43, false]);
  });
});
