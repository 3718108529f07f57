// Cases 101, 102, 104, 106 and 115 of the catalogue of attacks: several people, several processes, at the same moment.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { setAccess } from "../../../support/closing.ts";
import { system } from "../../../support/people.ts";
import { promised } from "../../../support/quickly.ts";

let app: TestApp;
let node: Awaited<ReturnType<TestApp["node"]>>;
let admin: TestPerson;
let seller: TestPerson;
let token: string;
beforeAll(async () => {
  app = await startTestApp();
  node = await app.node();
  admin = await app.person("admin", { name: "Ada" });
  seller = await app.person("sales", { name: "Sava" });
  token = (await app.get(services.people).tokens.create(admin.id, { name: "t", scopes: ["*"] })).token;
});
afterAll(() => app.stop());

/** A call that goes to the other process. */
const there = (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
  fetch(node.url + path, {
    method,
    headers: {
      Authorization: `Bearer ${token}`,
      "Content-Type": method === "PATCH" ? "application/merge-patch+json" : "application/json",
      ...headers,
    },
    ...(body && { body: JSON.stringify(body) }),
  });
const contact = async (name: string): Promise<string> => (await app.records.create(system, "contact", { name })).id;
const statuses = async (answers: readonly Promise<Response>[]) =>
  (await Promise.all(answers)).map(({ status }) => status);
const counted = (all: readonly number[]) =>
  Object.fromEntries([...Map.groupBy(all, String)].map(([key, some]) => [key, some.length]));

describe("case 101: two who edit the same, in two processes", () => {
  test("are told apart by the version: the second is refused with what stands there now", async () => {
    const id = await contact("Both");
    const seen = (await (await there("GET", `/api/v1/contacts/${id}`)).json()) as { version: number };
    const version = { "If-Match": `"v${seen.version}"` };
    expect((await admin.api("PATCH", `/api/v1/contacts/${id}`, { name: "Ours" }, version)).status).toBe(200);
    const late = await there("PATCH", `/api/v1/contacts/${id}`, { name: "Theirs" }, version);
    expect([late.status, await late.json()]).toMatchObject([412, { fields: ["name"], current: { name: "Ours" } }]);
    expect(await app.records.get(system, "contact", id)).toMatchObject({ name: "Ours" });
  });

  test("have to say a version where they change what is defined", async () => {
    const answer = await there("PATCH", "/api/v1/field-access/contact", { fields: { phone: { sales: "masked" } } });
    expect(answer.status).toBe(428);
  });
});

describe("case 102: fifty changes of one record at once", () => {
  test("are all in it, or were refused: none is lost in silence", async () => {
    const id = await contact("Busy");
    const fields = ["jobTitle", "city", "address", "region", "postalCode"];
    const change = (at: number) => [`/api/v1/contacts/${id}`, { [fields[at % 5] as string]: `value ${at}` }] as const;
    const all = Array.from({ length: 50 }, (_, at) =>
      at % 2 ? there("PATCH", ...change(at)) : admin.api("PATCH", ...change(at)),
    );
    const answers = await statuses(all);
    const done = answers.filter((status) => status === 200).length;
    expect(answers.filter((status) => ![200, 409, 412, 503].includes(status))).toEqual([]);
    expect(done).toBeGreaterThan(4);
    const text = "select count(*)::int as lines, max(version)::int as version from changes where record_id = $1";
    expect(await app.db.query({ text, values: [id] })).toEqual([{ lines: done + 1, version: done + 1 }]);
    const record = (await app.records.get(system, "contact", id)) as Record<string, unknown>;
    const kept = fields.map((field) => Number(/^value (\d+)$/.exec(String(record[field] ?? ""))?.[1] ?? -1));
    const written = (at: number): boolean => answers.some((status, one) => status === 200 && one % 5 === at);
    expect(kept.map((value, at) => (value < 0 ? !written(at) : value % 5 === at && answers[value] === 200))).toEqual(
      fields.map(() => true),
    );
  });
});

describe("case 104: fifty who want to make the same", () => {
  const both = (method: string, path: string, body: object) =>
    Array.from({ length: 50 }, (_, at) => (at % 2 ? there(method, path, body) : admin.api(method, path, body)));

  test("record of another system make one of it", async () => {
    const answers = counted(await statuses(both("PUT", "/api/v1/contacts/by/erp/4711", { name: "From ERP" })));
    expect(answers["201"]).toBe(1);
    expect(Object.keys(answers).filter((status) => !["200", "201", "409", "412", "503"].includes(status))).toEqual([]);
    const text = "select count(*)::int as n from contacts where name = 'From ERP'";
    expect(await app.db.query({ text })).toEqual([{ n: 1 }]);
  });

  test("field make one field", async () => {
    const field = { kind: "contact", key: "shoe_size", schema: { "x-type": "integer" } };
    const answers = counted(await statuses(both("POST", "/api/v1/fields", field)));
    expect(answers["201"]).toBe(1);
    expect(Object.keys(answers).filter((status) => !["201", "409", "422", "503"].includes(status))).toEqual([]);
  });
});

describe("case 106: two who write the same records in opposite order", () => {
  test("both come to their end, and nothing is done twice", async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, (_, at) => contact(`Knot ${at}`)));
    const batch = (order: readonly string[], jobTitle: string) =>
      admin.api("POST", "/api/v1/contacts/batch", {
        atomic: true,
        operations: order.map((id) => ({ method: "change", id, body: { jobTitle } })),
      });
    const answers: number[] = [];
    for (let round = 0; round < 6; round++)
      answers.push(...(await statuses([batch(ids, `up ${round}`), batch(ids.toReversed(), `down ${round}`)])));
    expect(answers.filter((status) => status >= 300)).toEqual([]);
    const text = `select count(distinct version)::int as versions, max(version)::int as last, count(distinct job_title)::int as titles
      from contacts where id = any($1::uuid[])`;
    expect(await app.db.query({ text, values: [ids] })).toEqual([{ versions: 1, last: 13, titles: 1 }]);
  });

  test("are deadlocked for the database, and the whole of it is tried again", async () => {
    const [first, second] = [await contact("First"), await contact("Second")];
    let tries = 0;
    const lock = "update contacts set note = $2 where id = $1";
    const pause = "select pg_sleep(0.3)";
    const work = (one: string, other: string, note: string) =>
      app.db.transaction(async (trx) => {
        tries += 1;
        await trx.query({ text: lock, values: [one, note] });
        await trx.query({ text: pause });
        await trx.query({ text: lock, values: [other, note] });
      });
    await Promise.all([work(first, second, "a"), work(second, first, "b")]);
    expect(tries, "one of them began again").toBe(3);
    const rows = await app.db.query({
      text: "select note from contacts where id in ($1, $2)",
      values: [first, second],
    });
    expect(new Set(rows.map(({ note }) => note)).size).toBe(1);
  });
});

describe("case 115: what is decided in one process", () => {
  const within = { timeout: promised(2_000), interval: 50 };
  test("holds in the other a moment later: rights, fields, masks and people", async () => {
    const theirs = {
      Authorization: `Bearer ${(await app.get(services.people).tokens.create(seller.id, { name: "t", scopes: ["*"] })).token}`,
    };
    const id = await contact("Watched");
    await app.records.change(system, "contact", id, { phone: "+359888123456", owner: seller.id });
    const read = async () =>
      (await fetch(`${node.url}/api/v1/contacts/${id}`, { headers: theirs })).json() as Promise<
        Record<string, unknown>
      >;
    expect((await read())["phone"]).toBe("+359888123456");

    await setAccess(app, "contact", { phone: { sales: "hidden" } });
    await expect.poll(async () => "phone" in (await read()), within).toBe(false);

    await admin.api("POST", "/api/v1/fields", { kind: "contact", key: "berth", schema: { "x-type": "text" } });
    await expect
      .poll(async () => (await there("PATCH", `/api/v1/contacts/${id}`, { custom: { berth: "7" } })).status, within)
      .toBe(200);

    await app.grant("sales", "contacts.read", "own");
    await app.records.change(system, "contact", id, { owner: admin.id });
    await expect.poll(async () => (await read())["status"], within).toBe(404);

    await app.records.change(system, "user", seller.id, { state: "inactive" });
    await expect.poll(async () => (await read())["status"], { timeout: promised(1_000), interval: 50 }).toBe(401);
  });
});
