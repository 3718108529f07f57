// Rules tried on what has happened: what they would have told of beside what was told of, with nothing told and nothing set.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inside } from "../../../../core/app/inside.ts";
import { look } from "../../../../core/records/reading/look.ts";
import { sweep } from "../../../../core/records/reading/sweep.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { wholeDatabase } from "../../../support/whole-database.ts";

let app: TestApp;
let admin: TestPerson;
let seller: TestPerson;
let ids: string[];
beforeAll(async () => {
  app = await startTestApp();
  for (const right of ["read", "export", "delete"]) await app.grant("sales", `contacts.${right}`, "all");
  await app.db.query({ text: "delete from export_limits" });
  admin = await app.person("admin", { name: "Ada" });
});
afterAll(() => app.stop());
beforeEach(async () => {
  for (const table of ["risk_rules", "honey_records", "alerts", "readings"])
    await app.db.query({ text: `delete from ${table}` });
  seller = await app.person("sales", { name: "Sava" });
  await app.db.query({ text: "update users set time_zone = $2 where id = $1", values: [seller.id, zone] });
  await app.db.query({ text: "update definition_versions set version = version + 1 where name = 'rights'" });
  const text = `insert into contacts (id, name, created_by, updated_by, search)
    select gen_random_uuid(), 'Contact ' || n, 'x', 'x', ' contact' from generate_series(1, 70) n returning id`;
  ids = (await app.db.query<{ id: string }>({ text })).map(({ id }) => id);
});

/** Where it is noon now, so that no day ends in a test. */
const fromNoon = new Date().getUTCHours() - 12;
const zone = `Etc/GMT${fromNoon < 0 ? "" : "+"}${fromNoon}`;

interface Told {
  readonly at: string;
  readonly rule: string;
  readonly person: { readonly id: string };
  readonly detail: Readonly<Record<string, unknown>>;
  readonly alert: { readonly id: string; readonly falseAlarm: boolean | null } | null;
}
interface Trial {
  readonly told: readonly Told[];
  readonly silent: readonly Told[];
  readonly rules: readonly ({ readonly rule: string } & Readonly<Record<string, number>>)[];
}
const asked = async (body: object = {}, person = admin) => await person.api("POST", "/api/v1/alerts/trial", body);
/** The lists without what sellers of other tests left in the trail, which only grows. */
const tried = async (rules: object = {}): Promise<Trial> => {
  const answer = await asked({ rules });
  expect(answer.status).toBe(200);
  const { told, silent, ...trial } = (await answer.json()) as Trial;
  const ours = ({ person }: Told): boolean => person.id === seller.id;
  return { ...trial, told: told.filter(ours), silent: silent.filter(ours) };
};
/** Rules and figures of what would be told, the oldest first. */
const tellings = async (rules: object = {}) =>
  (await tried(rules)).told.toReversed().map(({ rule, detail }) => [rule, detail]);
const set = async (form: Record<string, string>) =>
  expect((await admin.send("/settings/alerts/rules", form)).status).toBe(303);

/** So many different records, opened so many days ago at a minute of the day where the seller is, each a while after the other. */
async function opened(
  count: number,
  { daysAgo, minute, seconds }: { daysAgo: number; minute: number; seconds: number },
) {
  const text = `insert into readings (at, user_id, kind, record_id)
    select (date_trunc('day', now() at time zone $2) - $4 * interval '1 day' + $5 * interval '1 minute' + n * $6 * interval '1 second') at time zone $2,
      $1, 'contact', gen_random_uuid() from generate_series(0, $3 - 1) n order by random()`;
  await app.db.query({ text, values: [seller.id, zone, count, daysAgo, minute, seconds] });
}

describe("with the rules in force", () => {
  test("what was told of would be told of again, and nothing else", async () => {
    await set({ "pace.threshold": "8", "sequence.threshold": "5", "removals.threshold": "12" });
    const { data } = (await (await seller.api("GET", "/api/v1/contacts?sort=name&limit=7&fields=id")).json()) as {
      data: { id: string }[];
    };
    for (const { id } of data) await seller.visit(`/contacts/${id}?in=sort%3Dname`);
    await app.get(inside.readings).flush();
    for (const id of ids.slice(0, 12)) await seller.api("GET", `/api/v1/contacts/${id}`);
    await admin.send(`/contacts/${ids[20]}/actions/alerts.honey`, { a: "" });
    await admin.send(`/contacts/${ids[21]}/actions/alerts.honey`, { a: "" });
    await (await seller.visit("/contacts/export.csv")).arrayBuffer();
    await seller.visit(`/contacts/${ids[20]}`);
    await (await seller.visit("/contacts/export.csv")).arrayBuffer();
    await app.get(inside.readings).flush();
    await admin.send(`/contacts/${ids[21]}/actions/alerts.honey`, { a: "" });
    await seller.visit(`/contacts/${ids[21]}`);
    for (const id of ids.slice(30, 44)) await seller.api("DELETE", `/api/v1/contacts/${id}`);
    await looks(11);
    await app.get(inside.readings).flush();
    await sweep(app.db, app.get(inside.alerts));

    const truth = await app.db.query<{ id: string; rule: string }>({ text: "select id, rule from alerts order by id" });
    const expected = ["first_export", "honey", "honey", "pace", "removals", "reveals", "sequence"];
    expect(truth.map(({ rule }) => rule).toSorted()).toEqual(expected);
    const { told, silent, rules } = await tried();
    expect(told.map(({ rule }) => rule).toSorted()).toEqual(expected);
    expect(told.map(({ alert }) => alert?.id).toSorted()).toEqual(truth.map(({ id }) => id));
    expect(silent).toEqual([]);
    for (const { rule, told: would, raised } of rules) expect([rule, would]).toEqual([rule, raised]);
  });

  // Whatever the trail: each record is opened "now" once, with all before it moved back, and the rules are asked as they are each time.
  test("each moment of a long hour tells what it told", async () => {
    await set({ "pace.threshold": "14", "sequence.threshold": "4", "off_hours.action": "none", "pace.pause": "1" });
    const steps = wandering(220);
    let last = 0;
    for (const { at, record, place } of steps) {
      const values = [at - last];
      for (const table of ["readings", "alerts"])
        await app.db.query({ text: `update ${table} set at = at - $1 * interval '1 millisecond'`, values });
      last = at;
      const text = "insert into readings (at, user_id, kind, record_id, place) values (now(), $1, 'contact', $2, $3)";
      await app.db.query({ text, values: [seller.id, ids[record], place] });
      await look(app.db, app.get(inside.alerts), { ...seller.actor, timeZone: zone });
    }
    const truth = "select rule, detail, (extract(epoch from now() - at) / 5)::int as ago from alerts order by at";
    const raised = await app.db.query<{ rule: string; detail: object }>({ text: truth });
    expect(new Set(raised.map(({ rule }) => rule))).toEqual(new Set(["pace", "sequence"]));
    expect(raised.length).toBeGreaterThan(3);
    expect(await tellings()).toEqual(raised.map(({ rule, detail }) => [rule, detail]));
  });
});

/** Eleven and more looks on a device that is new to the seller. */
async function looks(count: number): Promise<void> {
  for (const device of ["the usual one", "another one"])
    await app.db.query({
      text: `insert into audit_events (actor_id, source, action, kind, detail) values ($1, 'page', 'session.started', 'session', jsonb_build_object('device', $2::text))`,
      values: [seller.id, device],
    });
  const text = `insert into audit_events (actor_id, source, action, kind) select $1, 'page', 'field.revealed', 'contact' from generate_series(1, $2)`;
  await app.db.query({ text, values: [seller.id, count] });
}

interface Wandered {
  /** Milliseconds from the beginning, rising. */
  readonly at: number;
  readonly record: number;
  readonly place: number | null;
}

/** Somebody wanders about for some hours: now in the order of a list, now back and forth, with rests. The same each time. */
function wandering(count: number): Wandered[] {
  let [seed, at, record, direction] = [20261127, 0, 0, 1];
  const chance = (most: number): number => (seed = (seed * 48_271) % 2_147_483_647) % most;
  return Array.from({ length: count }, (_, step) => {
    const inOrder = Math.floor(step / 9) % 3 === 1;
    at += inOrder ? 300 + chance(4_500) : chance(10) === 0 ? 600_000 + chance(600_000) : 20_000 + chance(60_000);
    if (chance(12) === 0) direction = -direction;
    // Now and then the same once more.
    record = chance(8) === 0 ? record : inOrder ? (record + direction + 70) % 70 : chance(70);
    return { at, record, place: inOrder ? record : null };
  });
}

describe("with other rules", () => {
  test("a day of eighty records is told of up to seventy-nine that are fine, as it was where they work", async () => {
    await opened(80, { daysAgo: 3, minute: 600, seconds: 30 });
    expect(await tellings()).toEqual([["pace", { count: 61, limit: 60, usual: 0 }]]);
    expect(await tellings({ pace: { threshold: 79 } })).toEqual([["pace", { count: 80, limit: 79, usual: 0 }]]);
    expect(await tellings({ pace: { threshold: 80 } })).toEqual([]);
    expect(await tellings({ pace: { action: "none" } })).toEqual([]);
    const { told } = await tried();
    const moment = `select ((date_trunc('day', now() at time zone $1) - interval '3 days' + interval '10 hours 30 minutes') at time zone $1) as at`;
    const [row] = await app.db.query<{ at: string }>({ text: moment, values: [zone] });
    expect([told[0]?.at, told[0]?.person]).toEqual([row?.at, { id: seller.id, title: "Sava" }]);
  });

  test("hours are measured by the days before, not by those since", async () => {
    for (const daysAgo of [12, 11, 10, 9, 8]) await opened(10, { daysAgo, minute: 540, seconds: 360 });
    await opened(25, { daysAgo: 7, minute: 1_200, seconds: 60 });
    expect(await tellings()).toEqual([["off_hours", { count: 21, from: "09:00", until: "09:54" }]]);
    expect(await tellings({ off_hours: { threshold: 24 } })).toEqual([
      ["off_hours", { count: 25, from: "09:00", until: "09:54" }],
    ]);
    expect(await tellings({ off_hours: { threshold: 25 } })).toEqual([]);
  });

  test("the same is told again after the silence that was typed", async () => {
    await opened(70, { daysAgo: 2, minute: 480, seconds: 30 });
    await opened(70, { daysAgo: 2, minute: 600, seconds: 30 });
    expect(await tellings()).toHaveLength(1);
    expect(await tellings({ pace: { pause: 1 } })).toHaveLength(2);
  });

  test("what is older than thirty days is not told of, nor what was told of just before", async () => {
    await opened(80, { daysAgo: 31, minute: 600, seconds: 30 });
    expect(await tellings()).toEqual([]);
    await opened(90, { daysAgo: 29, minute: 600, seconds: 30 });
    expect(await tellings(), "eighty were usual by then").toEqual([["pace", { count: 81, limit: 80, usual: 80 }]]);
    const text = `insert into alerts (id, at, rule, severity, user_id) values (gen_random_uuid(), now() - interval '31 days', 'pace', 'high', $1)`;
    await app.db.query({ text, values: [seller.id] });
    expect(await tellings({ pace: { pause: 8_760 } })).toEqual([]);
  });

  test("false alarms that would be silent are counted, and so are others", async () => {
    await opened(65, { daysAgo: 4, minute: 600, seconds: 30 });
    await opened(90, { daysAgo: 2, minute: 600, seconds: 30 });
    const text = `insert into alerts (id, at, rule, severity, user_id, detail)
      select gen_random_uuid(), (date_trunc('day', now() at time zone $2) - n * interval '1 day' + interval '10 hours 31 minutes') at time zone $2,
        'pace', 'high', $1, '{"count": 61, "limit": 60, "usual": 0}' from unnest(array[4, 2]) n returning id`;
    const [first, second] = await app.db.query<{ id: string }>({ text, values: [seller.id, zone] });
    expect((await admin.api("POST", `/api/v1/alerts/${first?.id}/seen`, { falseAlarm: true })).status).toBe(200);
    const pace = (trial: Trial) => trial.rules.find(({ rule }) => rule === "pace");
    const counts = { rule: "pace", raised: 2, falseAlarms: 1 };
    expect(pace(await tried())).toEqual({ ...counts, told: 2, falseSilent: 0, silent: 0 });
    const higher = await tried({ pace: { threshold: 80 } });
    expect(pace(higher)).toEqual({ ...counts, told: 1, falseSilent: 1, silent: 0 });
    expect(higher.told.map(({ alert }) => alert)).toEqual([{ id: second?.id, seenAt: null, falseAlarm: null }]);
    expect(higher.silent.map(({ alert }) => alert?.falseAlarm)).toEqual([true]);
    expect(pace(await tried({ pace: { threshold: 100 } }))).toEqual({ ...counts, told: 0, falseSilent: 1, silent: 1 });
  });
});

describe("the page of the rules", () => {
  test("shows it with what was typed, sets nothing, tells nobody, and leaves one line in the trail", async () => {
    await opened(80, { daysAgo: 3, minute: 600, seconds: 30 });
    await set({ "honey.action": "lock" });
    const [before, lines] = [await wholeDatabase(app.db), await linesOf("alert.rules_tried")];
    const answer = await admin.send("/settings/alerts/rules/trial", { "pace.threshold": "70", "pace.action": "lock" });
    const page = await answer.text();
    expect(answer.status).toBe(200);
    expect(page).toContain("opened 71 different records within an hour");
    expect(page).toMatch(/name="pace\.threshold"[^>]*value="70"/);
    expect(await wholeDatabase(app.db)).toEqual(before);
    const detail = { days: 30, rules: { pace: { threshold: 70, pause: 4, action: "lock" } } };
    expect(await linesOf("alert.rules_tried")).toEqual([...lines, { detail }]);
    expect(await (await admin.visit("/settings/alerts/rules")).text()).toMatch(/name="pace\.threshold"[^>]*value="60"/);
  });

  test("tries nothing that could not be set, for nobody who may not", async () => {
    for (const form of [{ "pace.threshold": "0" }, { "pace.pause": "x" }, { "pace.action": "block" }])
      expect([form, (await admin.send("/settings/alerts/rules/trial", form)).status]).toEqual([form, 400]);
    expect((await seller.send("/settings/alerts/rules/trial", {})).status).toBe(403);
    expect((await asked({}, seller)).status).toBe(403);
    for (const body of [
      { days: 31 },
      { days: 0 },
      { days: "7" },
      { rules: [] },
      { rules: { speed: {} } },
      { rules: { constructor: {} } },
      { rules: { pace: { limit: 3 } } },
      { rules: { pace: { threshold: null } } },
      { rule: {} },
    ])
      expect([body, (await asked(body)).status]).toEqual([body, 400]);
  });
});

const linesOf = async (action: string) =>
  await app.db.query({ text: "select detail from audit_events where action = $1 order by seq", values: [action] });
