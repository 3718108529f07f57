// A sealed text opens with the same key in the same place, and nowhere else.
import fc from "fast-check";
import { expect, test } from "vitest";
import { Seal } from "../../../core/security/seal.ts";

const seal = new Seal("a master key of thirty-two signs");

test("any text comes back as it was, and stands nowhere in what is kept", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 4 }), fc.string(), (text, place) => {
      const sealed = seal.close(text, place);
      expect(seal.open(sealed, place)).toBe(text.toWellFormed());
      expect(sealed.includes(Buffer.from(text))).toBe(false);
    }),
  );
});

test("elsewhere, with another key, or with one bit changed it is nothing", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), fc.nat(), (text, place, other, at) => {
      fc.pre(place !== other);
      const sealed = seal.close(text, place);
      const bent = Buffer.from(sealed);
      const bit = at % (bent.length * 8);
      bent[bit >> 3] = (bent[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const outcomes = [
        seal.open(sealed, other),
        seal.open(bent, place),
        seal.open(sealed.subarray(0, -1), place),
        new Seal("another key").open(sealed, place),
        seal.open(Buffer.alloc(at % 40), place),
      ];
      expect(outcomes).toEqual([undefined, undefined, undefined, undefined, undefined]);
    }),
  );
});

test("the same text is never sealed the same way twice", () => {
  expect(seal.close("key", "here").equals(seal.close("key", "here"))).toBe(false);
});
