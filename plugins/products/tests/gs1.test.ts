import { describe, expect, test } from "vitest";
import fc from "fast-check";
import { checkDigit } from "../gs1.ts";
import { gtinForms, readElements } from "../gs1-elements.ts";
import { readMeasures } from "../gs1-measures.ts";

const now = new Date("2026-11-27T12:00:00Z");
const read = (text: string) => readElements(text, now);
const gtin = "04012345123456";
const GS = "\u001d";
const all = { gtin, lot: "AB-1", expires: "2027-03-31", serial: "0099" };

describe("a code of GS1 says article, lot, day and serial", () => {
  test.each([
    ["as a scanner types it", `]C101${gtin}1727033110AB-1${GS}210099`],
    ["from a DataMatrix", `]d201${gtin}10AB-1${GS}1727033121${"0099"}`],
    ["without the name of its symbol", `01${gtin}17270331210099${GS}10AB-1`],
    ["beginning with a separator, and with it spelt out", `${GS}01${gtin}10AB-1{GS}1727033121${"0099"}<GS>`],
    ["as people read it", `(01)${gtin}(17)270331(10)AB-1(21)0099`],
    ["as an address", `https://id.gs1.org/01/${gtin}/10/AB-1/21/0099?17=270331`],
    ["with elements that nobody asks for", `]C101${gtin}3103001250392012${GS}1727033110AB-1${GS}8008260101${GS}210099`],
  ])("%s", (_name, text) => {
    expect(read(text)).toEqual(all);
  });

  test("with how many are in it, and the last day of a month", () => {
    expect(read(`(02)${gtin}(37)012(17)280200`)).toEqual({ gtin, count: "12", expires: "2028-02-29" });
  });

  test("the year is within fifty of ours", () => {
    expect(read(`(01)${gtin}(17)760101`)?.expires).toBe("2076-01-01");
    expect(read(`(01)${gtin}(17)770101`)?.expires).toBe("1977-01-01");
  });
});

test.each([
  ["a bare number of an article", "4012345123456"],
  ["an item number", "CH-1"],
  ["a wrong check digit", "(01)04012345123457(10)A"],
  ["a day that is none", `(01)${gtin}(17)270231`],
  ["an element that breaks off", "]C10104012345"],
  ["something else after the symbol's name", "]C1hello"],
  ["an address of something else", "https://example.com/12/34"],
])("%s is none", (_name, text) => {
  expect(read(text)).toBeUndefined();
});

test("whatever is scanned, nothing breaks; what is put together is read again", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => void read(text)));
  const word = fc.stringMatching(/^[A-Za-z0-9/-]{1,20}$/);
  fc.assert(
    fc.property(fc.stringMatching(/^\d{13}$/), word, word, (digits, lot, serial) => {
      const whole = digits + checkDigit(digits);
      expect(read(`]C101${whole}10${lot}${GS}21${serial}`)).toEqual({ gtin: whole, lot, serial });
    }),
  );
});

describe("a code of GS1 says how much it weighs or measures", () => {
  test.each([
    ["1.250 kg, as a scanner types it", `]C101${gtin}310300125010AB-1`, { kilogram: "1.25" }],
    ["as people read it", `(01)${gtin}(3102)000275`, { kilogram: "2.75" }],
    ["metres and square metres", `(01)${gtin}(3111)000125(3142)000640`, { metre: "12.5", square_metre: "6.4" }],
    ["litres as an address", `https://id.gs1.org/01/${gtin}?3150=000012`, { litre: "12" }],
    ["nothing, where it says none", `(01)${gtin}(10)AB-1`, {}],
    ["nothing, where it cannot be", `(01)${gtin}(3109)000275`, {}],
    ["nothing for a weight of nothing", `(01)${gtin}(3103)000000`, {}],
  ])("%s", (_name, text, measures) => {
    expect(readMeasures(text)).toEqual(measures);
  });
});

test("a number is the same article in every length", () => {
  expect(gtinForms("4012345123456")).toEqual([gtin, "4012345123456"]);
  expect(gtinForms("00000096385074")).toEqual(["00000096385074", "0000096385074", "000096385074", "96385074"]);
});
