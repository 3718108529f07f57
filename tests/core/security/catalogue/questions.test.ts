// Cases 86 to 88 and 98 to 100 of the catalogue of attacks: questions that try to be statements, values that try to be objects, questions
// that cost too much, and requests that are two at once.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { system } from "../../../support/people.ts";
import { promised } from "../../../support/quickly.ts";
import { wholeDatabase } from "../../../support/whole-database.ts";

let app: TestApp;
let ana: TestPerson;
let token: string;
let before: Record<string, string>;
beforeAll(async () => {
  app = await startTestApp();
  ana = await app.person("admin", { name: "Ana" });
  for (let at = 0; at < 5; at++) await app.records.create(system, "contact", { name: `Contact ${at}`, owner: ana.id });
  ({ token } = await app.get(services.people).tokens.create(ana.id, { name: "t", scopes: ["*"] }));
  before = await wholeDatabase(app.db);
});
afterAll(async () => {
  expect(await wholeDatabase(app.db), "nothing of all that has written anything").toEqual(before);
  await app.stop();
});

const get = (query: string) => ana.api("GET", `/api/v1/contacts?${query}`);
const query = (body: unknown) => ana.api("POST", "/api/v1/contacts/query", body);
const refused = { status: expect.any(Number) as number, code: expect.stringMatching(/^[a-z]+\.[a-z_]+$/) as string };

async function expectRefused(answer: Response): Promise<void> {
  expect([400, 413, 414, 422], `${answer.url.slice(0, 200)} ${answer.status}`).toContain(answer.status);
  expect(await answer.json()).toMatchObject(refused);
}

describe("case 86: an order", () => {
  test.each([
    "sort[]=name",
    "sort[name]=asc",
    "sort[0][column]=name&sort[0][nulls]=last",
    "sort=name;drop table contacts",
    "sort=name asc, (select pg_sleep(9))",
    "sort=name nulls first",
    "sort=(select 1)",
    "sort=1",
    'sort="name"',
    "sort=passwords.hash",
    "sort=owner.passwordHash",
    "sort=nothing",
    "sort=--name",
    "sort=name,name",
    `sort=${Array.from({ length: 50 }, (_, at) => (at % 2 ? "name" : "-createdAt")).join(",")}`,
  ])("%.60s is refused", async (asked) => await expectRefused(await get(encodeURI(asked))));

  test.each([
    ["an object", { field: "name", direction: "asc" }],
    ["a text", "name"],
    ["nulls with a statement", [{ field: "name", direction: "asc", nulls: "last; drop table contacts" }]],
    ["a direction with a question", [{ field: "name", direction: "asc, (select pg_sleep(9))" }]],
    ["a column instead of a field", [{ column: "name", order: "asc" }]],
    ["a raw statement", [{ field: { toSQL: "x", raw: "1" }, direction: "asc" }]],
    ["fifty keys", Array.from({ length: 50 }, () => ({ field: "name", direction: "asc" }))],
  ])("as %s is refused", async (_, sort) => await expectRefused(await query({ sort })));
});

const identifiers = [
  "name'",
  'name"',
  "name`",
  "name;--",
  "name/**/",
  "name??",
  ":name:",
  "name as x",
  "t.name",
  "public.name",
  "name->>'a'",
  "name::text",
  "(name)",
  "NAME",
  "nаme",
  "name\u0000",
  "‘name’",
  "constructor",
  "__proto__",
  "n".repeat(100_000),
];
const operators = ["or 1=1", "=", "eq;--", "like", "~", "eq'", "constructor", "toString", "EQ", "eq eq", "<script>"];

describe("case 87: a condition", () => {
  test.each(identifiers)("on %.40j is refused", async (field) => {
    await expectRefused(await query({ filter: { field, op: "eq", value: "x" } }));
    await expectRefused(await query({ fields: [field] }));
    if (field.length < 1_000) await expectRefused(await get(`filter[${encodeURIComponent(field)}]=x`));
  });
  test.each(operators)("with the operator %j is refused", async (op) => {
    await expectRefused(await query({ filter: { field: "name", op, value: "x" } }));
    await expectRefused(await get(`filter[name][${encodeURIComponent(op)}]=x`));
  });
  test("with a value that is a statement finds what is called so, and nothing else", async () => {
    for (const value of [
      "' or '1'='1",
      "x'; drop table contacts; --",
      "\\'",
      "%' escape '",
      "$1",
      "??",
      "1) or (1=1",
    ]) {
      const answer = await get(`filter[name]=${encodeURIComponent(value)}`);
      expect([answer.status, ((await answer.json()) as { data: object[] }).data]).toEqual([200, []]);
    }
  });
});

describe("case 88: a value of another sort", () => {
  const values: unknown[] = [
    [],
    ["a"],
    {},
    { toString: "x" },
    { toSQL: "x" },
    { raw: "1=1" },
    "a\u0000b",
    99999999999,
    "1e1",
    true,
  ];
  test.each(values.map((value) => [JSON.stringify(value), value]))(
    "%s is an answer or a refusal, never a failure",
    async (_, value) => {
      for (const field of ["name", "owner", "createdAt", "birthday"])
        for (const op of ["eq", "gte", "contains", "in"])
          expect((await query({ filter: { field, op, value } })).status, `${field} ${op}`).toBeLessThan(500);
      expect((await query({ filter: { field: "name", op: "eq", value: undefined } })).status).toBeLessThan(500);
    },
  );
  test.each(["limit=-1", "limit=1e1", "limit=99999999999", "limit=1.5", "limit=0x10", "after=1' or 1=1", "after=AAAA"])(
    "%s is refused",
    async (asked) => await expectRefused(await get(encodeURI(asked))),
  );

  test("nothing chosen is not everything chosen: a change and a removal of none touch none", async () => {
    const forms = [
      { do: "edit", field: "jobTitle", value: "x", save: "yes" },
      { do: "assign", owner: ana.id, save: "yes" },
    ];
    for (const form of forms) expect((await ana.send("/contacts/bulk", form)).status).toBeLessThan(500);
    expect((await ana.send("/contacts/bulk/removal", {})).status).toBeLessThan(500);
    const operations = [{ method: "remove" }];
    expect((await ana.api("POST", "/api/v1/contacts/batch", { operations })).status).toBeLessThan(500);
    // That nothing was chosen is an operation of its own, of no records.
    const { operations: some, ...after } = await wholeDatabase(app.db);
    const { operations: none, ...all } = before;
    expect(after).toEqual(all);
    if (some !== none) before = { ...before, operations: some ?? "" };
  });
});

describe("case 98: a request that can be read in two ways", () => {
  const send = async (body: string, type = "application/json") => {
    const headers = { Authorization: `Bearer ${token}`, "Content-Type": type };
    return await fetch(`${app.url}/api/v1/contacts`, { method: "POST", headers, body });
  };
  test.each(["q=a&q=b", "limit=1&limit=2", "filter[name]=a&filter%5Bname%5D[=b", "fields[]=name", "q=%zz", "q=%C3%28"])(
    "%s is refused",
    async (asked) => expect((await get(asked)).status).toBe(400),
  );
  test.each([
    ["a key twice", '{"name":"a","name":"b"}', undefined],
    ["a byte order mark", '\ufeff{"name":"a"}', undefined],
    ["NUL between letters, as in UTF-16", '{\0"\0n\0', undefined],
    ["a form under the name of JSON", "name=a", undefined],
    ["JSON under the name of text", '{"name":"a"}', "text/plain"],
    ["JSON in another alphabet", '{"name":"a"}', "application/json; charset=utf-16"],
  ])("%s is refused", async (_, body, type) => expect([400, 415]).toContain((await send(body, type)).status));
});

describe("case 100: a question that costs too much", () => {
  test("has an end: no offsets, two hundred records, so many conditions, and a nesting", async () => {
    for (const asked of ["offset=1000000", "page=100000", "limit=201", "limit=100000"])
      await expectRefused(await get(asked));
    const one = { field: "name", op: "contains", value: "a" };
    await expectRefused(await query({ filter: { and: Array.from({ length: 500 }, () => one) } }));
    const deep = Array.from({ length: 60 }).reduce<object>((inner) => ({ and: [inner] }), one);
    await expectRefused(await query({ filter: deep }));
    await expectRefused(await query({ include: Array.from({ length: 300 }, () => "owner.team") }));
  });

  test("asked fifty times at once is answered or put off, and signing in is not held up", async () => {
    const filter = {
      and: Array.from({ length: 20 }, (_, at) => ({ field: "name", op: "contains", value: `%x${at}%` })),
    };
    const asked = Array.from({ length: 50 }, () => query({ filter, sort: [{ field: "name", direction: "desc" }] }));
    const began = performance.now();
    const login = await fetch(`${app.url}/login`);
    expect([login.status, performance.now() - began < promised(2_000)]).toEqual([200, true]);
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses.filter((status) => ![200, 429, 503].includes(status))).toEqual([]);
  });
});
