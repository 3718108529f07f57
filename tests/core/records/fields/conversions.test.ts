import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FieldSchema, Manner } from "../../../../core/records/fields/field.ts";
import { converterOf, possibleTypes } from "../../../../core/records/fields/life/type-change/conversions.ts";
import { fieldTypes } from "../../../../core/records/fields/types/index.ts";

const reading = { language: "en", timeZone: "Europe/Sofia", currency: "EUR", country: "BG" };
const manner: Manner = { reading };
const options = ["north", "south"].map((id) => ({ id, label: id.toUpperCase() }));
const schemas: Readonly<Record<string, FieldSchema>> = {
  choice: { "x-type": "choice", "x-options": options },
  choices: { "x-type": "choices", "x-options": options },
  decimal: { "x-type": "decimal", "x-decimals": 6 },
  reference: { "x-type": "reference", "x-kind": "boat" },
  references: { "x-type": "references", "x-kind": "boat" },
};
const schemaOf = (type: string): FieldSchema => schemas[type] ?? { "x-type": type };
const convert = (from: string, to: string, value: unknown, how: Manner = manner) =>
  converterOf(schemaOf(from), schemaOf(to), how)?.(value);

describe("a value becomes", () => {
  test.each<[string, string, unknown, unknown]>([
    ["text", "integer", "42", 42],
    ["text", "decimal", "1,234.5", "1234.5"],
    ["text", "date", "2026-11-26", "2026-11-26"],
    ["text", "boolean", "yes", true],
    ["text", "choice", " North", "north"],
    ["text", "choices", "north, South", ["north", "south"]],
    ["text", "money", "12.50", { amount: "12.50", currency: "EUR" }],
    ["text", "tags", "a; b", ["a", "b"]],
    ["integer", "decimal", 7, "7"],
    ["decimal", "integer", "7", 7],
    ["decimal", "text", "7.5", "7.5"],
    ["integer", "text", 1234, "1234"],
    ["boolean", "text", true, "yes"],
    ["choice", "text", "north", "NORTH"],
    ["choices", "text", ["north", "south"], "NORTH, SOUTH"],
    ["choice", "choices", "north", ["north"]],
    ["choices", "choice", ["south"], "south"],
    ["choices", "tags", ["south"], ["SOUTH"]],
    ["tags", "choice", ["south"], "south"],
    ["money", "decimal", { amount: "9.90", currency: "EUR" }, "9.9"],
    ["decimal", "money", "9.9", { amount: "9.90", currency: "EUR" }],
    ["money", "text", { amount: "9.90", currency: "USD" }, "9.90 USD"],
    ["date", "dateTime", "2026-11-26", "2026-11-25T22:00:00.000Z"],
    ["dateTime", "date", "2026-11-25T23:30:00.000Z", "2026-11-26"],
    ["date", "text", "2026-11-26", "2026-11-26"],
  ])("%s → %s: %j → %j", (from, to, value, expected) => {
    expect(convert(from, to, value)).toEqual({ ok: true, value: expected });
  });

  test.each<[string, string, unknown, string]>([
    ["text", "integer", "4.5", "not_whole"],
    ["decimal", "integer", "4.5", "not_whole"],
    ["text", "date", "31.02.2026", "not_a_date"],
    ["text", "choice", "east", "not_an_option"],
    ["choices", "choice", ["north", "south"], "more_than_one"],
    ["money", "decimal", { amount: "9.90", currency: "USD" }, "other_currency"],
    ["text", "email", "nobody", "not_an_email"],
  ])("nothing silently: %s → %s: %j is %s", (from, to, value, code) => {
    expect(convert(from, to, value)).toMatchObject({ ok: false, problems: [{ code }] });
  });

  test.each<[string, string, unknown, Manner["factor"], unknown]>([
    ["percent", "decimal", "12.5", "same", "12.5"],
    ["percent", "decimal", "12.5", "fraction", "0.125"],
    ["decimal", "percent", "0.125", "fraction", "12.5"],
    ["integer", "percent", 3, "same", "3"],
  ])("%s → %s: %j with factor %s is %j", (...[from, to, value, factor, expected]) => {
    expect(convert(from, to, value, { reading, factor })).toEqual({ ok: true, value: expected });
  });
});

test("what came from a number or a day and back is what it was", () => {
  const numbers = fc.integer({ min: -1_000_000, max: 1_000_000 });
  const days = fc.date({ min: new Date("1900-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });
  const round = (from: string, to: string, value: unknown, how: Manner = manner): unknown => {
    const there = convert(from, to, value, how);
    const back = there?.ok ? convert(to, from, there.value, how) : undefined;
    return back?.ok ? back.value : undefined;
  };
  fc.assert(
    fc.property(numbers, days, (number, day) => {
      const text = day.toISOString().slice(0, 10);
      expect(round("integer", "text", number)).toBe(number);
      expect(round("integer", "decimal", number)).toBe(number);
      expect(round("integer", "percent", number, { reading, factor: "fraction" })).toBe(number);
      expect(round("date", "dateTime", text)).toBe(text);
      expect(round("date", "text", text)).toBe(text);
    }),
    { numRuns: 60 },
  );
});

test("every type that is offered exists and has a conversion", () => {
  for (const from of fieldTypes.keys()) {
    for (const to of possibleTypes(from)) {
      if (!fieldTypes.has(to)) continue;
      expect(converterOf(schemaOf(from), schemaOf(to), manner), `${from} → ${to}`).toBeTypeOf("function");
    }
  }
});
