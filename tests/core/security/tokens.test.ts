import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isScope, narrowed } from "../../../core/security/scopes.ts";
import { isToken, newToken } from "../../../core/security/secrets.ts";
import { freshPeople, system, type TestPeople } from "../../support/people.ts";

let people: TestPeople;
let ana: string;
beforeAll(async () => {
  people = await freshPeople();
  ana = await people.person("Ana", ["admin"]);
  await people.person("Other", ["admin"]);
});
afterAll(() => people.base.drop());

describe("a token", () => {
  test("has a form that scanners know and typing errors break", () => {
    const token = newToken();
    expect(token).toMatch(/^trl_pat_[0-9A-Za-z]{32}_[0-9A-Za-z]{6}$/);
    expect(isToken(token)).toBe(true);
    expect(isToken(token.replace(/_(.)/, "_x"))).toBe(false);
    expect(isToken(`${token.slice(0, -1)}${token.endsWith("a") ? "b" : "a"}`)).toBe(false);
  });

  test("acts as its person, with no more than its scopes", async () => {
    const { token, id } = await people.tokens.create(ana, { name: "sync", scopes: ["users:read"] });
    const actor = await people.actors.ofToken(token);
    expect(actor).toMatchObject({ id: ana, source: "api", tokenId: id });
    expect([...(actor?.grants.keys() ?? [])].sort()).toEqual(["users.export", "users.read"]);
  });

  test("is stored as a hash only", async () => {
    const { token } = await people.tokens.create(ana, { name: "sync", scopes: ["*"] });
    expect(JSON.stringify(await people.db.query({ text: "select * from api_tokens" }))).not.toContain(token);
  });

  test("ends after 90 days", async () => {
    const { token } = await people.tokens.create(ana, { name: "sync", scopes: ["*"] });
    const [line] = await people.tokens.list(ana);
    expect((Date.parse(line?.expiresAt ?? "") - Date.now()) / 86_400_000).toBeCloseTo(90, 1);
    await people.db.query({ text: "update api_tokens set expires_at = now()" });
    expect(await people.actors.ofToken(token)).toBeUndefined();
  });

  test("is out within a second after its person was switched off", async () => {
    const { token } = await people.tokens.create(ana, { name: "sync", scopes: ["*"] });
    expect(await people.actors.ofToken(token)).toBeDefined();
    await people.records.change(system, "user", ana, { state: "inactive" });
    await sleep(1000);
    expect(await people.actors.ofToken(token)).toBeUndefined();
  });
});

describe("case 11: scopes", () => {
  const grants = new Map([
    ["deals.read", "team"],
    ["deals.change", "own"],
    ["deals.close", "own"],
    ["contacts.read", "all"],
    ["users.change", "all"],
  ] as const);

  test.each([
    ["deals:read", ["deals.read"]],
    ["deals:write", ["deals.change", "deals.close"]],
    ["*:read", ["contacts.read", "deals.read"]],
    ["admin:users", ["users.change"]],
    ["*", [...grants.keys()].sort()],
    ["stages:write", []],
  ])("%s leaves %j", (scope, left) => {
    expect([...narrowed(grants, [scope]).keys()].sort()).toEqual(left);
  });

  test("never widen a reach", () => expect(narrowed(grants, ["*:read"]).get("deals.read")).toBe("team"));
  test("have a form", () => {
    expect(["deals:read", "warehouse.stock:write", "admin:plugins", "*"].every(isScope)).toBe(true);
    expect(["deals", "deals:", ":read", "deals:own", "DROP TABLE", ""].some(isScope)).toBe(false);
  });
});
