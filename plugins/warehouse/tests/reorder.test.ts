import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exact } from "../../products/api.ts";
import { propose, reorderPoint, safetyStock } from "../reorder.ts";

const demand = { daily: 4, deviation: 2, leadDays: 9 };
const wanted = (expected: string, more: { target?: string; pack?: string } = {}) => ({
  expected: exact(expected),
  target: more.target === undefined ? undefined : exact(more.target),
  pack: exact(more.pack ?? "1"),
});
const quantity = (...given: Parameters<typeof wanted>): string =>
  propose(demand, wanted(...given), "95").quantity.toFixed();

describe("four a day that vary by two, nine days until they come", () => {
  test("safety is 1.65 × 2 × √9 = 9.9, and it is time to order below 4 × 9 + 9.9 = 45.9", () => {
    expect(safetyStock(demand, "95")).toBeCloseTo(9.9, 10);
    expect(reorderPoint(demand, "95")).toBeCloseTo(45.9, 10);
  });

  test("nothing is ordered while more is expected than that", () => {
    expect(quantity("46")).toBe("0");
    expect(quantity("45.9", { target: "100" })).toBe("55");
  });

  test("up to the target, in whole packs; without one for twice the days", () => {
    expect(quantity("20", { target: "100" })).toBe("80");
    expect(quantity("20", { target: "100", pack: "12" })).toBe("84");
    expect(quantity("20")).toBe("62");
    expect(quantity("-5", { target: "10" })).toBe("15");
  });

  test("a target below what is expected orders nothing", () => {
    expect(quantity("30", { target: "25" })).toBe("0");
  });
});

test("whatever is wanted, an order is whole packs, reaches the target, and no pack more than that", () => {
  const number = fc.integer({ min: 0, max: 100_000 }).map((one) => one / 100);
  const whole = (min: number, max: number) => fc.integer({ min, max });
  const asked = fc.record({
    daily: number,
    deviation: number,
    leadDays: whole(0, 60),
    expected: number,
    pack: whole(1, 50),
  });
  fc.assert(
    fc.property(asked, ({ expected, pack, ...given }) => {
      const { quantity: ordered, target, point } = propose(given, wanted(`${expected}`, { pack: `${pack}` }), "95");
      expect(ordered.mod(pack).toFixed()).toBe("0");
      expect(ordered.gt(0)).toBe(exact(expected).lte(point) && target.gt(expected));
      if (ordered.eq(0)) return;
      expect(ordered.plus(expected).gte(target)).toBe(true);
      expect(ordered.minus(pack).plus(expected).lt(target)).toBe(true);
    }),
  );
});
