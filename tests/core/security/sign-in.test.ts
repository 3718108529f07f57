import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { setTimeout } from "node:timers/promises";
import { TooLarge, TooMany } from "../../../core/kernel/errors.ts";
import { hashPassword, matchesPassword } from "../../../core/security/hashing.ts";
import { freshPeople, password, type TestPeople } from "../../support/people.ts";

const counted = vi.hoisted(() => ({ hashes: 0 }));

vi.mock("@node-rs/argon2", async (original) => {
  const real = await original<typeof import("@node-rs/argon2")>();
  const count =
    <A extends unknown[], R>(work: (...args: A) => R) =>
    (...args: A): R => {
      counted.hashes++;
      return work(...args);
    };
  return { ...real, hash: count(real.hash), verify: count(real.verify) };
});

const visitor = { address: "192.0.2.1", device: "Firefox" };
const signIn = (login: string, typed: string) =>
  people.signIn.withPassword({ login, password: typed, kept: false }, visitor);

const tries = async (key: string): Promise<number> => {
  const text = "select count from attempts where key = $1";
  return (await people.db.query<{ count: number }>({ text, values: [key] }))[0]?.count ?? 0;
};

let people: TestPeople;
let ana: string;
beforeAll(async () => {
  people = await freshPeople();
  ana = await people.person("Ana", ["sales"]);
  await people.person("Gone", ["sales"], { state: "inactive" });
});
afterAll(() => people.base.drop());
beforeEach(() => people.db.query({ text: "truncate attempts" }));

describe("signing in", () => {
  test("starts a session of the person", async () => {
    const answer = await signIn("ana@example.com", password);
    const found = answer.ok ? await people.actors.ofSession(answer.value.secret) : undefined;
    expect(found?.actor).toMatchObject({ id: ana, name: "Ana", roles: ["sales"], source: "page" });
  });

  test("with a password that is changed at that moment starts nothing that outlives the change", async () => {
    const eva = await people.person("Eva", ["sales"]);
    const hash = await hashPassword("another one altogether");
    // Others sign in, too: it takes a while until this password is looked at.
    const crowd = Array.from({ length: 20 }, () => matchesPassword(hash, "no"));
    const late = signIn("eva@example.com", password);
    await expect.poll(async () => await tries("login:eva@example.com")).toBe(1);
    await setTimeout(20);
    await people.passwords.store(people.db, eva, hash);
    await people.sessions.endAll(eva);
    expect(await late).toMatchObject({ ok: false });
    expect(await people.sessions.list(eva)).toEqual([]);
    await Promise.all(crowd);
  });

  test("takes the address however it was typed", async () => {
    expect(await signIn("  ANA@Example.COM ", password)).toMatchObject({ ok: true });
  });

  test.each([
    ["a wrong password", "ana@example.com", "wrong password"],
    ["nobody's address", "nobody@example.com", password],
    ["a person who was switched off", "gone@example.com", password],
    ["an empty address", "", ""],
  ])("answers the same for %s", async (_, login, typed) => {
    expect(await signIn(login, typed)).toEqual({
      ok: false,
      problems: [{ pointer: "", code: "sign_in_failed", message: "problem.sign_in_failed", values: {} }],
    });
  });

  test.each(["ana@example.com", "nobody@example.com", "gone@example.com"])(
    "case 1: takes one hash's time for %s",
    async (login) => {
      await signIn("first@example.com", "makes the hash of nobody");
      counted.hashes = 0;
      await signIn(login, "wrong password");
      expect(counted.hashes).toBe(1);
    },
  );

  test("refuses a giant password before hashing it", async () => {
    await expect(signIn("ana@example.com", "x".repeat(1025))).rejects.toThrow(TooLarge);
  });
});

describe("too many wrong passwords", () => {
  test("lock the account for the right one too, and say for how long", async () => {
    await Promise.all(Array.from({ length: 20 }, () => signIn("ana@example.com", "wrong password")));
    const error: unknown = await signIn("Ana@example.com", password).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TooMany);
    const seconds = Number((error as TooMany).values["seconds"]);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(900);
  });

  test("lock nobody's account in the same way", async () => {
    for (let turn = 0; turn < 20; turn++) await people.attempts.count("login:nobody@example.com", 20, 900);
    await expect(signIn("nobody@example.com", password)).rejects.toThrow(TooMany);
  });

  test("are forgotten when the window ends", async () => {
    for (let turn = 0; turn < 20; turn++) await people.attempts.count("login:ana@example.com", 20, 900);
    await people.db.query({ text: "update attempts set ends_at = now() - interval '1 second'" });
    expect(await signIn("ana@example.com", password)).toMatchObject({ ok: true });
  });

  test("from one address are stopped over all accounts", async () => {
    await people.db.query({
      text: "insert into attempts values ('address:192.0.2.1', 200, now() + interval '5 minutes')",
    });
    await expect(signIn("ana@example.com", password)).rejects.toThrow(TooMany);
  });

  test("count no more after the right one", async () => {
    for (let turn = 0; turn < 15; turn++) await signIn("ana@example.com", "wrong password");
    await signIn("ana@example.com", password);
    for (let turn = 0; turn < 15; turn++) await signIn("ana@example.com", "wrong password");
    expect(await signIn("ana@example.com", password)).toMatchObject({ ok: true });
  });
});
