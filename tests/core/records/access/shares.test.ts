// One record given to a person or a team for a while: every way in obeys it, nobody gives more than they have, and it ends by itself.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { system } from "../../../support/people.ts";
import { promised } from "../../../support/quickly.ts";

let app: TestApp;
let owner: TestPerson;
let mate: TestPerson;
let third: TestPerson;
let team: string;
let pipeline: string;
beforeAll(async () => {
  app = await startTestApp();
  team = (await app.records.create(system, "team", { name: "North" })).id;
  owner = await app.person("sales", { name: "Owner" });
  mate = await app.person("sales", { name: "Mate", team });
  third = await app.person("sales", { name: "Third" });
  pipeline = (await app.get(services.sales).pipelines.createFromTemplate(system, "simple", "en")).id;
});
afterAll(() => app.stop());

const newDeal = async (name = "Theirs") =>
  (await app.records.create(system, "deal", { name, owner: owner.id, amount: { amount: "100", currency: "EUR" } })).id;
const give = async (deal: string, share: object, by = owner) =>
  await by.api("POST", `/api/v1/deals/${deal}/shares`, share);
const read = async (person: TestPerson, deal: string) => (await person.api("GET", `/api/v1/deals/${deal}`)).status;
const change = async (person: TestPerson, deal: string, input: object = { name: "Renamed" }) =>
  (await person.api("PATCH", `/api/v1/deals/${deal}`, input)).status;
/** A token remembers its person's rights for less than a second. */
const soon = async (ask: () => Promise<unknown>, expected: unknown) =>
  await expect.poll(ask, { timeout: promised(2_000) }).toEqual(expected);
const bump = async () =>
  await app.db.query({ text: "update definition_versions set version = version + 1 where name = 'rights'" });

/** The same person with a token that nothing is remembered of yet. */
async function again(person: TestPerson): Promise<TestPerson> {
  const { token } = await app.get(services.people).tokens.create(person.id, { name: "again", scopes: ["*"] });
  const api: TestPerson["api"] = (method, path, body, headers = {}) =>
    fetch(app.url + path, {
      method,
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json", ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return { ...person, api };
}

describe("a deal that was given to a colleague to read", () => {
  let deal: string;
  beforeAll(async () => {
    deal = await newDeal("Shared deal");
    expect((await give(deal, { person: mate.id })).status).toBe(201);
    await bump();
    mate = await again(mate);
  });

  test.each([
    ["the list", "/api/v1/deals?limit=200"],
    ["a filter", "/api/v1/deals?filter[name]=Shared+deal"],
    ["the search", "/api/v1/deals?q=shared"],
    ["its history", "deal/history"],
    ["its shares", "deal/shares"],
  ])("is in %s of that colleague and of nobody else", async (_, path) => {
    const at = path.replace(/^deal/, `/api/v1/deals/${deal}`);
    const shows = async (person: TestPerson) =>
      (await (await person.api("GET", at)).text()).includes(deal) || (await person.api("GET", at)).status === 200;
    const names = async (person: TestPerson) =>
      path.startsWith("deal") ? await shows(person) : (await (await person.api("GET", at)).text()).includes(deal);
    expect([await names(mate), await names(third)]).toEqual([true, false]);
  });

  test("is counted, summed and stands on the board", async () => {
    const numbers = async (person: TestPerson) => {
      const count = (await (await person.api("GET", "/api/v1/deals?limit=1&count=exact")).json()) as {
        page: { count: number };
      };
      const page = await (await person.visit("/deals/board")).text();
      return [count.page.count, page.includes("Shared deal")];
    };
    expect([await numbers(mate), await numbers(third)]).toEqual([
      [1, true],
      [0, false],
    ]);
    const { standing } = app.get(services.sales);
    const asked = await app.get(services.actors).ofUser(mate.id, "page");
    expect(asked && (await standing.numbers(asked, "all"))).toMatchObject({ count: 1, open: { amount: "100.00" } });
  });

  test("is neither changed, nor removed, nor given on by them", async () => {
    const answers = [
      await change(mate, deal),
      (await mate.api("DELETE", `/api/v1/deals/${deal}`)).status,
      (await give(deal, { person: third.id }, mate)).status,
    ];
    expect(answers).toEqual([403, 403, 403]);
  });

  test("is told of on the record, and in the trail", async () => {
    const { data } = (await (await mate.api("GET", `/api/v1/deals/${deal}/shares`)).json()) as { data: object[] };
    expect(data).toMatchObject([
      { person: { title: "Mate" }, team: null, access: "read", until: null, givenBy: { title: "Owner" }, holds: true },
    ]);
    const text = "select action, actor_id from audit_events where action like 'share.%' and record_id = $1";
    expect(await app.db.query({ text, values: [deal] })).toEqual([{ action: "share.given", actor_id: owner.id }]);
  });

  test("is taken back at once", async () => {
    const other = await newDeal();
    const { id } = (await (await give(other, { person: mate.id })).json()) as { id: string };
    await soon(() => read(mate, other), 200);
    expect((await mate.api("DELETE", `/api/v1/deals/${other}/shares/${id}`)).status).toBe(403);
    expect((await owner.api("DELETE", `/api/v1/deals/${other}/shares/${id}`)).status).toBe(204);
    await soon(() => read(mate, other), 404);
    expect((await owner.api("DELETE", `/api/v1/deals/${other}/shares/${id}`)).status).toBe(404);
  });
});

describe("a deal that was given to be changed", () => {
  test("is changed, but not taken over", async () => {
    const deal = await newDeal();
    await give(deal, { person: mate.id, access: "edit" });
    await soon(() => change(mate, deal), 200);
    expect([await change(mate, deal, { owner: mate.id }), await change(third, deal)]).toEqual([422, 404]);
    expect((await app.records.get(system, "deal", deal))["owner"]).toBe(owner.id);
  });
});

describe("a deal that was given to a team", () => {
  test("is everybody's in it, and nobody's who left it", async () => {
    const deal = await newDeal();
    await give(deal, { team });
    await soon(() => read(mate, deal), 200);
    expect(await read(third, deal)).toBe(404);
    await app.records.change(system, "user", mate.id, { team: null });
    await soon(() => read(mate, deal), 404);
    await app.records.change(system, "user", mate.id, { team });
  });
});

describe("case 24: a share ends", () => {
  const shared = async (share: object = {}, by = owner) => {
    const deal = await newDeal();
    await give(deal, { person: mate.id, ...share }, by);
    await soon(() => read(mate, deal), 200);
    return deal;
  };

  test("by the clock of the database, also for who is remembered", async () => {
    const deal = await shared();
    await app.db.query({
      text: "update shares set ends_at = now() + interval '1 second' where record_id = $1",
      values: [deal],
    });
    await bump();
    await soon(() => read(mate, deal), 200);
    await soon(() => read(mate, deal), 404);
  });

  test("when the record moves out of the giver's reach", async () => {
    const deal = await shared();
    await app.records.change(system, "deal", deal, { owner: third.id });
    expect(await read(mate, deal)).toBe(404);
    const { data } = (await (await third.api("GET", `/api/v1/deals/${deal}/shares`)).json()) as {
      data: { holds: boolean }[];
    };
    expect(data.map(({ holds }) => holds)).toEqual([false]);
  });

  test("when the giver loses the right, or leaves", async () => {
    const boss = await app.person("manager", { name: "Boss" });
    await app.records.change(system, "user", owner.id, { team });
    await app.records.change(system, "team", team, { manager: boss.id });
    await soon(async () => (await boss.api("GET", "/api/v1/users")).status, 200);
    const deals = [await shared({}, boss), await shared({}, boss)];
    const { roles, users } = app.get(services.people);
    await roles.assign(system, boss.id, ["sales"]);
    await soon(() => Promise.all(deals.map((deal) => read(mate, deal))), [404, 404]);
    await roles.assign(system, boss.id, ["manager"]);
    await soon(() => Promise.all(deals.map((deal) => read(mate, deal))), [200, 200]);
    await users.deactivate(system, boss.id);
    await soon(() => Promise.all(deals.map((deal) => read(mate, deal))), [404, 404]);
    await app.records.change(system, "team", team, { manager: null });
    await app.records.change(system, "user", owner.id, { team: null });
  });

  test("and gives nothing to whom the role gives nothing", async () => {
    const { roleDefinitions } = app.get(services.people);
    await roleDefinitions.define(system, {
      id: "blind",
      name: "Blind",
      position: 60,
      grants: { "contacts.read": "all" },
    });
    const blind = await app.person("blind");
    const deal = await newDeal();
    expect((await give(deal, { person: blind.id, access: "edit" })).status).toBe(201);
    await bump();
    expect([await read(blind, deal), (await blind.api("GET", "/api/v1/deals")).status]).toEqual([404, 403]);
  });
});

describe("giving is refused", () => {
  test.each([
    ["without saying to whom", {}, "/person one_of_both"],
    ["to a person and a team", () => ({ person: mate.id, team }), "/person one_of_both"],
    ["to nobody there is", { person: "01980000-0000-7000-8000-000000000000" }, "/person not_an_option"],
    ["to oneself", () => ({ person: owner.id }), "/person share_with_oneself"],
    ["until a day that is over", () => ({ person: mate.id, until: "2020-01-31" }), "/until share_in_the_past"],
    ["until no day", () => ({ person: mate.id, until: "2030-02-31" }), "/until not_a_date"],
  ])("%s", async (_, share, problem) => {
    const answer = await give(await newDeal(), typeof share === "function" ? share() : share);
    const { errors } = (await answer.json()) as { errors: { pointer: string; code: string }[] };
    expect(errors.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([problem]);
  });

  test("of what one does not reach, or reaches less", async () => {
    const deal = await newDeal();
    expect((await give(deal, { person: mate.id }, third)).status).toBe(404);
    const contact = await app.records.create(system, "contact", { name: "Read by all", owner: owner.id });
    const offer = async (access: string) =>
      (await third.api("POST", `/api/v1/contacts/${contact.id}/shares`, { person: mate.id, access })).status;
    expect([await offer("edit"), await offer("read")]).toEqual([403, 201]);
  });

  test("where there are no owners", async () => {
    expect((await owner.api("GET", `/api/v1/pipelines/${pipeline}/shares`)).status).toBe(404);
  });
});

describe("on pages", () => {
  test("it stands in the record's menu, is given with a form and ended with a button", async () => {
    const deal = await newDeal();
    expect(await (await owner.visit(`/deals/${deal}`)).text()).toContain(`/deals/${deal}/shares`);
    const empty = await (await owner.visit(`/deals/${deal}/shares`)).text();
    expect(empty).toContain("Not shared with anybody");
    expect((await owner.send(`/deals/${deal}/shares`, { to: "", access: "read" })).status).toBe(422);
    expect(
      (await owner.send(`/deals/${deal}/shares`, { to: `person:${mate.id}`, access: "edit", until: "2099-01-31" }))
        .status,
    ).toBe(303);
    const page = await (await owner.visit(`/deals/${deal}/shares`)).text();
    const end = /\/deals\/[\w-]+\/shares\/[\w-]+\/end/.exec(page)?.[0] ?? "";
    expect(await (await mate.visit(`/deals/${deal}`)).text()).toContain("Theirs");
    expect((await mate.send(end)).status).toBe(403);
    expect((await owner.send(end)).status).toBe(303);
    expect((await mate.visit(`/deals/${deal}`)).status).toBe(404);
  });
});
