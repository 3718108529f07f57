// Rights with a condition: written, looked at before they are saved, given on only by those who hold as much, and carried everywhere.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../../core/sdk/services.ts";
import type { Reaches, StandingRole } from "../../../core/users/role.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../support/app.ts";
import { system } from "../../support/people.ts";

let app: TestApp;
let admin: TestPerson;
let clerk: TestPerson;

const small = { reach: "team", when: "amount < 10000" } as const;
const define = async (id: string, grants: Reaches) =>
  await app.get(services.people).roleDefinitions.define(system, { id, name: `The ${id}`, position: 50, grants });

beforeAll(async () => {
  app = await startTestApp();
  admin = await app.person("admin", { name: "Ada" });
  await define("clerk", {
    "roles.read": "all",
    "roles.change": "all",
    "users.assign-roles": "all",
    "deals.read": "subtree",
    "deals.change": small,
  });
  await define("desk", { "deals.read": "own" });
  clerk = await app.person("clerk", { name: "Kim" });
  await app.person("desk", { name: "One" });
});
afterAll(() => app.stop());

const standing = async (id = "desk") => {
  const answer = await admin.api("GET", `/api/v1/roles/${id}`);
  return { tag: answer.headers.get("ETag") ?? "", grants: ((await answer.json()) as StandingRole).grants };
};
const give = async (person: TestPerson, right: string, grant: unknown, id = "desk") =>
  await person.api(
    "PATCH",
    `/api/v1/roles/${id}`,
    { grants: { [right]: grant } },
    { "If-Match": (await standing(id)).tag },
  );
const codes = async (answer: Response) => {
  const { code, errors = [] } = (await answer.json()) as { code: string; errors?: { pointer: string; code: string }[] };
  return [answer.status, code, ...errors.map((one) => `${one.pointer} ${one.code}`)];
};

describe("over REST, a right with a condition", () => {
  test("is given and read", async () => {
    expect((await give(admin, "deals.change", small)).status).toBe(200);
    expect((await standing()).grants["deals.change"]).toEqual(small);
    expect((await give(admin, "deals.change", "none")).status).toBe(200);
    expect((await standing()).grants).not.toHaveProperty("deals.change");
  });

  test.each([
    ["amont < 1", "deals.change", "/grants/deals.change expression_unknown_name"],
    ["amount", "deals.change", "/grants/deals.change expression_not_yes_or_no"],
    ["amount / 0 > 1", "deals.change", "/grants/deals.change expression_not_askable"],
    [" ", "deals.change", "/grants/deals.change expression_empty"],
    ["true", "deals.close", "/grants/deals.close condition_not_here"],
    ["true", "contacts.import", "/grants/contacts.import condition_not_here"],
    ["true", "users.read", "/grants/users.read condition_not_here"],
    ["true", "roles.read", "/grants/roles.read condition_not_here"],
  ])("is refused with %s for %s", async (when, right, problem) => {
    const [status, , ...errors] = await codes(await give(admin, right, { reach: "own", when }));
    expect([status, ...errors]).toEqual([422, problem]);
  });

  test.each([
    [{ reach: "own" }],
    [{ reach: "own", when: 5 }],
    [{ reach: "far", when: "true" }],
    [{ when: "true" }],
    [5],
  ])("is refused as %j", async (grant) => {
    expect((await codes(await give(admin, "deals.change", grant))).slice(0, 2)).toEqual([400, "users.bad_role"]);
  });

  test("is refused where it reaches nobody", async () => {
    expect(await codes(await give(admin, "deals.change", { reach: "none", when: "true" }))).toContain(
      "/grants/deals.change condition_of_nothing",
    );
  });
});

describe("case 26: whoever holds a right under a condition", () => {
  test.each([
    ["without it", "team", 403],
    ["without it and narrower", "own", 403],
    ["with another one", { reach: "team", when: "amount < 20000" }, 403],
    ["with either of it and another one", { reach: "team", when: 'amount < 10000 || name == "x"' }, 403],
    ["with it in a remark", { reach: "team", when: 'name != "x" // && amount < 10000' }, 403],
    ["with it, and wider", { reach: "subtree", when: "amount < 10000" }, 403],
    ["with it", small, 200],
    ["with it, and narrower", { reach: "own", when: "amount < 10000" }, 200],
    ["with it and more beside it", { reach: "team", when: 'name != "x" && amount < 10000' }, 200],
  ])("gives it on %s: %j → %s", async (_, grant, status) => {
    await give(admin, "deals.change", "none");
    expect((await give(clerk, "deals.change", grant)).status).toBe(status);
  });

  test("does not take a condition from their own role, nor from another's", async () => {
    expect((await codes(await give(clerk, "deals.change", "team", "clerk"))).slice(0, 2)).toEqual([
      403,
      "users.role_above_own",
    ]);
    await give(admin, "deals.change", small);
    expect((await give(clerk, "deals.change", "team")).status).toBe(403);
    expect((await give(clerk, "deals.change", "none")).status).toBe(200);
  });

  test("gives nobody a role that has it without", async () => {
    await define("free", { "deals.change": "own" });
    const { roles } = app.get(services.people);
    await expect(roles.assign(clerk.actor, clerk.id, ["clerk", "free"])).rejects.toMatchObject({
      code: "users.role_above_own",
    });
    await define("bound", { "deals.change": small });
    await roles.assign(clerk.actor, clerk.id, ["clerk", "bound"]);
  });
});

test("several roles give what each gives: a condition of one takes nothing from another", async () => {
  await define("plain", { "deals.change": "own", "deals.read": "own" });
  const both = await app.person("clerk", { name: "Both" });
  await app.get(services.people).roles.assign(admin.actor, both.id, ["clerk", "plain"]);
  const actor = await app.get(services.actors).ofUser(both.id, "page");
  expect([actor?.grants.get("deals.change"), actor?.limits?.rights.get("deals.change")]).toEqual(["own", [small]]);
  await app.get(services.people).roles.assign(admin.actor, both.id, ["clerk", "manager"]);
  const wider = await app.get(services.actors).ofUser(both.id, "page");
  expect([wider?.grants.get("deals.change"), wider?.limits]).toEqual(["subtree", undefined]);
});

describe("on the page of a role", () => {
  const post = async (form: Record<string, string>) =>
    await admin.send("/settings/roles/desk", {
      name: "The desk",
      version: String(Number(/\d+/.exec((await standing()).tag))),
      ...form,
    });
  const form = { "grant|deals.change": "team", "when|deals.change": "amount < 10000" };

  test("a condition is said before it is saved, saved, shown, and told in the changes", async () => {
    await give(admin, "deals.change", "none");
    const review = await (await post({ ...form, do: "review" })).text();
    expect(review).toContain("Deals: change: none → team, only while amount &lt; 10000. 1 person gains by it.");
    expect((await post({ ...form, do: "save" })).status).toBe(303);
    expect((await standing()).grants["deals.change"]).toEqual(small);
    const page = await (await admin.visit("/settings/roles/desk")).text();
    expect(page).toContain('name="when|deals.change" value="amount &lt; 10000"');
    const other = await (await post({ ...form, "when|deals.change": "amount < 5", do: "review" })).text();
    expect(other).toContain("For 1 person it holds for other records.");
    const changes = await (await admin.visit("/settings/roles/changes")).text();
    expect(changes).toContain("Deals: change: as from the start → team, only while amount &lt; 10000");
  });

  test("one that cannot be read is told with its place, and what was typed stays", async () => {
    for (const step of ["review", "save"]) {
      const answer = await post({ ...form, "when|deals.change": "amont < 10000", do: step });
      const page = await answer.text();
      expect([answer.status, page.includes('value="amont &lt; 10000"')]).toEqual([422, true]);
      expect(page).toContain("Deals: change: Line 1, column 1: “amont” is no field");
    }
  });

  test("one is taken out by emptying its box, and taken back by undoing that", async () => {
    expect((await post({ "grant|deals.change": "team", "when|deals.change": "", do: "save" })).status).toBe(303);
    expect((await standing()).grants["deals.change"]).toBe("team");
    const { roleDefinitions: roles } = app.get(services.people);
    const [newest] = await roles.history(admin.actor);
    expect(newest).toMatchObject({ role: "desk", before: { grants: { "deals.change": small } } });
    await roles.undo(admin.actor, newest?.seq ?? "");
    expect((await standing()).grants["deals.change"]).toEqual(small);
    const text =
      "select detail from audit_events where action = 'role.changed' and record_id = 'desk' order by seq desc limit 1";
    const [told] = await app.db.query<{ detail: { after: { grants: Reaches } } }>({ text });
    expect(told?.detail.after.grants["deals.change"]).toEqual(small);
  });
});

describe("a configuration document", () => {
  interface Document {
    readonly roles: Record<string, { readonly grants: Record<string, unknown> }>;
    readonly fields: Record<string, unknown>;
  }

  test("carries conditions: by the names of stages, and about fields that come with it", async () => {
    const pipeline = await app.get(services.sales).pipelines.createFromTemplate(system, "simple", "en");
    const { stages } = await app.get(services.sales).pipelines.get(system, pipeline.id);
    const [first] = stages;
    const when = `stage != "${first?.id}"`;
    expect((await give(admin, "deals.delete", { reach: "own", when })).status).toBe(200);
    const document = structuredClone(await app.get(services.configuration).export()) as unknown as Document;
    const { grants } = document.roles["desk"] ?? { grants: {} };
    expect(grants["deals.change"]).toEqual(small);
    expect(JSON.stringify(grants["deals.delete"])).toMatch(/stage != \\"@stage\(/);
    expect((await app.get(services.configuration).plan(document)).steps).toEqual([]);
    const branch = await startTestApp();
    try {
      grants["deals.export"] = { reach: "own", when: 'custom.tier == "A"' };
      document.fields["deal.tier"] = { state: "active", schema: { "x-type": "text" } };
      const told = () => undefined;
      await branch.get(services.configuration).apply(system, document, { told });
      const role = (await branch.get(services.people).roleDefinitions.list()).find(({ id }) => id === "desk");
      const there = await branch.records.list(system, "stage", {
        filter: { field: "name", op: "eq", value: first?.name },
      });
      expect(role?.grants).toMatchObject({
        "deals.export": { reach: "own", when: 'custom.tier == "A"' },
        "deals.delete": { reach: "own", when: `stage != "${there.data[0]?.id}"` },
      });
      grants["deals.export"] = { reach: "own", when: "custom.tiers == 1" };
      await expect(branch.get(services.configuration).apply(system, document, { told })).rejects.toMatchObject({
        problems: [{ code: "expression_unknown_name" }],
      });
      grants["deals.export"] = { reach: "own", if: "true" };
      await expect(branch.get(services.configuration).plan(document)).rejects.toMatchObject({
        problems: [{ code: "configuration.unknown_right" }],
      });
    } finally {
      await branch.stop();
    }
  });
});
