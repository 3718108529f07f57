import { availableParallelism } from "node:os";
import { describe, expect, test, vi } from "vitest";
import { hashPassword, matchesPassword } from "../../../core/security/hashing.ts";
import { isLogin, normalLogin } from "../../../core/security/logins.ts";
import { passwordProblems } from "../../../core/security/password-rules.ts";

const load = vi.hoisted(() => ({ now: 0, most: 0 }));

vi.mock("@node-rs/argon2", async (original) => {
  const real = await original<typeof import("@node-rs/argon2")>();
  const verify: typeof real.verify = async (...args) => {
    load.most = Math.max(load.most, ++load.now);
    return await real.verify(...args).finally(() => load.now--);
  };
  return { ...real, verify };
});

const codes = (password: string, ...about: string[]) => passwordProblems(password, about).map(({ code }) => code);

describe("case 10: a new password", () => {
  test.each([
    ["short", "password_too_short"],
    ["password", "password_common"],
    ["QWERTYUIOP", "password_common"],
    ["aaaaaaaaaaaa", "password_common"],
    ["Trellis2026!", "password_guessable"],
    ["ana.petrova", "password_guessable"],
    ["ana.petrova@example.com", "password_guessable"],
    ["Colliers2026", "password_guessable"],
  ])("%s is refused: %s", (password, code) => {
    expect(codes(password, "ana.petrova@example.com", "Colliers")).toEqual([code]);
  });

  test.each(["correct horse battery", "каква хубава парола", "密码很长很长很长", "aaaaaaa1", "long ".repeat(40)])(
    "%s is accepted without rules of composition",
    (password) => expect(codes(password, "ana@example.com")).toEqual([]),
  );
});

describe("a stored password", () => {
  test.each([
    ["long ones", `${"x".repeat(72)}a`, `${"x".repeat(72)}b`],
    ["NUL", "before\0after1", "before\0after2"],
    ["emoji", "🐎🔋📎🐎🔋📎", "🐎🔋📎🐎🔋📌"],
  ])("counts every byte of %s", async (_, right, wrong) => {
    const hash = await hashPassword(right);
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect([await matchesPassword(hash, right), await matchesPassword(hash, wrong)]).toEqual([true, false]);
  });

  test("is the same from a keyboard that composes its letters", async () => {
    expect(await matchesPassword(await hashPassword("schöne Straße"), "scho\u0308ne Straße")).toBe(true);
  });

  test("that does not exist matches nothing", async () => {
    expect(await matchesPassword(undefined, "nobody has this password")).toBe(false);
  });

  test("is compared a few at a time, however many sign in at once", async () => {
    load.most = 0;
    await Promise.all(Array.from({ length: 50 }, () => matchesPassword(undefined, "wrong")));
    expect(load.most).toBeGreaterThan(0);
    expect(load.most).toBeLessThanOrEqual(Math.max(1, Math.min(4, availableParallelism() - 1)));
  });
});

describe("a login", () => {
  test("is one however it is typed", () => expect(normalLogin(" Ana@Example.com ")).toBe("ana@example.com"));
  test.each(["ana@example.com", "ana+crm@sub.example.co", "admin@localhost"])("may be %s", (login) =>
    expect(isLogin(login)).toBe(true),
  );
  test.each(["аna@example.com", "ana @example.com", "ana", "ana@", "a@b@c.de"])("may not be %s", (login) =>
    expect(isLogin(login)).toBe(false),
  );
});
