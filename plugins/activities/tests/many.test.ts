// What happens to whoever has very many activities: nothing is left out where all of it counts.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Input } from "trellis/sdk";
import { startTestApp, type TestApp, type TestPerson } from "trellis/testing";
import { Activities } from "../activities.ts";
import { NextSteps } from "../next-steps.ts";
import { dayAhead, granted } from "./granted.ts";

let app: TestApp;
let ben: TestPerson;

beforeAll(async () => {
  app = await startTestApp({ plugins: ["activities"] });
  await granted(app, "sales", "own");
  ben = await app.person("sales", { name: "Ben" });
});
afterAll(() => app.stop());
beforeEach(() => app.db.query({ text: "delete from plugin_activities.activities" }));

const add = async (input: Input) => (await app.records.create(ben.actor, "activity", input)).id;
const copies = `insert into plugin_activities.activities (id, subject, type, status, owner_id, contact_id, start_at, end_at, due_on, due_at,
    all_day, version, created_at, created_by, updated_at, updated_by)
  select gen_random_uuid(), 'Copy ' || n, type, status, owner_id, contact_id, start_at, end_at, due_on, due_at,
    all_day, 1, now(), created_by, now(), updated_by from plugin_activities.activities, generate_series(1, $2::int) n where id = $1`;
const copied = async (id: string, count: number) => await app.db.query({ text: copies, values: [id, count] });
const meeting = (day: string, more: Input = {}): Input => ({
  subject: "Meet",
  type: "meeting",
  startAt: `${day}T08:00:00Z`,
  endAt: `${day}T09:00:00Z`,
  ...more,
});

test("the column of next steps has the first of each, however many one of them has", async () => {
  const contact = async (name: string) => (await app.records.create(ben.actor, "contact", { name })).id;
  const [many, few] = [await contact("Many"), await contact("Few")];
  await copied(await add(meeting(dayAhead(2), { contact: many, subject: "Later" })), 250);
  await add({ subject: "First", contact: many, dueOn: dayAhead(1) });
  await add({ subject: "After all of those", contact: few, dueOn: dayAhead(3) });
  const needs = { db: app.db, records: app.records, adoption: { record: async () => undefined } };
  const steps = new NextSteps({ db: app.db, records: app.records, unnamed: () => "" });
  const found = await new Activities({ ...needs, steps }).nextOfEach(ben.actor, "contact", [many, few]);
  expect([found.get(many)?.subject, found.get(few)?.subject]).toEqual(["First", "After all of those"]);
});

test("a calendar elsewhere gets what is to come, however much has been", async () => {
  await copied(await add(meeting(dayAhead(-30))), 1_250);
  await add(meeting(dayAhead(1), { subject: "To come" }));
  const html = await (await ben.send("/activities/feed", { open: "yes" })).text();
  const [path] = /\/activities\/ical\/[\w-]+\.ics/.exec(html) ?? [];
  expect(await (await fetch(`${app.url}${path}`)).text()).toContain("SUMMARY:To come");
});

test("nobody is free on a day that is full, however full the days before are", async () => {
  await copied(await add(meeting("2027-02-02")), 1_250);
  await add({ subject: "All of it", type: "meeting", startAt: "2027-02-03T00:00:00Z", endAt: "2027-02-03T23:00:00Z" });
  const asked = `people=${ben.id}&minutes=30&from=2027-02-03&days=1`;
  const answer = await ben.api("GET", `/api/v1/activities/free-times?${asked}`);
  expect(await answer.json()).toEqual({ times: [] });
});

test.each(["replies", "handings", "ID/answer"])("programs that send nothing to /%s are told so", async (path) => {
  const id = await add(meeting(dayAhead(1)));
  expect((await ben.api("POST", `/api/v1/activities/${path.replace("ID", id)}`, null as never)).status).toBe(422);
});
