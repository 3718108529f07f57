import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openLog } from "../../../core/kernel/log.ts";
import { costOf } from "../../../core/security/cost.ts";
import { Quotas } from "../../../core/security/quotas.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../support/app.ts";
import { eventually } from "../../support/product.ts";

let app: TestApp;
let person: TestPerson;
const env = {
  TRELLIS_API_LIMITS_WINDOW: "2",
  TRELLIS_API_LIMITS_READ: "5",
  TRELLIS_API_LIMITS_WRITE: "2",
  TRELLIS_API_LIMITS_SEARCH: "0",
};
beforeAll(async () => {
  app = await startTestApp({ env });
});
afterAll(() => app.stop());

const read = (): Promise<Response> => person.api("GET", "/api/v1/contacts");

describe("a call's class", () => {
  test.each([
    ["GET", "/api/v1/contacts", "", "read"],
    ["GET", "/api/v1/contacts", "sort=name&limit=5", "read"],
    ["GET", "/api/v1/contacts", "q=kolev", "search"],
    ["GET", "/api/v1/contacts", "limit=5&q=kolev", "search"],
    ["POST", "/api/v1/deals/query", "", "search"],
    ["GET", "/api/v1/deals/summary", "group=stage", "search"],
    ["GET", "/api/v1/contacts/export.csv", "q=kolev", "export"],
    ["PATCH", "/api/v1/contacts/1", "", "write"],
    ["POST", "/api/v1/contacts/batch", "", "write"],
  ])("of %s %s?%s is %s", (method, path, query, cost) => expect(costOf(method, path, query)).toBe(cost));
});

describe("a token", () => {
  beforeAll(async () => {
    person = await app.person("admin");
  });

  test("is told with every answer how much is left", async () => {
    const first = await read();
    expect(first.headers.get("ratelimit-policy")).toBe('"read";q=5;w=2');
    expect(first.headers.get("ratelimit")).toMatch(/^"read";r=4;t=[12]$/);
    expect((await read()).headers.get("ratelimit")).toContain(";r=3;");
  });

  test("that asks too much gets 429 with the time to wait, until the window ends by itself", async () => {
    const all = await Promise.all(Array.from({ length: 12 }, read));
    const refused = all.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    const [one] = refused as [Response];
    expect(Number(one.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(one.headers.get("ratelimit")).toMatch(/^"read";r=0;t=[12]$/);
    expect(one.headers.get("content-type")).toContain("application/problem+json");
    expect(await one.json()).toMatchObject({
      status: 429,
      code: "security.quota_used_up",
      detail: expect.stringContaining("5 calls"),
      "violated-policies": ["read"],
    });
    await eventually(async () => expect((await read()).status).toBe(200), 4_000);
  });

  test("pays each class from its own quota, and nothing where there is no limit", async () => {
    while ((await read()).status !== 429);
    expect((await person.api("POST", "/api/v1/contacts", { name: "Ana" })).status).toBe(201);
    for (let call = 0; call < 10; call++) {
      const found = await person.api("GET", "/api/v1/contacts?q=ana");
      expect([found.status, found.headers.get("ratelimit")]).toEqual([200, null]);
    }
  });

  test("that is not allowed does not write", async () => {
    const names = ["a", "b", "c", "d", "e", "f"].map((letter) => `Too many ${letter}`);
    const made = await Promise.all(names.map((name) => person.api("POST", "/api/v1/companies", { name })));
    const kept = made.filter(({ status }) => status === 201).length;
    expect(kept).toBeLessThan(names.length);
    const [row] = await app.db.query<{ n: number }>({
      text: "select count(*)::int as n from companies where name like 'Too many %'",
    });
    expect(row?.n).toBe(kept);
  });

  test("of somebody else has a quota of its own, and people in the browser have none", async () => {
    const other = await app.person("sales");
    expect((await other.api("GET", "/api/v1/contacts")).headers.get("ratelimit")).toContain(";r=4;");
    const page = await other.visit("/contacts");
    expect([page.status, page.headers.get("ratelimit")]).toEqual([200, null]);
  });
});

test("two processes hear of each other's calls within about a second", async () => {
  const settings = { window: 30, read: 100, write: 100, search: 100, export: 100 };
  const [one, two] = [1, 2].map(() => new Quotas(app.db, settings, openLog("silent"))) as [Quotas, Quotas];
  for (let call = 0; call < 60; call++) one.take("t", "read");
  for (let call = 0; call < 30; call++) two.take("t", "read");
  await sleep(1_300);
  one.take("t", "read");
  two.take("t", "read");
  await eventually(async () => {
    expect(one.take("t", "read")?.left).toBeLessThan(10);
    expect(two.take("t", "read")?.left).toBeLessThan(10);
  });
  expect(one.take("t", "write")?.left).toBe(99);
});

test("without the database calls are counted all the same", async () => {
  const broken = { ...app.db, query: () => Promise.reject(new Error("gone")) };
  const quotas = new Quotas(broken, { window: 30, read: 3, write: 0, search: 0, export: 0 }, openLog("silent"));
  const left = [1, 2].map(() => quotas.take("t", "read")?.left);
  await sleep(1_200);
  expect([...left, ...[1, 2].map(() => quotas.take("t", "read")?.left)]).toEqual([2, 1, 0, -1]);
});
