import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newestFirst } from "../../../../core/kernel/clock.ts";
import { NotAllowed } from "../../../../core/kernel/errors.ts";
import { AuditTrail } from "../../../../core/records/audit/trail.ts";
import { trailFile } from "../../../../core/records/audit/trail-file.ts";
import { services } from "../../../../core/sdk/services.ts";
import { sealOnce } from "../../../../core/security/audit/seal.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { until } from "../../../support/until.ts";

let app: TestApp;
let admin: TestPerson;
let sales: TestPerson;
let contact: string;
beforeAll(async () => {
  app = await startTestApp();
  admin = await app.person("admin", { name: "Ada Admin" });
  sales = await app.person("sales", { name: "Sam Seller" });
  contact = (await app.records.create(sales.actor, "contact", { name: "Ana Ivanova", phone: "+359888123456" })).id;
  await app.records.change(sales.actor, "contact", contact, { jobTitle: "Buyer" });
});
afterAll(() => app.stop());

interface Line {
  readonly action: string;
  readonly actorId: string;
  readonly recordId: string | null;
  readonly fields: readonly string[];
  readonly at: string;
}
async function asked(query: string): Promise<{ data: readonly Line[]; page: { next: string | null } }> {
  const answer = await admin.api("GET", `/api/v1/audit?${query}`);
  expect(answer.status, query).toBe(200);
  return (await answer.json()) as { data: Line[]; page: { next: string | null } };
}
const actions = async (query: string) => (await asked(query)).data.map(({ action }) => action);

describe("the page of the audit", () => {
  test("shows who did what to which record, and leads there", async () => {
    const page = await (await admin.visit(`/settings/audit?record=${contact}`)).text();
    expect(page).toContain("Sam Seller");
    expect(page).toContain(`<a href="/contacts/${contact}">Ana Ivanova</a>`);
    expect(page).toContain("Job title");
    expect(page, "values are in the history, behind its rights").not.toContain("359888123456");
  });

  test("writes down that it was read", async () => {
    await admin.visit("/settings/audit?action=session.started");
    const { data } = await asked("action=audit.read");
    expect(data[0]).toMatchObject({ actorId: admin.id, detail: { action: "session.started" } });
  });

  test.each(["/settings/audit", "/settings/audit/export.csv"])("is not for sales: %s", async (path) => {
    expect((await sales.visit(path)).status).toBe(403);
  });
  test("nor are its lines for their programs", async () =>
    expect((await sales.api("GET", "/api/v1/audit")).status).toBe(403));

  test("leaves as a file only with a line before and after", async () => {
    const answer = await admin.visit(`/settings/audit/export.csv?record=${contact}`);
    const lines = (await answer.text()).trim().split("\r\n");
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain("actorName");
    expect(await actions("kind=audit&action=list.exported")).toEqual(["list.exported"]);
    expect((await asked("kind=audit&action=list.export_ended")).data[0]).toMatchObject({
      detail: { rows: 2, complete: true },
    });
  });
});

test("a search is written down once, by page, search box and program, with what was looked for", async () => {
  await sales.visit("/contacts?q=ivanova");
  await sales.visit("/search?q=ivanova");
  await sales.api("GET", "/api/v1/contacts?q=ivanova");
  await sales.api("POST", "/api/v1/contacts/query", { q: "ivanova" });
  await sales.visit("/contacts");
  const { data } = await asked("action=list.searched");
  expect(data.map((line) => [line.actorId, (line as unknown as { detail: { q: string } }).detail.q])).toEqual(
    Array.from({ length: 4 }, () => [sales.id, "ivanova"]),
  );
});

describe("asking the trail", () => {
  test("stops leaving as a file when whoever takes it is switched off", async () => {
    const leaver = await app.person("admin");
    const parts = { db: app.db, trail: new AuditTrail(app.db), operations: app.get(services.operations) };
    const file = await trailFile(parts, leaver.actor, {});
    expect((await file.next()).done).toBe(false);
    await app.get(services.people).users.deactivate(admin.actor, leaver.id);
    await expect(file.next()).rejects.toThrow(NotAllowed);
    const { data } = await asked(`kind=audit&action=list.export_ended&actor=${leaver.id}`);
    expect(data).toMatchObject([{ detail: { rows: 0, complete: false } }]);
  });

  test("by person", async () => {
    const { data } = await asked(`actor=${sales.id}`);
    expect(new Set(data.map(({ actorId }) => actorId))).toEqual(new Set([sales.id]));
    expect(data.map(({ action }) => action)).toContain("record.changed");
  });
  test("by record, action and field", async () => {
    expect(await actions(`record=${contact}`)).toEqual(["record.changed", "record.created"]);
    expect(await actions(`record=${contact}&action=record.created`)).toEqual(["record.created"]);
    expect(await actions(`record=${contact}&field=jobTitle`)).toEqual(["record.changed"]);
  });
  test("by door and kind", async () => {
    await admin.api("PATCH", `/api/v1/contacts/${contact}`, { jobTitle: "Head buyer" });
    expect(await actions(`source=api&record=${contact}`)).toEqual(["record.changed"]);
  });

  test("by period, whether its lines are sealed or not", async () => {
    const line = `insert into audit_events (at, actor_id, source, action) values ($1, 'old', 'page', 'test.old')`;
    for (const at of ["2020-03-01T12:00:00Z", "2020-03-02T12:00:00Z"]) await app.db.query({ text: line, values: [at] });
    const open = `select from audit_events where actor_id = 'old' and (xid, seq) > (select event_xid, event_seq from audit_tip)`;
    const period = "actor=old&from=2020-03-02&until=2020-03-02";
    expect(await actions(period)).toEqual(["test.old"]);
    // Others at work in the database keep what they may still come before from being sealed.
    await until(async () => (await sealOnce(app.db)) === 0 && (await app.db.query({ text: open })).length === 0);
    expect(await actions(period)).toEqual(["test.old"]);
    expect(await actions("actor=old&until=2020-03-01")).toEqual(["test.old"]);
    expect(await actions("actor=old&from=2020-03-03")).toEqual([]);
  });

  test("page by page, each line once, however the two parts are mixed", async () => {
    for (let n = 0; n < 120; n++) await app.records.change(sales.actor, "contact", contact, { jobTitle: `Buyer ${n}` });
    const first = await asked(`actor=${sales.id}`);
    const second = await asked(`actor=${sales.id}&after=${first.page.next}`);
    const all = [...first.data, ...second.data];
    expect(first.data).toHaveLength(100);
    expect(second.page.next).toBeNull();
    expect(all.filter(({ action }) => action === "record.changed")).toHaveLength(121);
    expect(all).toEqual(all.toSorted(newestFirst));
  });

  test("line after line, when many are written within a millisecond", async () => {
    const line = `insert into audit_events (at, actor_id, source, action, detail)
      select timestamptz '2021-05-05T05:05:05Z' + (n / 4) * interval '1 microsecond', 'quick', 'page', 'test.quick', jsonb_build_object('n', n)
      from generate_series(1, 150) n`;
    await app.db.query({ text: line });
    const first = await asked("actor=quick");
    const second = await asked(`actor=quick&after=${first.page.next}`);
    const numbers = [...first.data, ...second.data].map(
      (one) => (one as unknown as { detail: { n: number } }).detail.n,
    );
    expect(numbers).toEqual(Array.from({ length: 150 }, (_, at) => 150 - at));
  });

  test.each([
    "after=x",
    "after=9999999999999999999.1",
    "from=yesterday",
    "until=2026-02-30",
    "from=2026-02-30T10:00Z",
    "from=2026-02-20T10:00%2B23:59",
    "from=0000-01-01",
    "until=9999-12-31",
  ])("refuses %s", async (query) => expect((await admin.api("GET", `/api/v1/audit?${query}`)).status).toBe(400));
  test.each(["record=x", "actor=%27", "kind=nobody", "field=__proto__", "action=record.x"])(
    "finds nothing for %s",
    async (query) => expect((await asked(query)).data).toEqual([]),
  );
});
