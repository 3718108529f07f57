// What is unusual for somebody is said to whoever may read the audit trail, once, with its figures.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inside } from "../../../../core/app/inside.ts";
import { Honey } from "../../../../core/records/reading/honey.ts";
import { sweep } from "../../../../core/records/reading/sweep.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";

let app: TestApp;
let admin: TestPerson;
let seller: TestPerson;
let ids: string[];
beforeAll(async () => {
  app = await startTestApp();
  for (const right of ["read", "export", "delete"]) await app.grant("sales", `contacts.${right}`, "all");
  await app.db.query({ text: "delete from export_limits" });
  admin = await app.person("admin", { name: "Ada" });
  const text = `insert into contacts (id, name, created_by, updated_by, search)
    select gen_random_uuid(), 'Contact ' || lpad(n::text, 3, '0'), 'x', 'x', ' contact ' || n from generate_series(1, 130) n returning id`;
  ids = (await app.db.query<{ id: string }>({ text })).map(({ id }) => id);
});
afterAll(() => app.stop());
beforeEach(async () => {
  seller = await app.person("sales", { name: "Sava" });
  await app.db.query({ text: "update users set time_zone = $2 where id = $1", values: [seller.id, zone] });
  await app.db.query({ text: "update definition_versions set version = version + 1 where name = 'rights'" });
});

/** Where it is noon now, so that no day ends in a test. */
const fromNoon = new Date().getUTCHours() - 12;
const zone = `Etc/GMT${fromNoon < 0 ? "" : "+"}${fromNoon}`;

interface Told {
  readonly rule: string;
  readonly severity: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What was said of the seller. */
async function told(): Promise<Told[]> {
  await app.get(inside.readings).flush();
  const { data } = (await (await admin.api("GET", "/api/v1/alerts")).json()) as {
    data: (Told & { person: { id: string } })[];
  };
  return data
    .filter(({ person }) => person.id === seller.id)
    .map(({ rule, severity, detail }) => ({ rule, severity, detail }));
}

/** So many different records were opened in an hour of each of the last days. */
async function usually(days: number, perHour: (day: number) => number, hours: readonly number[]): Promise<void> {
  const rows = Array.from({ length: days }, (_, at) => at + 1).flatMap((day) =>
    hours.flatMap((hour) => Array.from({ length: perHour(day) }, () => ({ day, hour }))),
  );
  const text = `insert into readings (at, user_id, kind, record_id)
    select (date_trunc('day', now() at time zone $3) - r.day * interval '1 day' + r.hour * interval '1 hour' + interval '7 minutes') at time zone $3,
      $1, 'contact', gen_random_uuid() from jsonb_to_recordset($2::jsonb) as r(day integer, hour integer)`;
  await app.db.query({ text, values: [seller.id, JSON.stringify(rows), zone] });
}

/** So many records were opened just now, in no order. */
async function opens(count: number): Promise<void> {
  const shuffled = ids.slice(0, count).sort((a, b) => (a.slice(9) < b.slice(9) ? -1 : 1));
  const text = `insert into readings (at, user_id, kind, record_id)
    select now() - n * interval '20 seconds', $1, 'contact', id from unnest($2::uuid[]) with ordinality as o(id, n)`;
  await app.db.query({ text, values: [seller.id, shuffled.slice(1)] });
  await seller.api("GET", `/api/v1/contacts/${shuffled[0]}`);
}

describe("many records in an hour", () => {
  test("are told from the sixty-first on, of somebody of whom nothing is known", async () => {
    await opens(60);
    expect(await told()).toEqual([]);
    await opens(61);
    expect(await told()).toEqual([{ rule: "pace", severity: "high", detail: { count: 61, limit: 60, usual: 0 } }]);
  });

  test("are told only beyond four deviations above what is usual for them", async () => {
    // 40 and 60 by turns over twenty days: a mean of 50, a deviation of 10.26; 91 is the last that is usual.
    await usually(20, (day) => (day % 2 ? 40 : 60), [9]);
    await opens(91);
    expect((await told()).filter(({ rule }) => rule === "pace")).toEqual([]);
    await opens(92);
    expect((await told()).filter(({ rule }) => rule === "pace")).toMatchObject([
      { rule: "pace", detail: { count: 92, limit: 91, usual: 50 } },
    ]);
  });

  test("are told once in four hours", async () => {
    await opens(70);
    await told();
    await opens(80);
    expect(await told()).toHaveLength(1);
    await app.db.query({ text: "update alerts set at = at - interval '5 hours'" });
    await opens(81);
    expect(await told()).toHaveLength(2);
  });
});

test("hours that are not theirs are told from the twenty-first record on", async () => {
  await usually(5, () => 4, [8, 9]);
  await opens(20);
  expect(await told()).toEqual([]);
  await opens(21);
  const detail = { count: 21, from: "08:07", until: "09:07" };
  expect(await told()).toEqual([{ rule: "off_hours", severity: "medium", detail }]);
});

test("hours are nobody's own after four days", async () => {
  await usually(4, () => 4, [8]);
  await opens(30);
  expect(await told()).toEqual([]);
});

test("opening a list from its first to its thirty-first record is told", async () => {
  const { data } = (await (await seller.api("GET", "/api/v1/contacts?sort=name&limit=31&fields=id")).json()) as {
    data: { id: string }[];
  };
  for (const [at, { id }] of data.entries()) {
    if (at === 30) expect(await told()).toEqual([]);
    expect((await seller.visit(`/contacts/${id}?in=sort%3Dname`)).status).toBe(200);
  }
  expect(await told()).toEqual([{ rule: "sequence", severity: "high", detail: { count: 31, kind: "contact" } }]);
});

describe("a marked record", () => {
  let bait: string;
  beforeEach(async () => {
    bait = ids[129] as string;
    const { length } = await app.db.query({ text: "select from honey_records" });
    if (length === 0) await admin.send(`/contacts/${bait}/actions/alerts.honey`, { a: "" });
  });

  test("is marked once and lifted once, however often that is clicked", async () => {
    const clicked = async (path: string, form: Record<string, string>) =>
      (await Promise.all([1, 2, 3, 4].map(() => admin.send(path, form)))).map(({ status }) => status);
    const lines = async (action: string) =>
      await app.db.query({
        text: "select from audit_events where action = $1 and record_id = $2",
        values: [action, ids[7]],
      });
    await app.db.query({
      text: "insert into honey_records (kind, record_id) values ('contact', $1)",
      values: [ids[7]],
    });
    expect(await clicked(`/settings/alerts/honey/${ids[7]}/end`, { kind: "contact" })).toEqual([303, 303, 303, 303]);
    const left = await app.db.query({ text: "select from honey_records where record_id = $1", values: [ids[7]] });
    expect([left.length, (await lines("honey.lifted")).length]).toEqual([0, 1]);
    const honey = new Honey(app.db);
    await Promise.all([
      honey.turn(admin.actor, "contact", ids[8] ?? ""),
      honey.turn(admin.actor, "contact", ids[8] ?? ""),
    ]);
    await app.db.query({ text: "delete from honey_records where record_id = $1", values: [ids[8]] });
  });

  test("looks like any other to whoever may not mark it", async () => {
    const theirs = await (await seller.visit(`/contacts/${bait}`)).text();
    expect(theirs).not.toMatch(/bait|honey/i);
    expect(await (await admin.visit(`/contacts/${bait}`)).text()).toContain("Bait:");
    expect((await seller.send(`/contacts/${bait}/actions/alerts.honey`, { a: "" })).status).toBe(404);
    expect((await seller.visit("/settings/alerts")).status).toBe(403);
    expect(await (await admin.visit("/settings/alerts")).text()).toContain("Contact 130");
  });

  test.each([
    ["opened on its page", "opened", (id: string) => seller.visit(`/contacts/${id}`)],
    [
      "opened beside its list",
      "opened",
      (id: string) => seller.visit(`/contacts/${id}/peek`, { headers: { "HX-Request": "true" } }),
    ],
    ["asked for by a program", "opened", (id: string) => seller.api("GET", `/api/v1/contacts/${id}`)],
    ["in a list that a program takes", "listed", () => seller.api("GET", "/api/v1/contacts?filter[name]=Contact 130")],
    ["in a file", "exported", () => seller.visit("/contacts/export.csv?filter[name]=Contact 130")],
    ["on a card", "exported", () => seller.visit("/contacts/export.vcf?filter[name]=Contact 130")],
  ])("raises an alert: %s", async (_, way, ask) => {
    await (await ask(bait)).arrayBuffer();
    const honey = (await told()).filter(({ rule }) => rule === "honey");
    expect(honey).toMatchObject([{ severity: "high", detail: { way, kind: "contact", id: bait } }]);
  });

  test("raises none for whoever may mark it, nor where it is not in the list", async () => {
    await admin.visit(`/contacts/${bait}`);
    await (await seller.visit("/contacts/export.csv?filter[name]=Contact 001")).arrayBuffer();
    expect((await told()).filter(({ rule }) => rule === "honey")).toEqual([]);
    const text = "select count(*)::int as n from alerts where user_id = $1";
    expect(await app.db.query({ text, values: [admin.id] })).toEqual([{ n: 0 }]);
  });
});

test("somebody's first list is told once", async () => {
  for (const name of ["001", "002"])
    await (await seller.visit(`/contacts/export.csv?filter[name]=Contact ${name}`)).arrayBuffer();
  expect(await told()).toMatchObject([{ rule: "first_export", severity: "low", detail: { kind: "contact" } }]);
});

describe("the trail of the last hour", () => {
  const looks = async (count: number): Promise<void> => {
    const text = `insert into audit_events (actor_id, source, action, kind) select $1, 'page', 'field.revealed', 'contact' from generate_series(1, $2)`;
    await app.db.query({ text, values: [seller.id, count] });
  };
  const signsIn = async (device: string): Promise<void> => {
    const text = `insert into audit_events (actor_id, source, action, kind, detail) values ($1, 'page', 'session.started', 'session', jsonb_build_object('device', $2::text))`;
    await app.db.query({ text, values: [seller.id, device] });
  };
  const swept = async (): Promise<Told[]> => {
    await sweep(app.db, app.get(inside.alerts));
    return await told();
  };

  test("tells of eleven looks behind masks on a device that is new to them", async () => {
    await signsIn("the usual one");
    await looks(30);
    await signsIn("another one");
    await looks(10);
    expect(await swept(), "ten, and thirty on the usual one").toEqual([]);
    await looks(1);
    expect(await swept()).toEqual([{ rule: "reveals", severity: "high", detail: { count: 11 } }]);
  });

  test("tells of fifty-one deletions", async () => {
    for (const id of ids.slice(0, 50)) await seller.api("DELETE", `/api/v1/contacts/${id}`);
    expect((await swept()).map(({ rule }) => rule)).toEqual([]);
    await seller.api("DELETE", `/api/v1/contacts/${ids[50]}`);
    expect(await swept()).toEqual([{ rule: "removals", severity: "medium", detail: { count: 51 } }]);
  });
});

describe("an alert", () => {
  test("waits in the top bar until somebody has looked into it, which is in the trail", async () => {
    await app.db.query({ text: "update alerts set seen_at = now() where seen_at is null" });
    await (await seller.visit("/contacts/export.csv?filter[name]=Contact 120")).arrayBuffer();
    expect(await (await admin.visit("/settings/alerts/sign", { headers: { "HX-Request": "true" } })).text()).toContain(
      "1 alert waits",
    );
    const page = await (await admin.visit("/settings/alerts")).text();
    expect(page).toContain("took out a list for the first time");
    const id = /alerts\/([0-9a-f-]{36})\/seen/.exec(page)?.[1];
    expect((await admin.send(`/settings/alerts/${id}/seen`, { a: "" })).status).toBe(303);
    expect(await (await admin.visit("/settings/alerts")).text()).toContain("Nothing waits");
    expect(await (await admin.visit("/settings/alerts?show=all")).text()).toContain("looked into by Ada");
    const text =
      "select action, detail ->> 'rule' as rule from audit_events where action like 'alert.%' and record_id = $1 order by seq";
    expect(await app.db.query({ text, values: [seller.id] })).toEqual([
      { action: "alert.raised", rule: "first_export" },
      { action: "alert.seen", rule: "first_export" },
    ]);
  });

  test("is called a false alarm by whoever looks into it first", async () => {
    await (await seller.visit("/contacts/export.csv?filter[name]=Contact 121")).arrayBuffer();
    const text = "select id from alerts where user_id = $1";
    const [{ id } = { id: "" }] = await app.db.query<{ id: string }>({ text, values: [seller.id] });
    expect((await admin.api("POST", `/api/v1/alerts/${id}/seen`, { falseAlarm: "yes" })).status).toBe(400);
    expect((await admin.send(`/settings/alerts/${id}/seen`, { verdict: "false" })).status).toBe(303);
    const answer = await admin.api("POST", `/api/v1/alerts/${id}/seen`, { falseAlarm: false });
    expect(await answer.json()).toMatchObject({ seenBy: "Ada", falseAlarm: true });
    expect(await (await admin.visit("/settings/alerts?show=all")).text()).toContain("looked into by Ada, false alarm");
    const trail = "select detail from audit_events where action = 'alert.seen' and record_id = $1";
    const detail = { rule: "first_export", falseAlarm: true };
    expect(await app.db.query({ text: trail, values: [seller.id] })).toEqual([{ detail }]);
  });

  test("is nobody else's", async () => {
    for (const path of ["/settings/alerts", "/settings/alerts/sign"])
      expect([path, (await seller.visit(path)).status]).toEqual([path, 403]);
    expect((await seller.api("GET", "/api/v1/alerts")).status).toBe(403);
    expect((await admin.api("POST", `/api/v1/alerts/${admin.id}/seen`)).status).toBe(404);
    expect((await admin.api("GET", "/api/v1/alerts?state=old")).status).toBe(400);
  });

  test("is not raised by looking as somebody else", async () => {
    const started = await admin.send(`/settings/people/${seller.id}/view`);
    const sign = /trellis_view_as=[^;]*/.exec(started.headers.get("Set-Cookie") ?? "")?.[0];
    const page = await admin.visit(`/contacts/${ids[120]}`, { headers: { cookie: `${admin.cookie}; ${sign}` } });
    expect(await page.text()).toContain("You see the pages as Sava sees them");
    await app.get(inside.readings).flush();
    const text = "select count(*)::int as n from readings where user_id = $1";
    expect(await app.db.query({ text, values: [seller.id] })).toEqual([{ n: 0 }]);
  });
});
