// A right that holds only while something is true of a record: every way in obeys it, also where it asks about a field that is closed.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Explanation } from "../../../../core/records/access/why/why.ts";
import { services } from "../../../../core/sdk/services.ts";
import type { Reaches } from "../../../../core/users/role.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { setAccess } from "../../../support/closing.ts";
import { system } from "../../../support/people.ts";
import { allReadable } from "../../../support/readable.ts";

let app: TestApp;
let admin: TestPerson;
let junior: TestPerson;
let mate: TestPerson;
let pipeline: string;
let deals: Record<"small" | "big" | "blank" | "done" | "others", string>;

const small = { reach: "team", when: "amount < 10000" } as const;
const given: Reaches = {
  "deals.read": small,
  "deals.change": { reach: "team", when: 'status == "open"' },
  "deals.create": { reach: "own", when: "amount < 10000" },
  "deals.delete": { reach: "own", when: "isBlank(nextStep)" },
  "deals.export": small,
  "deals.close": "team",
  "contacts.read": "all",
  "contacts.export": { reach: "all", when: 'jobTitle == "Buyer"' },
  "pipelines.read": "all",
  "stages.read": "all",
  "companies.read": "all",
  "notes.read": "all",
  "users.read": "all",
  "records.share": "all",
};

const define = async (grants: Reaches, id = "junior") =>
  await app.get(services.people).roleDefinitions.define(system, { id, name: `The ${id}`, position: 50, grants });
const eur = (amount: string) => ({ amount, currency: "EUR" });

beforeAll(async () => {
  app = await startTestApp();
  const north = (await app.records.create(system, "team", { name: "North" })).id;
  const south = (await app.records.create(system, "team", { name: "South" })).id;
  await define(given);
  admin = await app.person("admin", { name: "Ada" });
  junior = await app.person("junior", { name: "Jun", team: north });
  mate = await app.person("sales", { name: "Mate", team: north });
  const stranger = await app.person("sales", { name: "Stranger", team: south });
  pipeline = (await app.get(services.sales).pipelines.createFromTemplate(system, "simple", "en")).id;
  const make = async (name: string, owner: TestPerson, more: object = {}) =>
    (await app.records.create(system, "deal", { name, owner: owner.id, ...more })).id;
  deals = {
    small: await make("Small cranes", mate, { amount: eur("5000") }),
    big: await make("Big cranes", mate, { amount: eur("20000") }),
    blank: await make("Blank cranes", junior),
    done: await make("Done cranes", mate, { amount: eur("7000") }),
    others: await make("Others cranes", stranger, { amount: eur("4000") }),
  };
  const stages = await app.records.list(system, "stage", { filter: { field: "type", op: "eq", value: "won" } });
  await app.records.change(system, "deal", deals.done, { stage: stages.data[0]?.id });
  await allReadable(app.db);
});
afterAll(() => app.stop());

const seen = ["Small cranes", "Done cranes"];
const unseen = ["Big cranes", "Blank cranes", "Others cranes"];
const status = async (answer: Promise<Response>) => (await answer).status;
const text = async (answer: Promise<Response>) => await (await answer).text();

const asPart = (path: string): RequestInit => (path.includes("/pick") ? { headers: { "HX-Request": "true" } } : {});

describe("a condition on reading holds", () => {
  test.each([
    ["the list", "/api/v1/deals?limit=200"],
    ["a filter", "/api/v1/deals?filter[name][contains]=cranes&limit=200"],
    ["the search of a list", "/api/v1/deals?q=cranes&limit=200"],
    ["the page of the list", "/deals"],
    ["the search over everything", "/search?q=cranes"],
    ["the palette", "/search/palette?q=cranes"],
    ["the picker", "/deals/pick?name=deal&deal.q=cranes"],
    ["a file", "/api/v1/deals/export.csv"],
    ["the rows of the dataset", "/api/v1/datasets/deals.deals/rows"],
    ["the feed of changes", "/api/v1/changes"],
  ])("in %s", async (_, path) => {
    const said = await text(path.startsWith("/api/") ? junior.api("GET", path) : junior.visit(path, asPart(path)));
    expect([...seen, ...unseen].filter((name) => said.includes(name)).sort()).toEqual([...seen].sort());
  });

  test("on the board, in its counts and its sums", async () => {
    const board = (await (await junior.api("GET", `/api/v1/pipelines/${pipeline}/board`)).json()) as {
      data: { count: number; sum: { amount: string } | null; cards: { name: string }[] }[];
    };
    const full = board.data.filter(({ count }) => count > 0);
    expect(full.flatMap(({ cards }) => cards.map(({ name }) => name)).sort()).toEqual([...seen].sort());
    expect(full.map(({ sum }) => Number(sum?.amount)).sort()).toEqual([5000, 7000]);
    const page = await text(junior.visit("/deals/board"));
    expect([page.includes("Small cranes"), page.includes("Big cranes")]).toEqual([true, false]);
  });

  test("in counts, figures and sums of groups", async () => {
    const list = (await (await junior.api("GET", "/api/v1/deals?limit=1&count=exact")).json()) as {
      page: { count: number };
    };
    expect(list.page.count).toBe(2);
    const sums = await text(junior.api("GET", "/api/v1/deals/summary?group=status&sum=amount"));
    expect([sums.includes("5000"), sums.includes("7000"), sums.includes("25000")]).toEqual([true, true, false]);
    const actor = await app.get(services.actors).ofUser(junior.id, "page");
    const { standing } = app.get(services.sales);
    expect(actor && (await standing.numbers(actor, "all"))).toMatchObject({ count: 1, open: eur("5000.00") });
  });

  test("of one record, which is not there then, nor its history", async () => {
    const answers = await Promise.all(
      [deals.small, deals.big, deals.blank, deals.others].flatMap((id) => [
        status(junior.api("GET", `/api/v1/deals/${id}`)),
        status(junior.api("GET", `/api/v1/deals/${id}/history`)),
        status(junior.visit(`/deals/${id}`)),
      ]),
    );
    expect(answers).toEqual([200, 200, 200, ...Array.from({ length: 9 }, () => 404)]);
  });
});

describe("a condition on writing", () => {
  const rename = async (id: string, person = junior) =>
    await status(person.api("PATCH", `/api/v1/deals/${id}`, { name: "Small cranes" }));

  test("is asked of the record as it stands", async () => {
    expect([await rename(deals.small), await rename(deals.done), await rename(deals.big)]).toEqual([200, 403, 404]);
  });

  test("holds for changes of many at once", async () => {
    const operations = [deals.small, deals.done].map((id) => ({
      method: "change",
      id,
      body: { nextStep: "Call" },
    }));
    const answer = await junior.api("POST", "/api/v1/deals/batch", { operations });
    const { data } = (await answer.json()) as { data: { status: number }[] };
    expect(data.map((one) => one.status)).toEqual([200, 403]);
    const next = await app.db.query({ text: "select id from deals where next_step = 'Call'" });
    expect(next).toEqual([{ id: deals.small }]);
    await app.records.change(system, "deal", deals.small, { nextStep: null });
  });

  test("lets somebody win a deal that they may not touch afterwards", async () => {
    const deal = await app.records.create(system, "deal", { name: "To win", owner: junior.id, amount: eur("100") });
    const { data } = await app.records.list(system, "stage", { filter: { field: "type", op: "eq", value: "won" } });
    expect(await status(junior.api("PATCH", `/api/v1/deals/${deal.id}`, { stage: data[0]?.id }))).toBe(200);
    expect(await status(junior.api("PATCH", `/api/v1/deals/${deal.id}`, { name: "Won" }))).toBe(403);
    await app.records.remove(system, "deal", deal.id);
  });

  test("holds for what is deleted", async () => {
    const made = async (nextStep: string | null) =>
      (await app.records.create(system, "deal", { name: "Old", owner: junior.id, amount: eur("1"), nextStep })).id;
    const remove = async (id: string) => await status(junior.api("DELETE", `/api/v1/deals/${id}`));
    expect([await remove(await made(null)), await remove(await made("Call"))]).toEqual([200, 403]);
  });

  test("is asked of a new record, and what is wrong is said without a word of the condition", async () => {
    const make = (amount: string | null) =>
      junior.api("POST", "/api/v1/deals", { name: "New", amount: amount === null ? null : eur(amount) });
    const [fine, large, none] = [await make("9999.99"), await make("10000"), await make(null)];
    expect([fine.status, large.status, none.status]).toEqual([201, 422, 422]);
    const { errors } = (await large.json()) as { errors: { pointer: string; code: string }[] };
    expect(errors).toMatchObject([{ pointer: "", code: "beyond_condition" }]);
  });
});

test("contact cards are taken out as far as the condition of the right to export goes", async () => {
  for (const [name, jobTitle] of [
    ["Bea Buyer", "Buyer"],
    ["Sam Seller", "Seller"],
  ])
    await app.records.create(system, "contact", { name, jobTitle });
  const cards = await text(junior.api("GET", "/api/v1/contacts/export.vcf"));
  expect([cards.includes("Bea Buyer"), cards.includes("Sam Seller")]).toEqual([true, false]);
});

describe("what was shared", () => {
  const give = async (by: TestPerson, deal: string, to: TestPerson) =>
    await status(by.api("POST", `/api/v1/deals/${deal}/shares`, { person: to.id }));
  const bump = async () =>
    await app.db.query({ text: "update definition_versions set version = version + 1 where name = 'rights'" });
  const fresh = async (person: TestPerson) => await app.get(services.actors).ofUser(person.id, "page");
  const reads = async (person: TestPerson, deal: string) => {
    const actor = await fresh(person);
    return actor ? await app.records.get(actor, "deal", deal).then(Boolean, () => false) : undefined;
  };

  test("widens how far a right reaches, and leaves its condition", async () => {
    const other = await app.person("sales", { name: "Owner" });
    const make = async (amount: string) =>
      (await app.records.create(system, "deal", { name: "Far", owner: other.id, amount: eur(amount) })).id;
    const [near, far] = [await make("10"), await make("99999")];
    expect([await give(admin, near, junior), await give(admin, far, junior)]).toEqual([201, 201]);
    await bump();
    expect([await reads(junior, near), await reads(junior, far)]).toEqual([true, false]);
  });

  test("opens nothing from the moment on at which its giver's condition is no longer met", async () => {
    const third = await app.person("sales", { name: "Third" });
    const deal = (await app.records.create(system, "deal", { name: "Lent", owner: mate.id, amount: eur("10") })).id;
    expect(await give(junior, deal, third)).toBe(201);
    await bump();
    expect(await reads(third, deal)).toBe(true);
    await app.records.change(system, "deal", deal, { amount: eur("10000") });
    expect(await reads(third, deal)).toBe(false);
    await app.records.remove(system, "deal", deal);
  });
});

describe("it is explained that", () => {
  const reason = async (deal: string, permission: string) => {
    const answer = await admin.api("GET", `/api/v1/deals/${deal}/access?person=${junior.id}`);
    return ((await answer.json()) as Explanation).actions.find((one) => one.permission === permission);
  };

  test("a role gives a right under a condition, and whether it is met", async () => {
    const roles = [{ role: "junior", reach: "team", when: "amount < 10000" }];
    expect(await reason(deals.small, "deals.read")).toMatchObject({ allowed: true, because: "role", roles });
    expect(await reason(deals.big, "deals.read")).toMatchObject({ allowed: false, because: "condition", roles });
    expect(await reason(deals.others, "deals.read")).toMatchObject({ allowed: false, because: "out_of_reach" });
    expect(await reason(deals.done, "deals.change")).toMatchObject({ allowed: false, because: "condition" });
    const page = await text(admin.visit(`/deals/${deals.big}/access?person=${junior.id}`));
    expect(page).toContain("A condition of the right is not true of this record.");
    expect(page).toContain("only while amount &lt; 10000");
  });
});

describe("a condition about a field that is hidden from the role", () => {
  beforeAll(async () => {
    await setAccess(app, "deal", { amount: { junior: "hidden" } });
    await app.get(services.definitions).refresh();
  });
  afterAll(async () => await setAccess(app, "deal", { amount: { junior: "edit" } }));

  test.each(["/api/v1/deals?limit=200", "/api/v1/deals/summary?group=name", "/deals", "/search?q=cranes"])(
    "still decides, in %s",
    async (path) => {
      const said = await text(path.startsWith("/api/") ? junior.api("GET", path) : junior.visit(path));
      expect([...seen, ...unseen].filter((name) => said.includes(name)).sort()).toEqual([...seen].sort());
      expect(said).not.toContain("5000");
    },
  );

  test("is not told to whoever does not see the field, and cannot be written by them", async () => {
    await define({ "roles.read": "all", "roles.change": "all", "deals.read": "all", "deals.export": "all" }, "keeper");
    const keeper = await app.person("keeper", { name: "Kim" });
    await setAccess(app, "deal", { amount: { keeper: "hidden" } });
    await app.get(services.definitions).refresh();
    const role = await keeper.api("GET", "/api/v1/roles/junior");
    const { grants } = (await role.json()) as { grants: Record<string, unknown> };
    expect(grants["deals.read"]).toEqual({ reach: "team", when: null });
    expect(grants["deals.change"]).toEqual(given["deals.change"]);
    const page = await text(keeper.visit("/settings/roles/junior"));
    expect([page.includes('value="amount'), page.includes("fields that you do not see")]).toEqual([false, true]);
    const answer = await keeper.api(
      "PATCH",
      "/api/v1/roles/junior",
      { grants: { "deals.read": { reach: "own", when: "amount < 5" } } },
      { "If-Match": role.headers.get("ETag") ?? "" },
    );
    expect(await answer.json()).toMatchObject({ errors: [{ code: "expression_unknown_name" }] });
  });
});

test("a condition whose field is archived gives nothing until the field is back, and follows a new key", async () => {
  const fields = app.get(services.customFields);
  const field = await fields.define(admin.actor, "deal", { key: "tier", schema: { "x-type": "text" } });
  await define({ "deals.read": { reach: "all", when: 'custom.tier == "A"' }, "pipelines.read": "all" }, "tiered");
  const person = await app.person("tiered", { name: "Tim" });
  const deal = await app.records.create(admin.actor, "deal", { name: "Top", custom: { tier: "A" } });
  const reads = async () => await status(person.api("GET", `/api/v1/deals/${deal.id}`));
  expect([await reads(), await status(person.api("GET", `/api/v1/deals/${deals.small}`))]).toEqual([200, 404]);
  await fields.archive(admin.actor, field.id);
  expect(await reads()).toBe(404);
  await fields.change(admin.actor, field.id, { state: "active" });
  expect(await reads()).toBe(200);
  await fields.change(admin.actor, field.id, { key: "rank" });
  const { roleDefinitions } = app.get(services.people);
  expect((await roleDefinitions.get(admin.actor, "tiered")).grants["deals.read"]).toEqual({
    reach: "all",
    when: 'custom.rank == "A"',
  });
  expect(await reads()).toBe(200);
  const uses = await text(admin.api("GET", `/api/v1/fields/${field.id}/uses`));
  expect(uses).toContain("The tiered");
});
