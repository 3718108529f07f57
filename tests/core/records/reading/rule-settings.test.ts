// What administrators set for the rules about unusual doings, and what follows besides an alert.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inside } from "../../../../core/app/inside.ts";
import { endRestraints } from "../../../../core/records/reading/consequences.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { until } from "../../../support/until.ts";

let app: TestApp;
let node: Awaited<ReturnType<TestApp["node"]>>;
let admin: TestPerson;
let seller: TestPerson;
let ids: string[];
beforeAll(async () => {
  app = await startTestApp();
  node = await app.node();
  for (const right of ["read", "export", "delete"]) await app.grant("sales", `contacts.${right}`, "all");
  await app.db.query({ text: "delete from export_limits" });
  admin = await app.person("admin", { name: "Ada" });
});
afterAll(() => app.stop());
beforeEach(async () => {
  for (const table of ["risk_rules", "honey_records"]) await app.db.query({ text: `delete from ${table}` });
  seller = await app.person("sales", { name: "Sava" });
  const text = `insert into contacts (id, name, created_by, updated_by, search)
    select gen_random_uuid(), 'Contact ' || n, 'x', 'x', ' contact' from generate_series(1, 70) n returning id`;
  ids = (await app.db.query<{ id: string }>({ text })).map(({ id }) => id);
});

const set = (form: Record<string, string>) => admin.send("/settings/alerts/rules", form);
const told = async (): Promise<string[]> => {
  await app.get(inside.readings).flush();
  const text = "select rule from alerts where user_id = $1 order by at";
  return (await app.db.query<{ rule: string }>({ text, values: [seller.id] })).map(({ rule }) => rule);
};
const reads = async (count: number): Promise<void> => {
  for (const id of ids.slice(0, count).toSorted((a, b) => (a.slice(9) < b.slice(9) ? -1 : 1)))
    await seller.api("GET", `/api/v1/contacts/${id}`);
};
const bait = async (): Promise<void> => {
  await app.db.query({
    text: "insert into honey_records (kind, record_id) values ('contact', $1) on conflict do nothing",
    values: [ids[0]],
  });
  await seller.visit(`/contacts/${ids[0]}`);
};

describe("a rule", () => {
  test("tells from the number on that was set, and is silent for as long as was set", async () => {
    expect((await set({ "pace.threshold": "10", "pace.pause": "2", "pace.action": "alert" })).status).toBe(303);
    await reads(10);
    expect(await told()).toEqual([]);
    await reads(12);
    expect(await told()).toEqual(["pace"]);
    await app.db.query({ text: "update alerts set at = at - interval '119 minutes'" });
    await reads(13);
    expect(await told()).toEqual(["pace"]);
    await app.db.query({ text: "update alerts set at = at - interval '2 minutes'" });
    await reads(14);
    expect(await told()).toEqual(["pace", "pace"]);
  });

  test("that is off tells nothing", async () => {
    await set({ "honey.action": "none", "first_export.action": "none" });
    await bait();
    await (await seller.visit("/contacts/export.csv")).arrayBuffer();
    expect(await told()).toEqual([]);
  });

  test("is an administrator's to set, within reason, and each change is in the trail", async () => {
    expect((await seller.visit("/settings/alerts/rules")).status).toBe(403);
    expect((await seller.send("/settings/alerts/rules", { "pace.threshold": "9" })).status).toBe(403);
    for (const form of [
      { "pace.threshold": "0" },
      { "pace.pause": "x" },
      { "pace.action": "shoot" },
      { "pace.action": "block" },
    ])
      expect([form, (await set(form)).status]).toEqual([form, 400]);
    await set({ "sequence.threshold": "40" });
    await set({ "sequence.threshold": "40" });
    const page = await (await admin.visit("/settings/alerts/rules")).text();
    expect(page).toMatch(/name="sequence\.threshold"[^>]*value="40"/);
    const text =
      "select detail from audit_events where action = 'alert.rule_changed' and detail ->> 'rule' = 'sequence'";
    expect(await app.db.query({ text })).toEqual([
      {
        detail: {
          rule: "sequence",
          before: { threshold: 30, pause: 4, action: "alert" },
          after: { threshold: 40, pause: 4, action: "alert" },
        },
      },
    ]);
  });
});

describe("what follows", () => {
  test("may be that somebody is held back for a day, in every process, or until they are let go", async () => {
    await set({ "honey.action": "limit" });
    expect((await seller.visit("/contacts/export.csv")).status).toBe(200);
    await bait();
    expect(await told()).toContain("honey");
    const there = async () =>
      (await fetch(`${node.url}/contacts/export.csv`, { headers: { cookie: seller.cookie } })).status;
    await until(async () => (await there()) === 403);
    expect((await seller.api("DELETE", `/api/v1/contacts/${ids[1]}`)).status).toBe(403);
    expect((await seller.visit("/contacts")).status).toBe(200);
    const page = await (await admin.visit("/settings/alerts/rules")).text();
    const end = /rules\/held\/[0-9a-f-]{36}\/end/.exec(page)?.[0];
    expect(page).toContain("Sava");
    expect((await admin.send(`/settings/alerts/${end}`)).status).toBe(303);
    expect(await app.db.query({ text: "select 1 from restraints where ended_at is null" })).toEqual([]);
    await until(async () => (await there()) !== 403);
    const text = "select action from audit_events where record_id = $1 and action like 'person.%' order by seq";
    expect(await app.db.query({ text, values: [seller.id] })).toEqual([
      { action: "person.held_back" },
      { action: "person.let_go" },
    ]);
  });

  test("ends by itself after the day", async () => {
    await set({ "honey.action": "limit" });
    await bait();
    await told();
    await until(async () => (await seller.visit("/contacts/export.csv")).status === 403);
    await endRestraints(app.db);
    expect((await seller.visit("/contacts/export.csv")).status, "not before").toBe(403);
    await app.db.query({ text: "update restraints set until = now()" });
    await endRestraints(app.db);
    await until(async () => (await seller.visit("/contacts/export.csv")).status !== 403);
  });

  test("may be signing in anew", async () => {
    await set({ "honey.action": "again" });
    await bait();
    await told();
    expect((await seller.visit("/contacts")).status).toBe(303);
    expect((await seller.api("GET", "/api/v1/contacts")).status, "programs go on").toBe(200);
  });

  test("may be the end of everything until somebody lets them in again", async () => {
    await set({ "honey.action": "lock" });
    await bait();
    await told();
    expect((await seller.visit("/contacts")).status).toBe(303);
    await until(async () => (await seller.api("GET", "/api/v1/contacts")).status === 401);
  });

  test("never holds an administrator", async () => {
    await set({ "first_export.action": "lock" });
    const other = await app.person("admin");
    await (await other.visit("/contacts/export.csv")).arrayBuffer();
    expect((await other.visit("/contacts")).status).toBe(200);
  });
});

describe("many deletions", () => {
  const left = async (): Promise<number> => {
    const text = "select count(*)::int as n from contacts where id = any($1::uuid[]) and deleted_at is null";
    return (await app.db.query<{ n: number }>({ text, values: [ids] }))[0]?.n ?? 0;
  };
  const removal = async (id = "") => (await seller.api("DELETE", `/api/v1/contacts/${id}`)).status;

  test("end at the fifty-first of an hour, whichever way, and are told", async () => {
    for (const id of ids.slice(0, 49)) expect(await removal(id)).toBe(200);
    const operations = ids.slice(49, 52).map((id) => ({ method: "remove", id }));
    expect((await seller.api("POST", "/api/v1/contacts/batch", { atomic: true, operations })).status).toBe(429);
    expect(await removal(ids[49])).toBe(200);
    const more = await seller.api("DELETE", `/api/v1/contacts/${ids[50]}`);
    expect([more.status, more.headers.get("Retry-After")]).toEqual([429, "3600"]);
    expect(await more.json()).toMatchObject({ code: "alerts.too_many_removals" });
    expect(await told()).toEqual(["removals"]);
  });

  test("of many at once are refused as a whole", async () => {
    const answer = await seller.send("/contacts/bulk", { do: "remove", ids: ids.slice(0, 60), save: "yes" });
    expect(answer.status).toBe(429);
    expect(await left()).toBe(70);
  });

  test("are not stretched by asking many times at once, here and in every process", async () => {
    const parts = [0, 1, 2, 3].map((at) => ids.slice(at * 15, at * 15 + 15));
    const asked = parts.map((part) => seller.send("/contacts/bulk", { do: "remove", ids: part, save: "yes" }));
    const { token } = await node.get(services.people).tokens.create(seller.id, { name: "another", scopes: ["*"] });
    const call = { method: "DELETE", headers: { Authorization: `Bearer ${token}` } };
    const single = ids.slice(60).map((id) => fetch(`${node.url}/api/v1/contacts/${id}`, call));
    const statuses = (await Promise.all([...asked, ...single])).map(({ status }) => status);
    expect(statuses).toContain(429);
    expect(await left()).toBeGreaterThanOrEqual(20);
  });

  test("are told and not ended where that was set, and never end an administrator's", async () => {
    await set({ "removals.action": "alert" });
    for (const id of ids.slice(0, 52)) expect(await removal(id)).toBe(200);
    await set({ "removals.action": "block" });
    for (const id of ids.slice(52)) await admin.api("DELETE", `/api/v1/contacts/${id}`);
    expect(await left()).toBe(0);
  });
});
