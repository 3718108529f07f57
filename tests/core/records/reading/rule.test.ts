// The figures of what is unusual.
import { describe, expect, test } from "vitest";
import { isSequence, paceLimit, type Step } from "../../../../core/records/reading/rule.ts";

describe("how many different records an hour are still usual", () => {
  test.each([
    ["nothing is known", 0, 0, 60],
    ["few are opened", 12, 3, 60],
    ["it is just at what is always fine", 40, 5, 60],
    ["many are opened every day", 50, 10, 90],
    ["many, and always the same number", 80, 0, 80],
  ])("where %s", (_, mean, deviation, limit) => expect(paceLimit({ mean, deviation })).toBe(limit));
});

const steps = (count: number, more: (at: number) => Partial<Step> = () => ({})): Step[] =>
  Array.from({ length: count }, (_, at) => ({
    kind: "contact",
    recordId: String((at * 7919) % 1000).padStart(4, "0"),
    place: null,
    at: at * 4_000,
    ...more(at),
  }));
const idOf = (number: number): string => String(number).padStart(6, "0");

describe("one after the other", () => {
  test("is told in the order of a list, up or down, from the thirty-first on", () => {
    const [up, down] = [(at: number) => ({ place: at + 1 }), (at: number) => ({ place: 90 - at })];
    expect([30, 31].map((count) => isSequence(steps(count, up)))).toEqual([false, true]);
    expect([30, 31].map((count) => isSequence(steps(count, down)))).toEqual([false, true]);
  });

  test("is told in the order of their ids, whatever list they came from", () => {
    expect(isSequence(steps(31, (at) => ({ recordId: idOf(at * 3) })))).toBe(true);
    expect(isSequence(steps(31, (at) => ({ recordId: idOf(900 - at) })))).toBe(true);
  });

  test.each([
    ["no order", () => ({})],
    ["one is left out of the list", (at: number) => ({ place: at < 20 ? at : at + 1 })],
    ["turns round", (at: number) => ({ place: at < 20 ? at : 40 - at })],
    ["five seconds pass once", (at: number) => ({ place: at, at: at * 4_000 + (at > 15 ? 1_000 : 0) })],
    ["it is another kind once", (at: number) => ({ place: at, kind: at === 9 ? "deal" : "contact" })],
  ])("is not: %s", (_, more) => expect(isSequence(steps(31, more))).toBe(false));
});
