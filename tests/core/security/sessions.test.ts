import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshPeople, system, type TestPeople } from "../../support/people.ts";

const visitor = { address: "192.0.2.1", device: "Firefox" };

let people: TestPeople;
let ana: string;
beforeAll(async () => {
  people = await freshPeople();
  ana = await people.person("Ana", ["sales"]);
});
afterAll(() => people.base.drop());

const isIn = async (secret: string) => (await people.actors.ofSession(secret)) !== undefined;
const age = (what: string, time: string) =>
  people.db.query({ text: `update sessions set ${what} = now() - interval '${time}'` });

describe("a session", () => {
  test("is stored without what would let somebody in", async () => {
    const secret = await people.sessions.start(ana, false, visitor);
    const rows = await people.db.query({ text: "select * from sessions" });
    expect(JSON.stringify(rows)).not.toContain(secret);
    expect(Buffer.from(secret, "base64url")).toHaveLength(32);
  });

  test.each([
    { when: "29 minutes of silence", kept: false, what: "seen_at", time: "29 minutes", stays: true },
    { when: "31 minutes of silence", kept: false, what: "seen_at", time: "31 minutes", stays: false },
    { when: "13 hours", kept: false, what: "created_at", time: "13 hours", stays: false },
    { when: "20 days, when it is to be kept", kept: true, what: "created_at", time: "20 days", stays: true },
    { when: "31 days, even when it is to be kept", kept: true, what: "created_at", time: "31 days", stays: false },
  ])("after $when lasts: $stays", async ({ kept, what, time, stays }) => {
    const secret = await people.sessions.start(ana, kept, visitor);
    await age(what, time);
    expect(await isIn(secret)).toBe(stays);
  });

  test("ends with signing out, everywhere", async () => {
    const secret = await people.sessions.start(ana, true, visitor);
    await people.sessions.endSecret(secret);
    expect(await isIn(secret)).toBe(false);
  });

  test("ends on a device one no longer has, but nobody else's does", async () => {
    const bob = await people.person("Bob", ["sales"]);
    const [mine, his] = [
      await people.sessions.start(ana, true, visitor),
      await people.sessions.start(bob, true, visitor),
    ];
    const ids = async (of: string) => (await people.sessions.list(of)).map(({ id }) => id);
    for (const id of [...(await ids(ana)), ...(await ids(bob))]) await people.sessions.end(ana, id);
    expect([await isIn(mine), await isIn(his)]).toEqual([false, true]);
  });

  test("ends when the person is switched off", async () => {
    const secret = await people.sessions.start(ana, true, visitor);
    expect(await isIn(secret)).toBe(true);
    await people.records.change(system, "user", ana, { state: "inactive" });
    expect(await isIn(secret)).toBe(false);
    await people.records.change(system, "user", ana, { state: "active" });
    expect(await isIn(secret)).toBe(false);
  });
});
