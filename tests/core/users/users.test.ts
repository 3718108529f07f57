import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { reach } from "../../../core/kernel/actor.ts";
import { Conflict, Invalid, NotAllowed } from "../../../core/kernel/errors.ts";
import { freshPeople, password, system, type TestPeople } from "../../support/people.ts";

let people: TestPeople;
let admin: string;
beforeAll(async () => {
  people = await freshPeople();
  admin = await people.person("Admin", ["admin"]);
});
afterAll(() => people.base.drop());

const actorOf = async (id: string) => {
  const actor = await people.actors.ofUser(id, "page");
  if (!actor) throw new Error("signed out");
  return actor;
};

describe("an invited person", () => {
  test("chooses a password by a link that works once", async () => {
    const actor = await actorOf(admin);
    const { id } = await people.users.invite(actor, { name: "Ivo", email: "Ivo@Example.com", roles: ["sales"] });
    const secret = await people.users.passwordLink(actor, id);
    expect(await people.passwords.ownerOf(secret)).toMatchObject({ name: "Ivo", email: "ivo@example.com" });
    const [first, second] = await Promise.all([
      people.passwords.choose(secret, password),
      people.passwords.choose(secret, password),
    ]);
    expect([first, second].filter(({ ok }) => ok)).toHaveLength(1);
    expect(await people.users.get(actor, id)).toMatchObject({ state: "active", roles: ["sales"], hasPassword: true });
    const login = { login: "ivo@example.com", password, kept: false };
    expect(await people.signIn.withPassword(login, { address: "192.0.2.9", device: "" })).toMatchObject({ ok: true });
  });

  test("gets in by the newest link only", async () => {
    const actor = await actorOf(admin);
    const { id } = await people.users.invite(actor, { name: "Eva", email: "eva@example.com", roles: [] });
    const [old, young] = [await people.users.passwordLink(actor, id), await people.users.passwordLink(actor, id)];
    expect(await people.passwords.ownerOf(old)).toBeUndefined();
    await people.records.change(system, "user", id, { email: "eva@new.example.com" });
    expect(await people.passwords.choose(young, password)).toMatchObject({ ok: false });
  });

  test("has to be invited anew after being switched off, or taken out, and back", async () => {
    const actor = await actorOf(admin);
    const { id } = await people.users.invite(actor, { name: "Off", email: "off@example.com", roles: [] });
    const secret = await people.users.passwordLink(actor, id);
    await people.users.deactivate(actor, id);
    await people.users.activate(actor, id);
    expect(await people.passwords.choose(secret, password)).toMatchObject({ ok: false });
    const young = await people.users.passwordLink(actor, id);
    await people.records.remove(actor, "user", id);
    await people.records.restore(actor, "user", id);
    expect(await people.passwords.choose(young, password)).toMatchObject({ ok: false });
  });

  test("cannot have somebody else's address, however it is written", async () => {
    const input = { name: "Double", email: " ADMIN@example.com", roles: [] };
    await expect(people.users.invite(await actorOf(admin), input)).rejects.toThrow(Invalid);
    await expect(people.users.invite(await actorOf(admin), { ...input, email: "аdmin@example.com" })).rejects.toThrow(
      Invalid,
    );
  });
});

describe("rights over people", () => {
  test.each(["manager", "sales"])("a %s neither invites, nor lists, nor gives roles", async (role) => {
    const actor = await actorOf(await people.person(`Some-${role}`, [role]));
    await expect(people.users.invite(actor, { name: "X", roles: [] })).rejects.toThrow(NotAllowed);
    await expect(people.users.list(actor)).rejects.toThrow(NotAllowed);
    await expect(people.roles.assign(actor, actor.id, ["admin"])).rejects.toThrow(NotAllowed);
    await expect(people.records.change(actor, "user", actor.id, { state: "inactive" })).rejects.toThrow(NotAllowed);
  });

  test("nobody gives a role that may more than they may", async () => {
    const clerk = await people.person("Clerk", ["sales"]);
    const grant =
      "insert into role_grants values ('sales', 'users.assign-roles', 'all'), ('sales', 'users.create', 'all')";
    await people.db.query({ text: grant });
    await people.db.query({ text: "update definition_versions set version = version + 1 where name = 'rights'" });
    const actor = await actorOf(clerk);
    expect(reach(actor, "users.assign-roles")).toBe("all");
    await expect(people.roles.assign(actor, clerk, ["admin"])).rejects.toThrow(NotAllowed);
    await expect(people.users.invite(actor, { name: "Friend", roles: ["admin"] })).rejects.toThrow(NotAllowed);
    await expect(people.users.passwordLink(actor, admin)).rejects.toThrow(NotAllowed);
    await people.db.query({ text: "delete from role_grants" });
  });

  test("roles are no field that an import or a program could write", async () => {
    const change = people.records.change(await actorOf(admin), "user", admin, { roles: ["admin"] });
    await expect(change).rejects.toThrow();
  });

  test("a new role counts at the next request", async () => {
    const id = await people.person("Lena", ["sales"]);
    expect((await actorOf(id)).roles).toEqual(["sales"]);
    await people.roles.assign(system, id, ["manager"]);
    expect((await actorOf(id)).roles).toEqual(["manager"]);
  });
});

describe("the last administrator", () => {
  test("cannot be switched off, taken out or made something else", async () => {
    await expect(people.users.deactivate(system, admin)).rejects.toThrow(Conflict);
    await expect(people.records.remove(system, "user", admin)).rejects.toThrow(Conflict);
    await expect(people.roles.assign(system, admin, ["sales"])).rejects.toThrow(Conflict);
  });

  test("stays when two switch each other off at once", async () => {
    const other = await people.person("Admin2", ["admin"]);
    const both = await Promise.allSettled([
      people.users.deactivate(system, admin),
      people.users.deactivate(system, other),
    ]);
    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await people.users.activate(system, admin);
    await people.users.activate(system, other);
  });
});

describe("teams", () => {
  test("a manager reaches the team and the teams below, in whatever circle", async () => {
    const boss = await people.person("Boss", ["manager"]);
    const north = await people.records.create(system, "team", { name: "North", manager: boss });
    const oslo = await people.records.create(system, "team", { name: "Oslo", parent: north.id });
    const nils = await people.person("Nils", ["sales"], { team: oslo.id });
    const [leading, led] = [await actorOf(boss), await actorOf(nils)];
    expect([...leading.subtreeMates].sort()).toEqual([boss, nils].sort());
    expect([leading.teamMates, led.subtreeMates, led.teamMates]).toEqual([[boss], [nils], [nils]]);
    await expect(people.records.change(system, "team", north.id, { parent: oslo.id })).rejects.toThrow(Invalid);
  });

  test("somebody who heads two teams reaches the people of both as their own", async () => {
    const head = await people.person("Head", ["manager"]);
    const [east, west] = [
      await people.records.create(system, "team", { name: "East", manager: head }),
      await people.records.create(system, "team", { name: "West", manager: head }),
    ];
    const [ea, we] = [
      await people.person("Ea", ["sales"], { team: east.id }),
      await people.person("We", ["sales"], { team: west.id }),
    ];
    expect([...(await actorOf(head)).teamMates].sort()).toEqual([head, ea, we].sort());
  });
});
