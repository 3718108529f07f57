// Making, changing and taking away roles: by whom, how far, and what becomes of the people who have them.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../../core/sdk/services.ts";
import { NotAllowed } from "../../../core/kernel/errors.ts";
import { generalActions } from "../../../core/security/rights.ts";
import type { StandingRole } from "../../../core/users/role.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../support/app.ts";
import { setAccess } from "../../support/closing.ts";
import { system } from "../../support/people.ts";
import { promised } from "../../support/quickly.ts";

let app: TestApp;
let admin: TestPerson;
let clerk: TestPerson;
beforeAll(async () => {
  app = await startTestApp();
  admin = await app.person("admin", { name: "Ada" });
  const { roleDefinitions: roles } = app.get(services.people);
  await roles.define(admin.actor, {
    id: "keeper",
    name: "Keeper",
    position: 40,
    grants: { "roles.read": "all", "roles.change": "all", "users.assign-roles": "all", "deals.read": "own" },
  });
  clerk = await app.person("keeper", { name: "Kim" });
});
afterAll(() => app.stop());

const rolePath = (id = "") => `/api/v1/roles${id && `/${id}`}`;
const roleNow = async (id: string) => {
  const answer = await admin.api("GET", rolePath(id));
  return { tag: answer.headers.get("ETag") ?? "", role: (await answer.json()) as StandingRole, status: answer.status };
};
const change = async (person: TestPerson, id: string, body: object, tag?: string) =>
  await person.api("PATCH", rolePath(id), body, { "If-Match": tag ?? (await roleNow(id)).tag });
const codeOf = async (answer: Promise<Response>) => {
  const { status, code } = (await (await answer).json()) as { status: number; code: string };
  return `${status} ${code}`;
};
const make = async (body: object, person = admin) => await person.api("POST", rolePath(), body);

test("every right of the product has a word, so that nobody reads its name in the code", async () => {
  const { grants } = (await (await admin.api("GET", "/api/v1/roles/admin")).json()) as { grants: object };
  const plurals = new Set(
    app
      .get(services.kinds)
      .all()
      .map(({ plural }) => plural),
  );
  const isGeneral = (right: string): boolean => {
    const at = right.lastIndexOf(".");
    return plurals.has(right.slice(0, at)) && generalActions.includes(right.slice(at + 1));
  };
  const particular = Object.keys(grants).filter((right) => !isGeneral(right));
  const words = app.get(services.words);
  expect(particular.length).toBeGreaterThan(20);
  expect(particular.filter((right) => words.t("de", `users.may.${right}`) === `users.may.${right}`)).toEqual([]);
});

describe("a new role", () => {
  test("begins with the rights and closed fields of the one it was made from", async () => {
    const access = app.get(services.access);
    await app.get(services.sales).pipelines.createFromTemplate(admin.actor, "simple", "en");
    await access.change(admin.actor, "deal", { amount: { sales: "hidden" } });
    const made = await make({ name: "Würde & Co", from: "sales" });
    expect(made.status).toBe(201);
    const role = (await made.json()) as StandingRole;
    expect(role).toMatchObject({ id: "wurde-co", name: "Würde & Co", version: 1 });
    expect(role.grants).toEqual((await roleNow("sales")).role.grants);
    expect((await access.of(admin.actor, "deal")).fields).toEqual({
      amount: { sales: "hidden", "wurde-co": "hidden" },
    });
    await app.get(services.definitions).refresh();
    const seller = await app.person("wurde-co");
    const deal = await app.records.create(admin.actor, "deal", { name: "Theirs", owner: seller.id });
    const shown = (await (await seller.api("GET", `/api/v1/deals/${deal.id}`)).json()) as object;
    expect(shown).toMatchObject({ name: "Theirs" });
    expect(shown).not.toHaveProperty("amount");
    await access.change(admin.actor, "deal", { amount: { sales: "edit", "wurde-co": "edit" } });
  });

  test.each([
    ["without a name", { name: " " }, "/name required"],
    ["with a name that is taken", { name: "keeper" }, "/name role_name_taken"],
    ["made from nothing there is", { name: "New", from: "nobody" }, "/from not_an_option"],
    ["with a right there is not", { name: "New", grants: { "no.such": "all" } }, "/grants/no.such unknown_right"],
  ])("is refused %s", async (_, body, problem) => {
    const answer = await make(body);
    const { errors } = (await answer.json()) as { errors: { pointer: string; code: string }[] };
    expect([answer.status, ...errors.map(({ pointer, code }) => `${pointer} ${code}`)]).toEqual([422, problem]);
  });

  test("is made once, however many make one of that name at the same moment", async () => {
    const wanted = [1, 2, 3, 4].map(() => admin.api("POST", "/api/v1/roles", { name: "Twice" }));
    const statuses = (await Promise.all(wanted)).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([201, 422, 422, 422]);
  });

  test("of two that are called the same at once one gets the name", async () => {
    for (const name of ["Dispatch", "Depot"]) await make({ name });
    const both = ["dispatch", "depot"].map((id) =>
      admin.api("PATCH", rolePath(id), { name: "Yard" }, { "If-Match": "*" }),
    );
    expect((await Promise.all(both)).map(({ status }) => status).toSorted()).toEqual([200, 422]);
  });

  test("has a name for programs whatever people write", async () => {
    expect(await (await make({ name: "продажби" })).json()).toMatchObject({ id: "role-2" });
    expect(await (await make({ name: "销售" })).json()).toMatchObject({ id: "role-3" });
  });
});

describe("case 26: nobody", () => {
  test("gives a role what they do not have", async () => {
    expect(await codeOf(change(clerk, "sales", { grants: { "deals.read": "all" } }))).toBe("403 users.role_above_own");
    expect(await codeOf(make({ name: "Wide", grants: { "deals.export": "own" } }, clerk))).toBe(
      "403 users.role_above_own",
    );
    expect(await codeOf(make({ name: "Copy", from: "manager" }, clerk))).toBe("403 users.role_above_own");
  });

  test("gives back what was taken from a role, where it is more than they have", async () => {
    await change(admin, "sales", { grants: { "contacts.read": "none" } });
    expect(await codeOf(change(clerk, "sales", { grants: { "contacts.read": "all" } }))).toBe(
      "403 users.role_above_own",
    );
    await change(admin, "sales", { grants: { "contacts.read": "all" } });
  });

  test("makes their own role wider", async () => {
    expect(await codeOf(change(clerk, "keeper", { grants: { "deals.read": "team" } }))).toBe(
      "403 users.role_above_own",
    );
  });

  test("takes a role that may more, or sees more of a field", async () => {
    const { roles } = app.get(services.people);
    const take = async (role: string) =>
      await roles.assign(clerk.actor, clerk.id, [role]).then(
        () => "given",
        (error: { code: string }) => error.code,
      );
    expect(await take("admin")).toBe("users.role_above_own");
    await make({ name: "Open" });
    await setAccess(app, "deal", { amount: { keeper: "masked" } });
    expect(await take("open")).toBe("users.role_above_own");
    await setAccess(app, "deal", { amount: { open: "masked" } });
    expect(await take("open")).toBe("given");
    await roles.assign(admin.actor, clerk.id, ["keeper"]);
    await setAccess(app, "deal", { amount: { open: "edit", keeper: "edit" } });
  });

  test("changes what administrators may", async () => {
    expect(await codeOf(change(admin, "admin", { grants: { "deals.read": "none" } }))).toBe(
      "403 users.may_not_change_role",
    );
    expect(await codeOf(admin.api("DELETE", rolePath("manager"), undefined, { "If-Match": "*" }))).toBe(
      "409 users.role_stays",
    );
  });

  test("without the right so much as looks", async () => {
    const seller = await app.person("sales");
    const statuses = await Promise.all([
      seller.api("GET", rolePath()),
      seller.api("GET", rolePath("sales")),
      seller.api("POST", rolePath(), { name: "Mine" }),
      seller.api("PATCH", rolePath("sales"), { grants: {} }, { "If-Match": "*" }),
      seller.api("DELETE", rolePath("keeper"), undefined, { "If-Match": "*" }),
      seller.visit("/settings/roles"),
      seller.visit("/settings/roles/sales"),
      seller.send("/settings/roles/sales", { do: "save", "grant|deals.read": "all" }),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual(statuses.map(() => 403));
  });
});

describe("a change of a role", () => {
  test("needs the version it was read at; of two at once one wins and the other is told", async () => {
    const { tag } = await roleNow("keeper");
    expect((await admin.api("PATCH", rolePath("keeper"), { name: "K" })).status).toBe(428);
    const both = await Promise.all([
      change(admin, "keeper", { grants: { "companies.read": "own" } }, tag),
      change(admin, "keeper", { grants: { "companies.read": "all" } }, tag),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  test("says before it is saved who would lose and who would gain", async () => {
    await make({ name: "Desk", from: "sales" });
    await Promise.all([app.person("desk", { name: "One" }), app.person("desk", { name: "Two" })]);
    const both = await app.person("desk", { name: "Three" });
    await app.get(services.people).roles.assign(admin.actor, both.id, ["desk", "manager"]);
    const form = { "grant|deals.read": "none", "grant|deals.export": "own", name: "Desk", version: "1" };
    const page = await (await admin.send("/settings/roles/desk", { ...form, do: "review" })).text();
    expect(page).toContain("Deals: see: their own → none. 2 people lose by it.");
    expect(page).toContain("Deals: export: none → their own. 2 people gain by it.");
    expect((await roleNow("desk")).role.grants["deals.read"]).toBe("own");
    expect((await admin.send("/settings/roles/desk", { ...form, do: "save" })).status).toBe(303);
    const { grants } = (await roleNow("desk")).role;
    expect([grants["deals.read"], grants["deals.export"]]).toEqual([undefined, "own"]);
    const late = await admin.send("/settings/roles/desk", { ...form, "grant|deals.read": "all", do: "save" });
    expect([late.status, (await late.text()).includes("Somebody else changed this role meanwhile")]).toEqual([
      422,
      true,
    ]);
  });

  test("counts at the next call", async () => {
    const seller = await app.person("desk");
    await change(admin, "desk", { grants: { "contacts.read": "none" } });
    await expect
      .poll(async () => (await seller.api("GET", "/api/v1/contacts")).status, { timeout: promised(1_500) })
      .toBe(403);
  });

  test("is written down, and taken back as long as it is the newest", async () => {
    const before = await roleNow("desk");
    await change(admin, "desk", { grants: { "deals.read": "subtree" } });
    const { roleDefinitions: roles } = app.get(services.people);
    const [newest, older] = (await roles.history(admin.actor)).filter(({ role }) => role === "desk");
    expect(newest).toMatchObject({ actorName: "Ada", after: { grants: { "deals.read": "subtree" } } });
    await expect(roles.undo(admin.actor, older?.seq ?? "")).rejects.toMatchObject({ code: "users.role_changed_since" });
    expect((await admin.send(`/settings/roles/changes/${newest?.seq}/undo`, {})).status).toBe(303);
    expect((await roleNow("desk")).role.grants).toEqual(before.role.grants);
    expect(await (await admin.visit("/settings/roles/changes")).text()).toContain("Desk was changed");
    await expect(app.db.query({ text: "delete from role_changes" })).rejects.toThrow();
  });
});

describe("a role that is taken away", () => {
  test("comes back with what was closed to it", async () => {
    await make({ name: "Shut", from: "sales" });
    await setAccess(app, "contact", { birthday: { sales: "hidden", shut: "hidden" }, city: { shut: "masked" } });
    const person = await app.person("shut");
    const seen = async () => {
      const { id } = await app.records.create(system, "contact", {
        name: "Ana",
        birthday: "1980-02-03",
        owner: person.id,
      });
      return await (await person.visit(`/contacts/${id}`)).text();
    };
    expect(await seen()).not.toContain("1980");
    const { roleDefinitions } = app.get(services.people);
    await roleDefinitions.remove(admin.actor, "shut", { to: "sales" });
    const [line] = await roleDefinitions.history(admin.actor);
    await roleDefinitions.undo(admin.actor, line?.seq ?? "");
    expect(await seen()).not.toContain("1980");
    const { fields } = await app.get(services.access).of(admin.actor, "contact");
    expect(fields).toEqual({ birthday: { sales: "hidden", shut: "hidden" }, city: { shut: "masked" } });
    await setAccess(app, "contact", { birthday: { sales: "edit" } });
  });

  test("leaves its people the role that was said, and comes back with them", async () => {
    await make({ name: "Gone", from: "sales" });
    const person = await app.person("gone");
    const remove = async (query = "") =>
      await admin.api("DELETE", `${rolePath("gone")}${query}`, undefined, { "If-Match": "*" });
    expect(await codeOf(remove())).toBe("409 users.role_in_use");
    expect((await remove("?to=gone")).status).toBe(422);
    expect((await remove("?to=sales")).status).toBe(204);
    const { roles, roleDefinitions } = app.get(services.people);
    expect([await roles.of(person.id), (await roleNow("gone")).status]).toEqual([["sales"], 404]);
    const [line] = await roleDefinitions.history(admin.actor);
    await roleDefinitions.undo(admin.actor, line?.seq ?? "");
    expect(await roles.of(person.id)).toEqual(["gone", "sales"]);
  });
});

describe("case 26: whoever looks after people", () => {
  const grants = Object.fromEntries(["read", "create", "change"].map((one) => [`users.${one}`, "all" as const]));

  test("becomes nobody who may more, by a link for a new password or another address to send it to", async () => {
    const { roleDefinitions, users } = app.get(services.people);
    await roleDefinitions.define(system, { id: "hr", name: "Personnel", position: 90, grants });
    const [clerk, mate] = [await app.person("hr"), await app.person("hr")];
    const above = [admin, await app.person("manager")];
    const move = async (id: string, email: string) =>
      await codeOf(clerk.api("PATCH", `/api/v1/users/${id}`, { email }, { "If-Match": "*" }));
    for (const { id } of above) {
      await expect(users.passwordLink(clerk.actor, id)).rejects.toThrow(NotAllowed);
      await expect(users.resetSecondStep(clerk.actor, id)).rejects.toThrow(NotAllowed);
      expect(await move(id, "mine@example.com")).toBe("403 users.role_above_own");
      expect((await clerk.api("PATCH", `/api/v1/users/${id}`, { jobTitle: "Head" })).status).toBe(200);
    }
    expect(await users.passwordLink(clerk.actor, mate.id)).toMatch(/^[\w-]{43}$/);
    expect((await clerk.api("PATCH", `/api/v1/users/${mate.id}`, { email: "mate@new.example.com" })).status).toBe(200);
    expect((await admin.api("PATCH", `/api/v1/users/${clerk.id}`, { email: "hr@new.example.com" })).status).toBe(200);
  });
});

describe("the last administrator", () => {
  test("stays when two take the role from each other at once", async () => {
    const { roles, users } = app.get(services.people);
    const other = await app.person("admin", { name: "Bea" });
    const both = await Promise.allSettled([
      roles.assign(admin.actor, other.id, ["sales"]),
      roles.assign(other.actor, admin.id, ["sales"]),
    ]);
    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect((await users.get(admin.actor, admin.id)).roles.length).toBe(1);
  });
});
