// Why somebody may do something with a record: by which role, over which teams, by whose share, and what closes a field to them.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../../../core/sdk/services.ts";
import type { Explanation } from "../../../../core/records/access/why/why.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { setAccess } from "../../../support/closing.ts";
import { system } from "../../../support/people.ts";

let app: TestApp;
let admin: TestPerson;
let boss: TestPerson;
let owner: TestPerson;
let mate: TestPerson;
let deal: string;
beforeAll(async () => {
  app = await startTestApp();
  const north = await app.records.create(system, "team", { name: "North" });
  const south = await app.records.create(system, "team", { name: "South", parent: north.id });
  admin = await app.person("admin", { name: "Ada" });
  boss = await app.person("manager", { name: "Boss" });
  await app.records.change(system, "team", north.id, { manager: boss.id });
  owner = await app.person("sales", { name: "Owner", team: south.id });
  mate = await app.person("sales", { name: "Mate", team: south.id });
  await app.get(services.sales).pipelines.createFromTemplate(system, "simple", "en");
  deal = (await app.records.create(system, "deal", { name: "Theirs", owner: owner.id })).id;
});
afterAll(() => app.stop());

const why = async (person: TestPerson, by = admin) => {
  const answer = await by.api("GET", `/api/v1/deals/${deal}/access?person=${person.id}`);
  return { status: answer.status, body: (await answer.json()) as Explanation };
};
const reason = async (person: TestPerson, permission: string) =>
  (await why(person)).body.actions.find((one) => one.permission === permission);

describe("it is told that", () => {
  test("a role gives the right, and by which teams it reaches the owner", async () => {
    expect(await reason(boss, "deals.read")).toMatchObject({
      allowed: true,
      reach: "subtree",
      because: "role",
      roles: [{ role: "manager", reach: "subtree" }],
      path: [
        { title: "North", manager: "Boss" },
        { title: "South", manager: null },
      ],
    });
    expect(await reason(owner, "deals.close")).toMatchObject({
      allowed: true,
      reach: "own",
      because: "role",
      path: [],
    });
  });

  test("the record is out of reach, or that there is no such right at all", async () => {
    expect(await reason(mate, "deals.read")).toMatchObject({ allowed: false, reach: "own", because: "out_of_reach" });
    expect(await reason(mate, "deals.export")).toMatchObject({ allowed: false, reach: "none", because: "no_right" });
  });

  test("somebody shared it", async () => {
    await boss.api("POST", `/api/v1/deals/${deal}/shares`, { person: mate.id });
    expect(await reason(mate, "deals.read")).toMatchObject({
      allowed: true,
      because: "share",
      givenBy: { title: "Boss" },
    });
    expect(await reason(mate, "deals.change")).toMatchObject({
      allowed: false,
      because: "out_of_reach",
      givenBy: null,
    });
  });

  test("a role closes a field", async () => {
    await setAccess(app, "deal", { amount: { sales: "hidden" }, nextStep: { sales: "read" } });
    const { fields } = (await why(owner)).body;
    expect(fields.find(({ field }) => field === "amount")).toEqual({
      field: "amount",
      mode: "hidden",
      roles: [{ role: "sales", mode: "hidden" }],
    });
    expect(fields.find(({ field }) => field === "nextStep")).toMatchObject({ mode: "read" });
    expect(fields.find(({ field }) => field === "baseAmount")).toMatchObject({ mode: "hidden", roles: [] });
    expect((await why(boss)).body.fields).toEqual([]);
  });
});

describe("what is told agrees with what happens", () => {
  test("for everybody and everything that can be asked", async () => {
    for (const person of [admin, boss, owner, mate]) {
      const { actions } = (await why(person)).body;
      const allowed = (right: string) => actions.find(({ permission }) => permission === right)?.allowed;
      const [read, changed] = [
        (await person.api("GET", `/api/v1/deals/${deal}`)).status,
        (await person.api("PATCH", `/api/v1/deals/${deal}`, { name: `By ${person.id}` })).status,
      ];
      expect([allowed("deals.read"), allowed("deals.change")]).toEqual([read === 200, changed === 200]);
    }
  });
});

describe("it is told", () => {
  test("to nobody who may not look at roles, or does not see the record", async () => {
    expect((await why(owner, owner)).status).toBe(403);
    const { roleDefinitions } = app.get(services.people);
    await roleDefinitions.define(system, {
      id: "looker",
      name: "Looker",
      position: 60,
      grants: { "roles.read": "all", "deals.read": "own" },
    });
    const looker = await app.person("looker");
    expect((await why(owner, looker)).status).toBe(404);
  });

  test("about people there are", async () => {
    expect(
      (await admin.api("GET", `/api/v1/deals/${deal}/access?person=01980000-0000-7000-8000-000000000000`)).status,
    ).toBe(422);
    expect((await admin.api("GET", `/api/v1/deals/${deal}/access`)).status).toBe(422);
  });

  test("on a page that the record's menu leads to", async () => {
    expect(await (await admin.visit(`/deals/${deal}`)).text()).toContain(`/deals/${deal}/access`);
    const page = await (await admin.visit(`/deals/${deal}/access?person=${boss.id}`)).text();
    expect(page).toContain("By a role. Manager: team and below");
    expect(page).toContain("North (Boss) → South");
    expect((await owner.visit(`/deals/${deal}/access`)).status).toBe(403);
  });
});
