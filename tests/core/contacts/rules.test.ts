import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blocked, keyOf, mainTypes, plainChannel, promoted, stillOptedOut } from "../../../core/contacts/channels.ts";
import { blocks, duplicateScore } from "../../../core/contacts/duplicate-score.ts";
import { companyKeys, contactKeys } from "../../../core/contacts/keys.ts";
import { lifecycleProblem, lifecycles, nextLifecycles } from "../../../core/contacts/lifecycle.ts";
import { similarity } from "../../../core/contacts/similarity.ts";

const contact = (values: object) => ({ name: "Ana Koleva", ...values });

describe("two contacts", () => {
  test.each([
    [{ email: "ana@kolev.bg" }, { email: "ANA@Kolev.BG" }, 1, "email"],
    [{ email: "ana@kolev.bg" }, { channels: [plainChannel("email", "ana@kolev.bg")] }, 1, "email"],
    [{ phone: "+359888123456" }, { phone: "+359 888 123 456" }, 0.9, "phone"],
    [{ company: "c1" }, { name: "Ana Koleva", company: "c1" }, 0.75, "name_and_company"],
    [{ company: "c1" }, { name: "Ана Колева", company: "c1" }, 0.75, "name_and_company"],
    [{ email: "ana@kolev.bg" }, { name: "Ivan Koleva", email: "ivan@kolev.bg" }, 0.7, "last_name_and_domain"],
    [{ email: "ana@gmail.com" }, { name: "Ivan Koleva", email: "ivan@gmail.com" }, 0, undefined],
    [{ company: "c1" }, { name: "Ana Koleva", company: "c2" }, 0, undefined],
    [{}, { name: "Ana Koleva" }, 0, undefined],
    [{ phone: "112" }, { phone: "112" }, 0, undefined],
  ])("%j and %j score %d", (one, other, score, reason) => {
    expect(duplicateScore("contact", contact(one), contact(other))).toEqual({ score, reason });
    expect(duplicateScore("contact", contact(other), contact(one))).toEqual({ score, reason });
  });
});

describe("two companies", () => {
  test.each([
    [{ name: "A", taxId: "BG 123 456" }, { name: "B", taxId: "bg123456" }, 1, "tax_id"],
    [{ name: "Колев ООД", city: "Пловдив" }, { name: "KOLEV Ltd.", city: "Plovdiv" }, 0.8, "name_and_city"],
    [{ name: "Kolev", city: "Varna" }, { name: "Kolev", city: "Ruse" }, 0, undefined],
    [{ name: "Kolev", city: "Varna" }, { name: "Kolev Ltd", city: null }, 0.8, "name_and_city"],
    [{ name: "Kolev Sofia" }, { name: "Kolev Varna" }, 0, undefined],
  ])("%j and %j score %d", (one, other, score, reason) => {
    expect(duplicateScore("company", one, other)).toEqual({ score, reason });
  });
});

describe("a score", () => {
  const text = fc.constantFrom(null, "Ana Koleva", "Ivan Kolev", "Kolev Ltd", "Acme");
  const record = fc.record({
    name: text,
    email: fc.constantFrom(null, "a@kolev.bg", "b@kolev.bg", "a@gmail.com"),
    phone: fc.constantFrom(null, "+359888123456", "+359888123457"),
    company: fc.constantFrom(null, "c1", "c2"),
    city: fc.constantFrom(null, "Varna", "Ruse"),
    taxId: fc.constantFrom(null, "1", "2"),
  });

  test("does not depend on which of the two comes first", () => {
    fc.assert(
      fc.property(fc.constantFrom("contact", "company"), record, record, (kind, a, b) => {
        expect(duplicateScore(kind as "contact", a, b)).toEqual(duplicateScore(kind as "contact", b, a));
      }),
    );
  });

  test("that blocks always means a shared key, so that the index finds it", () => {
    fc.assert(
      fc.property(record, record, (a, b) => {
        for (const [kind, keysOf] of [
          ["contact", contactKeys],
          ["company", companyKeys],
        ] as const) {
          if (duplicateScore(kind, a, b).score < blocks) continue;
          const keys = new Set(keysOf(a));
          expect(keysOf(b).some((key) => keys.has(key))).toBe(true);
        }
      }),
    );
  });
});

describe("the likeness of two names", () => {
  test("is whole for the same words in any order, and small for different people", () => {
    expect(similarity("Ana Koleva", "KOLEVA Ana")).toBe(1);
    expect(similarity("Ana Koleva", "Ana Kolева")).toBe(1);
    expect(similarity("Ana Koleva", "Ana Kolevа-Petrova")).toBeLessThan(0.85);
    expect(similarity("", "Ana")).toBe(0);
  });

  test("lies between nothing and one, and is the same both ways", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const found = similarity(a, b);
        expect(found).toBeGreaterThanOrEqual(0);
        expect(found).toBeLessThanOrEqual(1);
        expect(similarity(b, a)).toBe(found);
      }),
    );
  });
});

describe("ways to reach somebody", () => {
  const channel = fc
    .record({
      type: fc.constantFrom("email", "phone"),
      value: fc.constantFrom("a@x.bg", "b@x.bg", "+359888123456", "+359888123457"),
      doNotUse: fc.boolean(),
    })
    .map(({ type, value, doNotUse }) => ({ ...plainChannel(type as "email", value), doNotUse }));
  const reach = fc.record({
    email: fc.constantFrom(null, "a@x.bg"),
    phone: fc.constantFrom(null, "+359888123456"),
    channels: fc.array(channel, { maxLength: 6 }),
  });

  test("have exactly one main channel per type if any may be used", () => {
    fc.assert(
      fc.property(reach, (given) => {
        const settled = promoted(given);
        for (const type of mainTypes) {
          const usable = given[type] !== null || given.channels.some((one) => one.type === type && !one.doNotUse);
          expect(settled[type] !== null).toBe(usable);
        }
        expect(promoted(settled)).toEqual(settled);
      }),
    );
  });

  test("never lose a mark to an import, and keep every address", () => {
    fc.assert(
      fc.property(fc.array(channel), fc.array(channel), (before, next) => {
        const kept = stillOptedOut(before, next, false);
        const marked = before.filter((one) => one.doNotUse).map(keyOf);
        for (const key of marked)
          expect(kept.filter((one) => keyOf(one) === key).every((one) => one.doNotUse)).toBe(true);
        expect(new Set(kept.map(keyOf))).toEqual(new Set([...next.map(keyOf), ...marked]));
      }),
    );
  });

  test("that are the main one and must not be used are known", () => {
    const mark = { ...plainChannel("email", "A@x.bg"), doNotUse: true };
    expect(blocked({ email: "a@x.bg", phone: null, channels: [mark] })).toEqual([mark]);
    expect(blocked({ email: "b@x.bg", phone: null, channels: [mark] })).toEqual([]);
  });
});

describe("the lifecycle", () => {
  test("lets everybody become irrelevant, and nobody be chosen cold", () => {
    for (const from of lifecycles) {
      if (from !== "not_relevant") expect(lifecycleProblem(from, "not_relevant", true)).toBeUndefined();
      for (const to of ["cooling", "frozen", "dead"] as const)
        if (from !== to) expect(lifecycleProblem(from, to, true)).toBe("lifecycle_is_computed");
    }
  });

  test("has no dead end, and offers only moves it accepts", () => {
    for (const from of lifecycles)
      for (const byPerson of [true, false]) {
        const next = nextLifecycles(from, byPerson);
        expect(next.length).toBeGreaterThan(0);
        for (const to of next) expect(lifecycleProblem(from, to, byPerson)).toBeUndefined();
      }
  });
});
