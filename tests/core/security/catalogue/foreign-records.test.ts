// Cases 19 to 21, 23, 25, 27 and 34 of the catalogue of attacks: a colleague who would like to have somebody else's customers.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "../../../../core/kernel/actor.ts";
import { services } from "../../../../core/sdk/services.ts";
import { Bulk } from "../../../../core/records/bulk/bulk.ts";
import { stillHere } from "../../../../core/security/still-here.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { system } from "../../../support/people.ts";
import { wholeDatabase } from "../../../support/whole-database.ts";

let app: TestApp;
let owner: TestPerson;
let mate: TestPerson;
let foreign: string;
let lead: string;
beforeAll(async () => {
  app = await startTestApp();
  owner = await app.person("sales", { name: "Owner" });
  // Sees deals of their own alone, and of contacts and companies too.
  for (const plural of ["contacts", "companies"])
    for (const action of ["read", "change", "delete"]) await app.grant("sales", `${plural}.${action}`, "own");
  mate = await app.person("sales", { name: "Mate" });
  await app.get(services.sales).pipelines.createFromTemplate(system, "simple", "en");
  foreign = await app.deal(owner.actor, "CANARY deal");
  lead = (await app.records.create(owner.actor, "contact", { name: "CANARY lead", email: "lead@canary.example" })).id;
});
afterAll(() => app.stop());

const make = async (kind: string, name: string, more: object = {}): Promise<string> =>
  (await app.records.create(mate.actor, kind, { name, ...more })).id;
const missing = "01980000-0000-7000-8000-000000000000";

/** What is tried with a record, on pages and over REST. */
const tries: readonly (readonly [string, (id: string) => Promise<Response>, number?])[] = [
  ["changing it", (id) => mate.api("PATCH", `/api/v1/deals/${id}`, { name: "Mine" })],
  ["taking it", (id) => mate.api("PATCH", `/api/v1/deals/${id}`, { owner: mate.id })],
  ["removing it", (id) => mate.api("DELETE", `/api/v1/deals/${id}`)],
  ["removing it by page", (id) => mate.send(`/deals/${id}/removal`)],
  ["the form", (id) => mate.send(`/deals/${id}`, { name: "Mine" })],
  ["a cell", (id) => mate.send(`/deals/${id}/cells/name`, { name: "Mine", was: "" }, part)],
  ["closing it", (id) => mate.api("POST", `/api/v1/deals/${id}/closure`, { outcome: "won" })],
  ["closing it by page", (id) => mate.send(`/deals/${id}/closure`, { outcome: "won" })],
  ["a next step", (id) => mate.send(`/deals/${id}/next-step`, { nextStep: "Call" })],
  ["a note", (id) => mate.send(`/deals/${id}/notes`, { body: "Mine" }), 422],
  ["a share", (id) => mate.api("POST", `/api/v1/deals/${id}/shares`, { person: mate.id, access: "edit" })],
  ["its history", (id) => mate.api("GET", `/api/v1/deals/${id}/history`)],
  ["looking at it", (id) => mate.visit(`/deals/${id}`)],
];
const part = { headers: { "HX-Request": "true" } };

/** What differs in every answer: tokens of forms, numbers of requests, and words of the address that was asked for. */
const changing =
  /name="q" value="[^"]*"|value="[\w-]{60,}"|&quot;[\w-]{60,}&quot;|<code>[0-9a-f-]{36}<\/code>|"instance":"[^"]*"/g;

describe("case 19: what is denied", () => {
  const rows = tries.map(([name, attempt, status = 404]) => ({ name, attempt, status }));
  test.each(rows)("leaves everything as it was: $name", async ({ attempt, status }) => {
    const before = await wholeDatabase(app.db);
    const [denied, nothing] = [await attempt(foreign), await attempt(missing)];
    expect([denied.status, nothing.status]).toEqual([status, status]);
    const plain = async (answer: Response, id: string) =>
      (await answer.text()).replaceAll(id, "…").replaceAll(changing, "");
    expect(await plain(denied, foreign)).toBe(await plain(nothing, missing));
    expect(await wholeDatabase(app.db)).toEqual(before);
  });
});

/** What is in the trail of refusals since then, the oldest first. */
async function refusals(work: () => Promise<unknown>): Promise<{ actor: string; detail: Record<string, unknown> }[]> {
  const [last] = await app.db.query<{ seq: string }>({ text: "select coalesce(max(seq), 0) as seq from audit_events" });
  await work();
  const text = `select actor_id as actor, detail from audit_events where seq > $1 and action = 'access.refused' order by seq`;
  return await app.db.query({ text, values: [last?.seq] });
}

describe("case 20: many of one's own and one foreign", () => {
  test("are left alone as a whole, and the foreign one is not named", async () => {
    const own: string[] = [];
    for (let at = 0; at < 20; at++) own.push(await make("deal", `Own ${at}`));
    const before = await wholeDatabase(app.db);
    const operations = [...own, foreign].map((id) => ({ method: "change", id, body: { name: "Batch" } }));
    const answer = await mate.api("POST", "/api/v1/deals/batch", { atomic: true, operations });
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain("CANARY");
    expect(await wholeDatabase(app.db)).toEqual(before);
  });

  test("are one line in the trail, as every single refusal is, which tells a record one does not see from none for nobody", async () => {
    const operations = [{ method: "change", id: foreign, body: { name: "Batch" } }];
    const own = { method: "change", id: await make("deal", "Own"), body: { name: "Fits" } };
    const lines = await refusals(async () => {
      await mate.api("POST", "/api/v1/deals/batch", { atomic: true, operations });
      const taking = { atomic: false, operations: [...operations, ...operations, own] };
      expect((await mate.api("POST", "/api/v1/deals/batch", taking)).status).toBe(200);
      await mate.api("POST", "/api/v1/deals/batch", { atomic: false, operations: [own] });
      await mate.api("PATCH", `/api/v1/deals/${foreign}`, { name: "Mine" });
      await mate.send(`/deals/${missing}/removal`);
      await mate.visit("/settings/audit");
      await mate.visit(`/deals/${foreign}`);
    });
    const code = "records.not_found";
    expect(lines).toEqual(
      [
        { code, method: "POST", path: "/api/v1/deals/batch" },
        { code, method: "POST", path: "/api/v1/deals/batch" },
        { code, method: "PATCH", path: `/api/v1/deals/${foreign}` },
        { code, method: "POST", path: `/deals/${missing}/removal` },
        { code: "security.not_allowed", method: "GET", path: "/settings/audit" },
      ].map((detail) => ({ actor: mate.id, detail })),
    );
  });

  test("fill no trail: of one person a hundred lines an hour, the last of which says so", async () => {
    const busy = await app.person("sales");
    const lines = await refusals(async () => {
      for (let at = 0; at < 103; at++) await busy.visit("/settings/audit");
    });
    expect(lines).toHaveLength(100);
    expect(lines.filter(({ detail }) => detail["last"] === true)).toEqual([lines[99]]);
  });
});

describe("case 21: a colleague's customer", () => {
  test("is not taken by a link, another owner, an id of one's own, a merge, or many at once", async () => {
    const [deal, own] = [await make("deal", "Own"), await make("contact", "Own")];
    const before = (await app.records.get(system, "contact", lead)) as object;
    const answers = [
      await mate.api("PATCH", `/api/v1/deals/${deal}`, { contact: lead }),
      await mate.api("PATCH", `/api/v1/contacts/${lead}`, { owner: mate.id }),
      await mate.api("POST", "/api/v1/contacts", { id: lead, name: "Mine" }),
      await mate.api("POST", `/api/v1/contacts/${own}/merge`, { loser: lead, choices: {} }),
      await mate.api("POST", `/api/v1/contacts/${lead}/merge`, { loser: own, choices: {} }),
      await mate.send(`/contacts/${own}/merge`, { with: lead }),
      await mate.send("/contacts/bulk", { do: "assign", ids: [lead], owner: mate.id, save: "yes" }),
    ];
    const statuses = answers.map(({ status }) => status);
    expect(statuses.slice(0, -1).filter((status) => status < 400 || status >= 500)).toEqual([]);
    for (const answer of answers) expect(await answer.text()).not.toContain("CANARY");
    expect(await app.records.get(system, "contact", lead)).toEqual(before);
  });
});

describe("case 23: a record that is hidden", () => {
  test("is neither named nor counted by who looks for doubles, links or merges", async () => {
    const own = await make("contact", "Twin", { email: "twin@canary.example" });
    const body = { name: "CANARY lead", email: "lead@canary.example" };
    const asked = [
      await mate.api("POST", "/api/v1/contacts/duplicates", body),
      await mate.api("GET", "/api/v1/contacts/duplicates"),
      await mate.send("/new/contacts/similar", body, part),
      await mate.visit(`/contacts/${own}/merge?with=${lead}`),
      await mate.visit("/search?q=CANARY"),
      await mate.visit("/search/palette?q=CANARY", part),
      await mate.api("GET", "/api/v1/contacts?q=CANARY"),
    ];
    for (const answer of asked) {
      const text = (await answer.text()).replaceAll(/(value|q|action|href)="[^"]*"|“[^”]*”|<title>.*?<\/title>/g, "");
      expect(text, answer.url).not.toMatch(new RegExp(`${lead}|lead@canary`));
    }
    const count = await app.records.count(mate.actor, "contact", { field: "name", op: "contains", value: "CANARY" });
    expect(count.number).toBe(0);
  });
});

describe("case 25: nobody", () => {
  test.each<[string, unknown]>([
    ["undefined", undefined],
    ["null", null],
    ["an empty one", {}],
    ["a name", "system"],
  ])("who is %s reads or writes anything", async (_, actor) => {
    const before = await wholeDatabase(app.db);
    const as = actor as Actor;
    for (const work of [
      () => app.records.list(as, "deal", {}),
      () => app.records.get(as, "deal", foreign),
      () => app.records.create(as, "deal", { name: "x" }),
      () => app.records.change(as, "deal", foreign, { name: "x" }),
      () => app.records.remove(as, "deal", foreign),
      () => app.get(services.people).users.list(as),
    ])
      await expect((async () => await work())(), String(work)).rejects.toThrow();
    expect(await wholeDatabase(app.db)).toEqual(before);
  });

  test("with a token that is none comes in anywhere, and open pages do not ask for one", async () => {
    for (const token of ["x", "undefined", "null", `trellis_${"a".repeat(43)}`]) {
      const headers = { Authorization: `Bearer ${token}` };
      expect((await fetch(`${app.url}/api/v1/deals`, { headers })).status).toBe(401);
      expect((await fetch(`${app.url}/deals`, { headers, redirect: "manual" })).status).toBe(303);
      expect((await fetch(`${app.url}/login`, { headers })).status).toBe(200);
    }
  });
});

describe("case 27: a right that is taken away while work is going on", () => {
  const narrow = { id: "narrow", name: "Narrow", position: 80, grants: { "deals.read": "own" } } as const;
  const busy = async (): Promise<Actor> => {
    const person = await app.person("manager");
    const actor = await app.get(services.people).actors.ofUser(person.id, "page");
    return actor ?? person.actor;
  };
  const narrowed = async ({ id }: Actor): Promise<void> => {
    await app.get(services.people).roleDefinitions.define(system, narrow);
    await app.get(services.people).roles.assign(system, id, [narrow.id]);
  };

  test("stops a change of many before the next two hundred", async () => {
    const actor = await busy();
    const { id } = await app.records.create(actor, "deal", { name: "Untouched" });
    const bulk = new Bulk(app.records, app.get(services.through), app.get(services.operations));
    const change = () =>
      bulk.change(actor, "deal", { ids: [id] }, { fields: [], inputFor: () => ({ name: "Changed" }) });
    await narrowed(actor);
    await expect(change()).rejects.toMatchObject({ status: 403, code: "security.right_gone" });
    expect(await app.records.get(system, "deal", id)).toMatchObject({ name: "Untouched" });
    const text = "select state from operations where type = 'bulk.change' order by id desc limit 1";
    expect(await app.db.query({ text })).toEqual([{ state: "failed" }]);
  });

  test("ends a list that is leaving, by token too", async () => {
    await app.grant("manager", "contacts.export", "all");
    await app.db.query({
      text: `insert into contacts (id, name, created_by, updated_by)
        select gen_random_uuid(), 'Contact ' || n || repeat(' long', 2000), 'x', 'x' from generate_series(1, 2000) n`,
    });
    const actor = await busy();
    const { lines } = await app.get(services.exports).open(actor, "contact", {});
    const leaving = (async () => {
      for await (const _ of lines) await new Promise((later) => setTimeout(later, 100));
    })();
    leaving.catch(() => undefined);
    await narrowed(actor);
    await expect(leaving).rejects.toMatchObject({ code: "security.right_gone" });
  });

  test("does not stop whoever has gained one meanwhile", async () => {
    const person = await app.person("sales");
    const actor = (await app.get(services.people).actors.ofUser(person.id, "page")) ?? person.actor;
    await app.get(services.people).roles.assign(system, person.id, ["sales", "manager"]);
    const now = await actor.again?.();
    expect([now?.roles, actor.roles]).toEqual([["manager", "sales"], ["sales"]]);
    await expect(stillHere(app.db, actor, "deals.change")).resolves.toBeUndefined();
  });
});

describe("case 34: what nobody writes", () => {
  const keys = ["id", "createdAt", "createdBy", "updatedAt", "version", "deletedAt", "is_admin", "owner_id", "search"];
  test.each([...keys, "constructor", "toString"])(
    "%s is refused by name, in a new record and in an old one",
    async (key) => {
      const own = await make("deal", "Own");
      const before = await wholeDatabase(app.db);
      for (const answer of [
        await mate.api("POST", "/api/v1/deals", { name: "x", [key]: "2001-01-01" }),
        await mate.api("PATCH", `/api/v1/deals/${own}`, { [key]: "2001-01-01" }),
      ]) {
        const { errors } = (await answer.json()) as { errors?: { pointer: string }[] };
        expect([answer.status, errors?.map(({ pointer }) => pointer)]).toEqual([422, [`/${key}`]]);
      }
      expect(await wholeDatabase(app.db)).toEqual(before);
    },
  );

  test("nor what reaches behind the object, nor a past that was not", async () => {
    const own = await make("deal", "Own");
    const headers = { Authorization: await tokenOf(mate), "Content-Type": "application/merge-patch+json" };
    const body = '{"__proto__":{"is_admin":true},"name":"x"}';
    const answer = await fetch(`${app.url}/api/v1/deals/${own}`, { method: "PATCH", headers, body });
    expect(answer.status).toBe(400);
    const form = { name: "Named", createdAt: "2001-01-01", version: "99", owner_id: mate.id, is_admin: "true" };
    await mate.send(`/deals/${own}`, form);
    const found = await app.records.get(system, "deal", own);
    expect([String(found["createdAt"]).startsWith("2001"), Number(found["version"]) < 9]).toEqual([false, true]);
  });
});

const tokenOf = async ({ id }: TestPerson): Promise<string> =>
  `Bearer ${(await app.get(services.people).tokens.create(id, { name: "t", scopes: ["*"] })).token}`;
