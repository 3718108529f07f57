// Cases 36 and 38 to 42 of the catalogue of attacks: lists that leave, or are read one by one until they have left.
import { readSheet } from "read-excel-file/node";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { inside } from "../../../../core/app/inside.ts";
import { Routes } from "../../../../core/plugins/routes.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { system } from "../../../support/people.ts";
import { until } from "../../../support/until.ts";
import { wholeDatabase } from "../../../support/whole-database.ts";

let app: TestApp;
let node: Awaited<ReturnType<TestApp["node"]>>;
let admin: TestPerson;
let seller: TestPerson;
let routes: string[];
beforeAll(async () => {
  const added = vi.spyOn(Routes.prototype, "add");
  added.mockClear();
  app = await startTestApp();
  routes = added.mock.calls
    .flatMap(([router]) => router.stack)
    .flatMap(({ methods, path }) => methods.filter((one) => one !== "HEAD").map((one) => `${one} ${String(path)}`));
  added.mockRestore();
  node = await app.node();
  admin = await app.person("admin", { name: "Ada" });
  await app.db.query({
    text: `insert into contacts (id, name, created_by, updated_by, search)
      select gen_random_uuid(), 'Contact ' || lpad(n::text, 3, '0'), 'x', 'x', 'contact' from generate_series(1, 250) n`,
  });
});
afterAll(() => app.stop());
beforeEach(async () => {
  seller = await app.person("sales");
});

describe("case 36: whoever may read a list and not take it out", () => {
  const list = { kind: "contacts", list: "fields=name", purpose: "A mailing" };
  const ways: readonly (readonly [string, () => Promise<Response>])[] = [
    ["GET /:plural/export.csv", () => seller.visit("/contacts/export.csv?fields=name")],
    ["GET /:plural/export.xlsx", () => seller.visit("/contacts/export.xlsx?fields=name")],
    ["GET /:plural/export.vcf", () => seller.visit("/contacts/export.vcf")],
    ["GET /api/v1/:plural/export.csv", () => seller.api("GET", "/api/v1/contacts/export.csv")],
    ["GET /api/v1/:plural/export.xlsx", () => seller.api("GET", "/api/v1/contacts/export.xlsx")],
    ["GET /api/v1/:plural/export.vcf", () => seller.api("GET", "/api/v1/contacts/export.vcf")],
    ["POST /exports", () => seller.send("/exports", list)],
    ["POST /api/v1/exports", () => seller.api("POST", "/api/v1/exports", { kind: "contact", purpose: "A mailing" })],
    ["GET /settings/audit/export.csv", () => seller.visit("/settings/audit/export.csv")],
  ];
  test.each(ways)("is refused by %s, and nothing has left", async (_, ask) => {
    expect((await seller.visit("/contacts")).status).toBe(200);
    const before = await wholeDatabase(app.db);
    const answer = await ask();
    expect(answer.status).toBe(403);
    expect(await answer.text()).not.toContain("Contact 0");
    expect(await wholeDatabase(app.db)).toEqual(before);
  });

  test("finds no other way: those are all that give files of lists", () => {
    const own = /^GET \/api\/v1\/objects\//;
    const files = routes.filter((route) => /export\.|\.(csv|xlsx|vcf|ics|zip)$/.test(route) && !own.test(route));
    // What could not be imported or converted is in the file of whoever tried it.
    const others = files.filter((route) => !/(errors|misfits)\.csv$/.test(route));
    expect(others.toSorted()).toEqual(
      ways
        .map(([route]) => route)
        .filter((route) => route.includes("export."))
        .toSorted(),
    );
  });
});

describe("case 38: reading record by record", () => {
  const told = async (): Promise<string[]> => {
    await app.get(inside.readings).flush();
    await node.get(inside.readings).flush();
    const text = "select rule from alerts where user_id = $1";
    return (await app.db.query<{ rule: string }>({ text, values: [seller.id] })).map(({ rule }) => rule);
  };

  test("ends at the day's budget in every process and with every key, and is told before", async () => {
    const ids = (await app.db.query<{ id: string }>({ text: "select id from contacts order by name" })).map(
      ({ id }) => id,
    );
    const keys = await Promise.all(
      ["one", "two"].map(async (name) => {
        const made = await app.get(services.people).tokens.create(seller.id, { name, scopes: ["*"] });
        return { Authorization: `Bearer ${made.token}` };
      }),
    );
    const read = async (id: string, at: number): Promise<number> => {
      const url = `${[app.url, node.url][at % 2]}/api/v1/contacts/${id}`;
      return (await fetch(url, { headers: keys[Math.floor(at / 2) % 2] ?? {} })).status;
    };
    const answers: number[] = [];
    for (const [at, id] of ids.entries()) answers.push(await read(id, at));
    expect(answers.slice(0, 200).filter((status) => status !== 200)).toEqual([]);
    expect(answers.slice(200).filter((status) => status !== 429)).toEqual([]);
    expect(await told()).toContain("pace");
    expect(await read(ids[0] ?? "", 1), "what was read today may be read again").toBe(200);
  });
});

describe("case 39: an answer that was given for one list", () => {
  test("is good for that list alone, whatever the request says", async () => {
    await app.grant("sales", "contacts.export", "all");
    const query = { filter: { field: "name", op: "eq", value: "Contact 001" }, fields: ["name", "email"] };
    const asked = await seller.api("POST", "/api/v1/exports", { kind: "contact", query, purpose: "A mailing" });
    const { id } = (await asked.json()) as { id: string };
    expect((await admin.api("POST", `/api/v1/exports/${id}/approval`)).status).toBe(200);
    const wider = { query: { fields: ["name", "phone"] }, filter: null };
    const file = await seller.api("POST", `/api/v1/exports/${id}/file?fields=name,phone&q=`, wider);
    const text = file.status === 200 ? await file.text() : "";
    expect([200, 400, 422]).toContain(file.status);
    expect(text).not.toMatch(/Contact 002|Phone/);
    const changed = { ...query, filter: { field: "name", op: "startsWith", value: "Contact" } };
    const other = await seller.api("POST", "/api/v1/exports", { kind: "contact", query: changed, purpose: "More" });
    expect(await other.json()).toMatchObject({ state: "requested", rows: 250 });
  });
});

describe("case 40: a file that was agreed to", () => {
  test("is nowhere until it is taken, and gone with whoever asked", async () => {
    const query = { fields: ["name", "email"] };
    const asked = await seller.api("POST", "/api/v1/exports", { kind: "contact", query, purpose: "A mailing" });
    const { id } = (await asked.json()) as { id: string };
    await admin.api("POST", `/api/v1/exports/${id}/approval`);
    const other = await app.person("sales");
    expect((await other.api("POST", `/api/v1/exports/${id}/file`)).status).toBe(404);
    expect((await fetch(`${app.url}/exports/${id}/file`, { method: "POST", redirect: "manual" })).status).toBe(303);
    const file = await seller.api("POST", `/api/v1/exports/${id}/file`);
    expect([file.status, file.headers.get("Cache-Control")]).toEqual([200, "no-store"]);
    await file.arrayBuffer();
    await app.records.change(system, "user", seller.id, { state: "inactive" });
    await expect.poll(async () => (await seller.api("POST", `/api/v1/exports/${id}/file`)).status).toBe(401);
  });
});

describe("case 41: what begins like a formula", () => {
  const signs = ["=", "+", "-", "@", "＝"];
  const before = ["", " ", "\u00a0", "\t", "\u200b", "\ufeff"];
  const harm = signs.flatMap((sign) => before.map((blank) => `${blank}${sign}cmd|' /C calc'!A0`));

  test("is text in every cell and over it, and means the same when it comes in again", async () => {
    const fields = app.get(services.customFields);
    await fields.define(admin.actor, "company", {
      key: "danger",
      schema: { "x-type": "text", "x-label": { en: "=1+1" } },
    });
    await fields.define(admin.actor, "company", { key: "change", schema: { "x-type": "decimal" } });
    for (const [at, danger] of harm.entries())
      await app.records.create(admin.actor, "company", { name: `Firm ${at}`, custom: { danger, change: "-5.2" } });
    const path = "fields=name,custom.danger,custom.change&sort=createdAt";
    const text = await (await admin.visit(`/companies/export.csv?${path}`)).text();
    const cells = text
      .split(/\r?\n/)
      .slice(0, -2)
      .map((line) => line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/));
    expect(cells[0]?.[1]).toBe("'=1+1");
    const bare = cells.slice(1).map((row) => (row[1] ?? "").replace(/^"/, ""));
    expect(bare).toHaveLength(harm.length);
    expect(bare.filter((cell) => !cell.startsWith("'"))).toEqual([]);
    expect(
      cells.slice(1).every((row) => row[2] === "-5.2"),
      "real numbers are no text",
    ).toBe(true);

    const sheet = await (await admin.visit(`/companies/export.xlsx?${path}`)).arrayBuffer();
    const rows = (await readSheet(Buffer.from(sheet))) as unknown[][];
    const kept = await app.records.list(system, "company", {
      sort: [{ field: "createdAt", direction: "asc" }],
      limit: 100,
    });
    const stored = kept.data.map(({ custom }) => (custom as Record<string, unknown>)["danger"]);
    expect(rows.slice(1, -1).map((row) => row[1])).toEqual(stored);
    expect(rows[1]?.[2]).toBe(-5.2);
  });
});

describe("case 42: a list that leaves", () => {
  const wide = `insert into contacts (id, name, job_title, created_by, updated_by)
    select gen_random_uuid(), 'Wide ' || n, repeat('long ', 2000), 'x', 'x' from generate_series(1, 3000) n`;
  const last =
    "select detail from audit_events where action = 'list.export_ended' and actor_id = $1 order by seq desc limit 1";
  const ended = async () =>
    (await app.db.query<{ detail: Record<string, unknown> }>({ text: last, values: [admin.id] }))[0];

  test("is one at a time of one person, with address, filter, columns, rows, bytes and digest in the trail", async () => {
    const path = "/contacts/export.csv?filter[name][startsWith]=Wide&fields=name,jobTitle";
    await app.db.query({ text: wide });
    const first = await admin.visit(path);
    const reader = first.body?.getReader();
    // Names of columns, and then rows: from here on it is under way.
    for (let times = 0; times < 2; times++) await reader?.read();
    const second = await admin.visit(path);
    expect([second.status, second.headers.get("Retry-After")]).toEqual([429, "30"]);
    for (let more = await reader?.read(); more && !more.done; more = await reader?.read());
    await until(async () => (await ended())?.detail["complete"] === true);
    const text = `select action, address, detail from audit_events where actor_id = $1 and action like 'list.export%' order by seq`;
    const lines = await app.db.query<{ action: string; address: string; detail: Record<string, unknown> }>({
      text,
      values: [admin.id],
    });
    expect(lines.findLast(({ action }) => action === "list.exported")).toMatchObject({
      address: expect.stringContaining("127.0.0.1"),
      detail: { columns: ["name", "jobTitle"], filter: { field: "name", op: "startsWith", value: "Wide" } },
    });
    expect((await ended())?.detail).toMatchObject({ rows: 3000, complete: true });
  });

  test("half of it, because the line was cut, is in the trail with what had left", async () => {
    const before = await ended();
    const stop = new AbortController();
    const answer = await admin.visit("/contacts/export.csv?filter[name][startsWith]=Wide", { signal: stop.signal });
    await answer.body?.getReader().read();
    stop.abort();
    const found = await until(async () => {
      const now = await ended();
      return JSON.stringify(now) === JSON.stringify(before) ? undefined : now;
    });
    expect(found?.detail).toMatchObject({ complete: false, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(found?.detail["bytes"]).toBeGreaterThan(0);
  });
});
