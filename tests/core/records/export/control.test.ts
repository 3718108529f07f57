import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { system } from "../../../support/people.ts";

let app: TestApp;
let node: Awaited<ReturnType<TestApp["node"]>>;
let admin: TestPerson;
let manager: TestPerson;
let seller: TestPerson;
beforeAll(async () => {
  app = await startTestApp();
  node = await app.node();
  await app.grant("sales", "contacts.export", "all");
  admin = await app.person("admin");
  manager = await app.person("manager");
  await app.db.query({
    text: `insert into contacts (id, name, phone, job_title, created_by, updated_by, search)
      select gen_random_uuid(), 'Contact ' || n, '+35988812' || lpad(n::text, 4, '0'), case when n <= 150 then 'Buyer' else 'Seller' end, 'x', 'x', ' contact ' || n
      from generate_series(1, 300) n`,
  });
});
afterAll(() => app.stop());
beforeEach(async () => {
  seller = await app.person("sales");
});

const names = "/contacts/export.csv?fields=name,jobTitle";
const used = async (person: TestPerson): Promise<number> => {
  const text = "select count(*)::int as n from taken_out where user_id = $1";
  return (await app.db.query<{ n: number }>({ text, values: [person.id] }))[0]?.n ?? 0;
};

describe("case 38: a day's budget of clients", () => {
  test("is enough for a list of its own, counted once however often it is taken", async () => {
    const path = `${names}&filter[jobTitle]=Buyer`;
    for (let times = 0; times < 2; times++) expect((await seller.visit(path)).status).toBe(200);
    expect(await used(seller)).toBe(150);
  });

  test("is one over files and programs, here and in every process", async () => {
    expect((await seller.visit(`${names}&filter[jobTitle]=Buyer`)).status).toBe(200);
    const { token } = await node.get(services.people).tokens.create(seller.id, { name: "another", scopes: ["*"] });
    const headers = { Authorization: `Bearer ${token}` };
    const page = async (query: string) =>
      (await fetch(`${node.url}/api/v1/contacts?limit=40&${query}`, { headers })).status;
    expect(await page("filter[jobTitle]=Seller")).toBe(200);
    expect(await page("filter[jobTitle]=Buyer")).toBe(200);
    expect(await used(seller)).toBe(190);
    const more = await seller.api("GET", "/api/v1/contacts?limit=40&filter[jobTitle]=Seller&sort=-name");
    expect(more.status).toBe(429);
    expect(await more.json()).toMatchObject({ code: "exports.budget_used_up" });
    expect(more.headers.get("Retry-After")).toMatch(/^\d+$/);
    expect(await used(seller), "what did not leave is not counted").toBe(190);
  });

  test("counts what a dataset gives", async () => {
    const rows = (which: string) => seller.api("GET", `/api/v1/datasets/contacts.contacts/rows?limit=150&${which}`);
    expect((await rows("filter[jobTitle]=Buyer")).status).toBe(200);
    expect(await used(seller)).toBe(150);
    expect((await rows("filter[jobTitle]=Seller")).status).toBe(429);
  });

  test("is not stretched by asking many times at once", async () => {
    const parts = [
      "filter[name][startsWith]=Contact 1",
      "filter[name][startsWith]=Contact 2",
      "sort=-name",
      "sort=name",
    ];
    const ask = async (part: string) => (await seller.api("GET", `/api/v1/contacts?limit=100&${part}`)).status;
    const answers = await Promise.all([...parts, ...parts].map(ask));
    expect(answers).toContain(429);
    expect(answers.filter((status) => status === 200).length).toBeGreaterThan(0);
    expect(await used(seller)).toBeLessThanOrEqual(200);
  });

  test("has nobody who has no limit, or a role without one beside", async () => {
    expect((await manager.visit(names)).status).toBe(200);
    expect(await used(manager)).toBe(0);
    await app.db.query({ text: "insert into user_roles (user_id, role) values ($1, 'manager')", values: [seller.id] });
    await app.db.query({ text: "update definition_versions set version = version + 1 where name = 'rights'" });
    expect((await seller.visit(names)).status).toBe(200);
  });
});

/** Asks for a list as the page does; answers the id of the request. */
async function asked(path: string, purpose = "A mailing for the fair"): Promise<string> {
  const to = await seller.visit(path);
  expect(to.status).toBe(302);
  const params = new URL(to.headers.get("Location") ?? "", app.url).searchParams;
  const form = { kind: params.get("kind") ?? "", list: params.get("list") ?? "", purpose };
  expect((await seller.send("/exports", form)).status).toBe(303);
  const text = "select id from export_requests where user_id = $1 order by asked_at desc limit 1";
  return (await app.db.query<{ id: string }>({ text, values: [seller.id] }))[0]?.id ?? "";
}

/** Does this while another list of this person leaves. */
async function whileAnotherLeaves(person: TestPerson, work: () => Promise<void>): Promise<void> {
  await app.db.transaction(async (trx) => {
    await trx.query({
      text: "select pg_advisory_xact_lock(hashtextextended($1, 11))",
      values: [`export ${person.id}`],
    });
    await work();
  });
}

describe("cases 39 and 40: more than that, or how to reach people", () => {
  test.each([
    ["more than a day's", names],
    ["phones", "/contacts/export.csv?fields=name,phone&filter[jobTitle]=Buyer"],
    ["cards", "/contacts/export.vcf?filter[jobTitle]=Buyer"],
    ["cards, whatever the list shows", "/contacts/export.vcf?fields=name&filter[jobTitle]=Buyer"],
    ["all columns in a workbook", "/contacts/export.xlsx?filter[jobTitle]=Buyer"],
  ])("needs somebody else's yes: %s", async (_, path) => {
    const answer = await seller.visit(path);
    expect([answer.status, answer.headers.get("Location")]).toEqual([
      302,
      expect.stringContaining("/exports/new?kind=contacts"),
    ]);
    const told = await seller.api("GET", `/api/v1${path}`);
    expect([told.status, (await told.json()) as object]).toMatchObject([403, { code: "exports.needs_approval" }]);
    expect(await used(seller)).toBe(0);
  });

  test("is taken out three times by whoever asked, once another person has agreed, and stands in the register", async () => {
    const id = await asked(names);
    expect((await seller.send(`/exports/${id}/file`, { a: "" })).status, "before").toBe(403);
    expect(await (await manager.visit("/exports")).text()).toContain("A mailing for the fair");
    expect((await manager.send(`/exports/${id}/approval`, { a: "" })).status).toBe(303);
    expect((await manager.send(`/exports/${id}/file`, { a: "" })).status, "somebody else").toBe(404);
    await whileAnotherLeaves(seller, async () => {
      const none = await seller.send(`/exports/${id}/file`, { a: "" });
      expect([none.status, none.headers.get("Content-Disposition")], "not counted").toEqual([429, null]);
    });
    for (let times = 0; times < 3; times++) {
      const file = await seller.send(`/exports/${id}/file`, { a: "" });
      expect([file.status, (await file.text()).trim().split("\n").length]).toEqual([200, 302]);
      expect(file.headers.get("Cache-Control")).toBe("no-store");
    }
    expect((await seller.send(`/exports/${id}/file`, { a: "" })).status, "a fourth time").toBe(403);
    const text = "select action from audit_events where cause = $1 order by seq";
    expect(await app.db.query({ text, values: [id] })).toEqual([
      { action: "export.requested" },
      { action: "export.approved" },
    ]);
  });

  test("is not agreed to by oneself, twice, or after a day; and lasts two", async () => {
    const id = await asked(names);
    expect((await seller.send(`/exports/${id}/approval`, { a: "" })).status).toBe(403);
    await app.db.query({
      text: "update export_requests set asked_at = now() - interval '25 hours' where id = $1",
      values: [id],
    });
    expect((await manager.send(`/exports/${id}/approval`, { a: "" })).status).toBe(409);
    const other = await asked(names);
    await admin.send(`/exports/${other}/approval`, { a: "" });
    expect((await manager.send(`/exports/${other}/refusal`, { a: "" })).status).toBe(409);
    await app.db.query({
      text: "update export_requests set decided_at = now() - interval '49 hours' where id = $1",
      values: [other],
    });
    expect((await seller.send(`/exports/${other}/file`, { a: "" })).status).toBe(403);
  });

  test("is only what was agreed to: rights are asked again at the download", async () => {
    const id = await asked("/contacts/export.csv?fields=name,phone&filter[jobTitle]=Buyer");
    await admin.send(`/exports/${id}/approval`, { a: "" });
    await app.db.query({ text: "delete from role_grants where role = 'sales' and permission = 'contacts.export'" });
    await app.db.query({ text: "update definition_versions set version = version + 1 where name = 'rights'" });
    expect((await seller.send(`/exports/${id}/file`, { a: "" })).status).toBe(403);
    await app.grant("sales", "contacts.export", "all");
  });

  test("asks what it is for", async () => {
    const answer = await seller.send("/exports", { kind: "contacts", list: "fields=name,phone", purpose: " " });
    expect([answer.status, await answer.text()]).toEqual([
      422,
      expect.stringContaining("Say in a few words what it is for"),
    ]);
  });
});

describe("the budget of a role", () => {
  test("is set by administrators, for everybody at once, and written down", async () => {
    expect((await manager.send("/exports/limits", { "limit.sales": "400" })).status).toBe(403);
    expect((await admin.send("/exports/limits", { "limit.sales": "-1" })).status).toBe(400);
    expect((await admin.send("/exports/limits", { "limit.sales": "400", "limit.manager": "" })).status).toBe(303);
    expect((await seller.visit(names)).status).toBe(200);
    expect(await used(seller)).toBe(300);
    await admin.send("/exports/limits", { "limit.sales": "200", "limit.manager": "" });
    const text = "select detail from audit_events where action = 'export.limit_changed' order by seq";
    expect(await app.db.query({ text })).toEqual([
      { detail: { before: 200, after: 400 } },
      { detail: { before: 400, after: 200 } },
    ]);
  });
});

test("cards hold what a file holds: what was given by somebody who may not take it out is in neither", async () => {
  const { roleDefinitions } = app.get(services.people);
  const may = (...actions: string[]) => Object.fromEntries(actions.map((one) => [`contacts.${one}`, "own" as const]));
  for (const [id, grants] of Object.entries({
    giver: { ...may("read", "change"), "records.share": "all" as const },
    taker: may("read", "export"),
  }))
    await roleDefinitions.define(system, { id, name: `The ${id}`, position: 90, grants });
  const [giver, taker] = [await app.person("giver"), await app.person("taker")];
  const [given] = await Promise.all(
    [giver, taker].map(({ id }) => app.records.create(system, "contact", { name: `Of ${id}`, owner: id })),
  );
  expect((await giver.api("POST", `/api/v1/contacts/${given?.id}/shares`, { person: taker.id })).status).toBe(201);
  const names = async (form: string) => {
    const text = await (await taker.visit(`/contacts/export.${form}?filter[name][startsWith]=Of`)).text();
    return [giver, taker].map(({ id }) => text.includes(`Of ${id}`));
  };
  expect((await taker.api("GET", `/api/v1/contacts/${given?.id}`)).status).toBe(200);
  expect([await names("csv"), await names("vcf")]).toEqual([
    [false, true],
    [false, true],
  ]);
});
