// Who may do what to whose records, by the REST API: one table, read like the one an administrator has in mind.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../support/app.ts";
import { system } from "../../support/people.ts";
import { promised } from "../../support/quickly.ts";

const who = ["admin", "boss", "owner", "mate", "stranger"] as const;
type Who = (typeof who)[number];

let app: TestApp;
let people: Record<Who, TestPerson>;
let teams: { readonly north: string; readonly south: string };
beforeAll(async () => {
  app = await startTestApp();
  const north = await app.records.create(system, "team", { name: "North" });
  const south = await app.records.create(system, "team", { name: "South", parent: north.id });
  teams = { north: north.id, south: south.id };
  const boss = await app.person("manager", { name: "Boss", team: north.id });
  people = {
    boss,
    admin: await app.person("admin"),
    owner: await app.person("sales", { name: "Owner", team: south.id }),
    mate: await app.person("sales", { name: "Mate", team: south.id }),
    stranger: await app.person("manager", { name: "Stranger" }),
  };
  await app.get(services.sales).pipelines.createFromTemplate(system, "simple", "en");
});
afterAll(() => app.stop());

const made = async (kind: string): Promise<string> =>
  (await app.records.create(system, kind, { name: `A ${kind}`, owner: people.owner.id })).id;

const codes = async (act: (person: TestPerson) => Promise<Response>): Promise<number[]> => {
  const answers: number[] = [];
  for (const name of who) answers.push((await act(people[name])).status);
  return answers;
};

describe("case 18: a record of somebody in the team South, below North", () => {
  test.each([
    // admin, the manager of North, its owner, a colleague in sales, a manager elsewhere
    {
      plural: "deals",
      kind: "deal",
      read: [200, 200, 200, 404, 404],
      write: [200, 200, 200, 404, 404],
      remove: [200, 200, 200, 404, 404],
    },
    {
      plural: "contacts",
      kind: "contact",
      read: [200, 200, 200, 200, 200],
      write: [200, 200, 200, 403, 403],
      remove: [200, 200, 200, 403, 403],
    },
    {
      plural: "companies",
      kind: "company",
      read: [200, 200, 200, 200, 200],
      write: [200, 200, 200, 403, 403],
      remove: [200, 200, 200, 403, 403],
    },
  ])("$plural", async ({ plural, kind, read, write, remove }) => {
    const id = await made(kind);
    const path = `/api/v1/${plural}/${id}`;
    expect(await codes((person) => person.api("GET", path)), "read").toEqual(read);
    expect(await codes((person) => person.api("PATCH", path, { name: `Named by ${person.id}` })), "write").toEqual(
      write,
    );
    const removed: number[] = [];
    for (const name of who)
      removed.push((await people[name].api("DELETE", `/api/v1/${plural}/${await made(kind)}`)).status);
    expect(removed, "remove").toEqual(remove);
  });

  test("stands in the lists of those who may see it, and in no others", async () => {
    const id = await made("deal");
    const seen = async (person: TestPerson, path: string): Promise<boolean> =>
      (await (await person.api("GET", path)).text()).includes(id);
    for (const path of [
      "/api/v1/deals?limit=200",
      `/api/v1/deals?filter[owner]=${people.owner.id}&limit=200`,
      "/api/v1/deals?q=A+deal&limit=200",
    ]) {
      const lists: boolean[] = [];
      for (const name of who) lists.push(await seen(people[name], path));
      expect(lists, path).toEqual([true, true, true, false, false]);
    }
  });

  test.each([
    ["none", [404, 404, 404]],
    ["own", [404, 404, 404]],
    ["team", [200, 404, 404]],
    ["subtree", [200, 200, 404]],
    ["all", [200, 200, 200]],
  ] as const)("is reached with %s from its own team, from the team above, from elsewhere", async (scope, expected) => {
    const { roleDefinitions } = app.get(services.people);
    for (const id of ["near", "above", "elsewhere"])
      await roleDefinitions.define(system, { id, name: id, position: 50, grants: { "deals.read": scope } });
    const [id, answers] = [await made("deal"), [] as number[]];
    for (const [role, team] of [
      ["near", teams.south],
      ["above", teams.north],
      ["elsewhere", undefined],
    ] as const) {
      const person = await app.person(role, team === undefined ? {} : { team });
      answers.push((await person.api("GET", `/api/v1/deals/${id}`)).status);
    }
    expect(answers).toEqual(expected);
  });

  test("case 22: is given away by those who may reach it before and after", async () => {
    const give = async (from: Who, to: Who) =>
      (await people[from].api("PATCH", `/api/v1/deals/${await made("deal")}`, { owner: people[to].id })).status;
    expect([await give("admin", "stranger"), await give("boss", "mate"), await give("boss", "stranger")]).toEqual([
      200, 200, 422,
    ]);
    expect([await give("owner", "mate"), await give("mate", "mate")]).toEqual([422, 404]);
  });

  test("is not made in somebody else's name", async () => {
    const make = async (by: Who, owner: Who) =>
      (await people[by].api("POST", "/api/v1/deals", { name: "New", owner: people[owner].id })).status;
    expect([await make("mate", "mate"), await make("mate", "owner"), await make("boss", "owner")]).toEqual([
      201, 422, 201,
    ]);
  });

  test("that may not be seen answers like one that does not exist", async () => {
    const [hidden, missing] = [await made("deal"), "01980000-0000-7000-8000-000000000000"];
    const answers = await Promise.all([hidden, missing].map((id) => people.mate.api("GET", `/api/v1/deals/${id}`)));
    const bodies = await Promise.all(
      answers.map(async (answer) => ({ ...((await answer.json()) as object), instance: "" })),
    );
    expect(bodies[0]).toEqual(bodies[1]);
  });
});

describe("what the office is built from", () => {
  test.each(["pipelines", "users", "teams"])(
    "%s are everybody's to read and administrators' to make",
    async (plural) => {
      expect(await codes((person) => person.api("GET", `/api/v1/${plural}`))).toEqual([200, 200, 200, 200, 200]);
      const input = { name: `New ${plural}` };
      expect(await codes((person) => person.api("POST", `/api/v1/${plural}`, input))).toEqual([
        201, 403, 403, 403, 403,
      ]);
    },
  );
});

describe("a token", () => {
  test("may what its person and its scopes both may", async () => {
    const { token } = await app
      .get(services.people)
      .tokens.create(people.owner.id, { name: "read", scopes: ["deals:read"] });
    const call = (method: string, path: string, body?: string) =>
      fetch(app.url + path, {
        method,
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
        ...(body && { body }),
      });
    expect((await call("GET", "/api/v1/deals")).status).toBe(200);
    expect((await call("POST", "/api/v1/deals", '{"name":"x"}')).status).toBe(403);
    expect((await call("GET", "/api/v1/contacts")).status).toBe(403);
  });
});

describe("somebody who left", () => {
  test("is out by page and by token within a second", async () => {
    const leaver = await app.person("sales", { name: "Leaver" });
    expect((await leaver.api("GET", "/api/v1/deals")).status).toBe(200);
    await app.records.change(system, "user", leaver.id, { state: "inactive" });
    expect((await leaver.visit("/deals")).status).toBe(303);
    await expect
      .poll(async () => (await leaver.api("GET", "/api/v1/deals")).status, { timeout: promised(1_000) })
      .toBe(401);
  });
});
