import ICAL from "ical.js";
import { Invalid, type Mail, services } from "trellis/sdk";
import { startTestApp, type TestApp, type TestPerson } from "trellis/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Invitations } from "../invitations.ts";
import { granted } from "./granted.ts";

type Letter = Parameters<Mail["write"]>[1];

let app: TestApp;
let ben: TestPerson;
let vera: string;
let ivan: string;
const queued: Letter[] = [];
const mail = { isOn: true, write: async (_trx: unknown, letter: Letter) => void queued.push(letter) };

beforeAll(async () => {
  app = await startTestApp({ plugins: ["activities"], background: true, env: { SMTP_URL: "smtp://127.0.0.1:1" } });
  await granted(app, "sales", "own");
  ben = await app.person("sales", { name: "Ben" });
  const contact = async (name: string, email: string | null) =>
    (await app.records.create(ben.actor, "contact", { name, email })).id;
  vera = await contact("Vera", "vera@example.com");
  ivan = await contact("Ivan", "ivan@example.com");
});
afterAll(() => app.stop());
beforeEach(async () => {
  queued.splice(0);
  await app.db.query({ text: "delete from mails" });
});

const start = "2027-03-01T09:00:00.000Z";
const meet = async (more: object = {}): Promise<string> => {
  const input = { subject: "Plan", type: "meeting", startAt: start, place: "Hall 2", contact: vera, guests: [ivan] };
  return (await app.records.create(ben.actor, "activity", { ...input, ...more })).id;
};
const change = async (id: string, input: Record<string, unknown>) =>
  await app.records.change(ben.actor, "activity", id, input);
const invite = async (id: string) =>
  await new Invitations({ db: app.db, records: app.records, mail }).invite(ben.actor, [id]);
/** Letters of the system itself, written by the module's own hook. */
const letters = async () =>
  (
    await app.db.query<{ recipient: string; subject: string }>({
      text: "select recipient, subject from mails order by recipient, created_at",
    })
  ).map(({ recipient, subject }) => `${recipient}: ${subject}`);

describe("an invitation", () => {
  test("goes to the contact and the guests, with the meeting for their calendar", async () => {
    const id = await meet();
    expect(await invite(id)).toEqual({ said: "activities.invite.sent", values: { count: 2 } });
    expect(queued.map(({ to }) => (to as { address: string }).address).toSorted()).toEqual([
      "ivan@example.com",
      "vera@example.com",
    ]);
    const letter = queued.find(({ to }) => (to as { name: string }).name === "Vera");
    const calendar = new ICAL.Component(ICAL.parse(letter?.appointment?.content ?? ""));
    const event = new ICAL.Event(calendar.getFirstSubcomponent("vevent") as never);
    expect(calendar.getFirstPropertyValue("method")).toBe("REQUEST");
    expect([event.uid, event.summary, event.location, event.sequence]).toEqual([`${id}@trellis`, "Plan", "Hall 2", 0]);
    expect(event.startDate.toJSDate().toISOString()).toBe(start);
    expect(event.organizer).toBe(`mailto:${ben.email}`);
    expect(event.attendees.map((one) => [one.getFirstValue(), one.getParameter("cn")])).toEqual([
      ["mailto:vera@example.com", "Vera"],
    ]);
  });

  test("sent again has a higher number, so that calendars take the later one", async () => {
    const id = await meet({ guests: [] });
    await invite(id);
    await invite(id);
    expect(queued.map(({ appointment }) => /SEQUENCE:(\d+)/.exec(appointment?.content ?? "")?.[1])).toEqual(["0", "1"]);
    expect(new Set(queued.map(({ once }) => once)).size).toBe(2);
  });

  test.each([
    ["without a time", { startAt: null, dueOn: "2027-03-01" }, "no_time_to_come"],
    ["of nobody with an address", { contact: null, guests: [] }, "nobody_to_invite"],
  ])("%s is refused with a reason", async (_name, more, code) => {
    const refused = await invite(await meet(more)).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Invalid);
    expect((refused as Invalid).problems).toMatchObject([{ code: `activities.${code}` }]);
    expect(queued).toEqual([]);
  });

  test("is not promised where the system sends no mail", async () => {
    const off = new Invitations({ db: app.db, records: app.records, mail: { ...mail, isOn: false } });
    expect(await off.invite(ben.actor, [await meet()])).toMatchObject({
      said: "activities.invite.no_mail",
      tone: "bad",
    });
  });
});

describe("whoever was invited", () => {
  test("is told when it moves, in the same transaction, and not of what is none of theirs", async () => {
    const id = await meet();
    await invite(id);
    await change(id, { notes: "Bring the papers" });
    expect(await letters()).toEqual([]);
    await change(id, { startAt: "2027-03-02T09:00:00.000Z", endAt: "2027-03-02T10:00:00.000Z" });
    expect(await letters()).toEqual(["ivan@example.com: Changed: Plan", "vera@example.com: Changed: Plan"]);
  });

  test.each(["cancelled", "removed"])("is told when it is %s, and nothing more after that", async (how) => {
    const id = await meet({ guests: [] });
    await invite(id);
    if (how === "removed") await app.records.remove(ben.actor, "activity", id);
    else await change(id, { status: "cancelled" });
    expect(await letters()).toEqual(["vera@example.com: Does not take place: Plan"]);
    if (how === "cancelled") await change(id, { status: "planned", startAt: "2027-04-01T09:00:00.000Z" });
    expect(await letters()).toHaveLength(1);
  });

  test("before anybody was, nobody is told", async () => {
    await change(await meet(), { place: "Hall 3" });
    expect(await letters()).toEqual([]);
  });
});

test("people invite from the menu of the meeting, and are told what they get", async () => {
  const id = await meet();
  const words = app.get(services.words);
  expect(await (await ben.visit(`/activities/${id}`)).text()).toContain(words.t("en", "activities.invite"));
});
