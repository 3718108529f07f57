import { describe, expect, test } from "vitest";
import { Invalid, readSheet, type Sheet, systemActor, work } from "../../../../core/sdk/index.ts";

const reading = { language: "en", timeZone: "UTC", currency: "EUR", country: "" };
const width = {
  key: "width",
  "x-type": "decimal",
  "x-label": "Width",
  "x-decimals": 3,
  "x-required": true,
  minimum: 0.2,
  maximum: 3,
};
const glass = {
  key: "glass",
  "x-type": "choice",
  "x-options": [
    { id: "double", label: "Double" },
    { id: "triple", label: { en: "Triple", de: "Dreifach" } },
  ],
  default: "double",
};
const window = [width, { ...width, key: "height" }, glass];

const problemsOf = (schemas: unknown): Record<string, string> => {
  try {
    readSheet(schemas);
    return {};
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    return Object.fromEntries(error.problems.map(({ pointer, code }) => [pointer, code]));
  }
};

function worked(sheet: Sheet, source: string, values: Record<string, unknown>) {
  const read = sheet.read("formula", source);
  if (!("expression" in read)) return read.problems.map(({ code, values }) => [code, values?.["line"]]);
  return work(read.expression, sheet.take(values, reading).values, { actor: systemActor("test"), zone: "UTC" });
}

describe("boxes that belong to no kind", () => {
  test("are written as fields are, and say by name and word what is wrong", () => {
    expect(problemsOf(window)).toEqual({});
    expect(problemsOf({})).toEqual({ "": "not_a_list" });
    expect(problemsOf(["width"])).toEqual({ "/": "not_an_object" });
    expect(problemsOf([{ ...width, key: "Width" }])).toEqual({ "/Width": "bad_key" });
    expect(problemsOf([{ ...width, key: "for" }])).toEqual({ "/for": "bad_key" });
    expect(problemsOf([width, width])).toEqual({ "/width": "field_given_twice" });
    const wrong = [
      { key: "a", "x-type": "decimal", minimum: "no" },
      { key: "b", "x-type": "reference", "x-kind": "deal" },
    ];
    expect(problemsOf(wrong)).toEqual({ "/a/minimum": "bad_word", "/b/x-type": "not_an_option" });
    const many = Array.from({ length: 31 }, (_one, at) => ({ ...width, key: `a${at}` }));
    expect(problemsOf(many)).toEqual({ "": "too_many" });
  });

  test("take values as fields do, defaults where nothing is said", () => {
    const sheet = readSheet(window);
    expect(sheet.take({ width: "1.2", height: "0.900" }, reading)).toEqual({
      values: { width: "1.2", height: "0.9", glass: "double" },
      problems: [],
    });
    const wrong = sheet.take({ width: "9", glass: "none", depth: "1" }, reading).problems;
    expect(wrong.map(({ pointer, code }) => [pointer, code])).toEqual([
      ["/depth", "unknown_field"],
      ["/width", "too_large"],
      ["/height", "required"],
      ["/glass", "not_an_option"],
    ]);
  });
});

describe("an expression about them", () => {
  const sheet = readSheet(window);

  test("reckons exactly, and says why nothing came of it", () => {
    expect(worked(sheet, 'width * height * (glass == "triple" ? 1.5 : 1)', { width: "1.2", height: "0.9" })).toEqual({
      value: "1.08",
    });
    expect(worked(sheet, "width / (height - 0.9)", { width: "1.2", height: "0.9" })).toEqual({
      reason: "division_by_zero",
    });
    expect(worked(sheet, "width * 2", {})).toEqual({ value: null });
  });

  test("names nothing but the boxes, whoever asks and whenever", () => {
    for (const source of ["depth * 2", "today", "actor.id"])
      expect(worked(sheet, source, {})).toEqual([["expression_unknown_name", 1]]);
    expect(worked(sheet, 'glass == "none"', {})).toEqual([["expression_unknown_option", 1]]);
    expect(worked(sheet, "width *\n glass", {})).toEqual([["expression_types", 1]]);
  });
});

test("the example of the documentation says what stands beside it", () => {
  const sheet = readSheet([{ key: "width", "x-type": "decimal", "x-label": "Width in m", "x-required": true }]);
  expect(worked(sheet, "ceil(width * 1.05)", { width: "1.2" })).toEqual({ value: "2" });
});
