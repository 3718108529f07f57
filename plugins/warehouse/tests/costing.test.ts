import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exact } from "../../products/api.ts";
import { book, type Method, type MoveToValue, nothing, type Standing } from "../costing.ts";

const move = (id: number, goes: "in" | "out" | "worth", quantity: string, cost?: string): MoveToValue => ({
  id: String(id),
  at: "2026-01-01T00:00:00Z",
  goes,
  quantity: exact(quantity),
  cost: cost === undefined ? undefined : exact(cost),
});

/** Takes back what came with a move, at what it came with. */
const back = (id: number, of: MoveToValue, quantity = of.quantity.toFixed()): MoveToValue => ({
  ...move(id, "out", quantity, of.cost?.toFixed()),
  reverses: of.id,
});

/** In 20 @ 50, in 30 @ 60, out 35, in 10 @ 66, out 15. */
const golden = [
  move(1, "in", "20", "50"),
  move(2, "in", "30", "60"),
  move(3, "out", "35"),
  move(4, "in", "10", "66"),
  move(5, "out", "15"),
];

function steps(method: Method, moves: readonly MoveToValue[]) {
  const standing = nothing();
  return moves.map((one) => {
    const { value } = book(standing, one, method);
    return [value.toFixed(2), standing.value.toFixed(2)];
  });
}

describe("what goods are worth", () => {
  test("by the average: 1,960 and 900 leave, 600 stay", () => {
    expect(steps("average", golden)).toEqual([
      ["1000.00", "1000.00"],
      ["1800.00", "2800.00"],
      ["1960.00", "840.00"],
      ["660.00", "1500.00"],
      ["900.00", "600.00"],
    ]);
  });

  test("first in, first out: 1,900 and 900 leave, 660 stay", () => {
    expect(steps("fifo", golden)).toEqual([
      ["1000.00", "1000.00"],
      ["1800.00", "2800.00"],
      ["1900.00", "900.00"],
      ["660.00", "1560.00"],
      ["900.00", "660.00"],
    ]);
  });

  test("by a standard: what comes is worth that, whatever it cost, and a new standard changes all that is there", () => {
    const standing = nothing();
    const worth = (id: number, cost: string): MoveToValue => move(id, "worth", "0", cost);
    expect(book(standing, worth(1, "50"), "standard").adjustment.toFixed()).toBe("0");
    expect(book(standing, move(2, "in", "20", "48"), "standard").value.toFixed()).toBe("1000");
    book(standing, move(3, "in", "30", "60"), "standard");
    expect(book(standing, move(4, "out", "35"), "standard").value.toFixed()).toBe("1750");
    expect(book(standing, worth(5, "52"), "standard")).toMatchObject({ provisional: false });
    expect(standing.value.toFixed()).toBe("780");
    expect(book(standing, move(6, "out", "15"), "standard").value.toFixed()).toBe("780");
    expect(standing.value.toFixed()).toBe("0");
  });

  test("under a standard that nobody has set is what the first one cost", () => {
    const standing = nothing();
    book(standing, move(1, "in", "2", "5"), "standard");
    expect(book(standing, move(2, "in", "2", "9"), "standard").value.toFixed()).toBe("10");
  });

  test.each(["average", "fifo"] as const)("of what left before it came is put right when it comes (%s)", (method) => {
    const standing = nothing();
    book(standing, move(1, "in", "10", "5"), method);
    expect(book(standing, move(2, "out", "14"), method)).toMatchObject({ provisional: true });
    expect([standing.quantity.toFixed(), standing.value.toFixed()]).toEqual(["-4", "-20"]);
    const { value, adjustment } = book(standing, move(3, "in", "10", "6"), method);
    expect([value.toFixed(), adjustment.toFixed()]).toEqual(["60", "-4"]);
    expect([standing.quantity.toFixed(), standing.value.toFixed()]).toEqual(["6", "36"]);
  });

  test.each(["average", "fifo"] as const)(
    "of what came at a wrong price and is taken back goes with it (%s)",
    (method) => {
      const standing = nothing();
      const wrong = move(2, "in", "10", "100");
      book(standing, move(1, "in", "10", "10"), method);
      book(standing, wrong, method);
      expect(book(standing, back(3, wrong), method).value.toFixed()).toBe("1000");
      expect([standing.quantity.toFixed(), standing.value.toFixed()]).toEqual(["10", "100"]);
      expect(standing.layers.map(({ quantity }) => quantity.toFixed())).toEqual(["10"]);
    },
  );

  test("that is taken back when less than it is left is the average", () => {
    const standing = nothing();
    const wrong = move(2, "in", "10", "100");
    for (const one of [move(1, "in", "10", "10"), wrong, move(3, "out", "5")]) book(standing, one, "average");
    expect(book(standing, back(4, wrong), "average").value.toFixed()).toBe("550");
    expect(standing.value.toFixed()).toBe("275");
  });

  test("of what comes without a price is what those are worth that are there", () => {
    const standing = nothing();
    book(standing, move(1, "in", "10", "5"), "average");
    expect(book(standing, move(2, "in", "2"), "average").value.toFixed()).toBe("10");
  });
});

const amount = (most: number, places: number) =>
  fc.integer({ min: 1, max: most }).map((number) =>
    exact(number)
      .div(10 ** places)
      .toFixed(),
  );
const anyMove = fc.oneof(
  fc.record({ goes: fc.constant("in" as const), quantity: amount(9_999, 2), cost: amount(99_999, 3) }),
  fc.record({ goes: fc.constant("out" as const), quantity: amount(9_999, 2) }),
  fc.record({ goes: fc.constant("out" as const), quantity: amount(9_999, 2), takesBack: fc.nat(39) }),
  fc.record({ goes: fc.constant("worth" as const), quantity: fc.constant("0"), cost: amount(99_999, 3) }),
);

function sumsHold(standing: Standing, sum: { quantity: string; value: string }, method: Method): void {
  expect(standing.quantity.toFixed()).toBe(sum.quantity);
  expect(standing.value.toFixed()).toBe(sum.value);
  const inLayers = standing.layers.reduce((total, { quantity }) => total.plus(quantity), exact(0));
  expect(inLayers.toFixed()).toBe(standing.quantity.gt(0) ? standing.quantity.toFixed() : "0");
  if (standing.quantity.eq(0)) expect(standing.value.toFixed()).toBe("0");
  if (method !== "average" && standing.quantity.gt(0)) {
    const worth = standing.layers.reduce((total, { value }) => total.plus(value), exact(0));
    expect(worth.toFixed()).toBe(standing.value.toFixed());
  }
}

test.each(["average", "fifo", "standard"] as const)(
  "whatever comes and goes, nothing of its value gets lost (%s)",
  (method) => {
    fc.assert(
      fc.property(fc.array(anyMove, { maxLength: 40 }), (moves) => {
        const standing = nothing();
        let [quantity, value] = [exact(0), exact(0)];
        const made: MoveToValue[] = [];
        for (const [at, one] of moves.entries()) {
          const of = "takesBack" in one ? made[one.takesBack] : undefined;
          const plain = move(at, one.goes, one.quantity, "cost" in one ? one.cost : undefined);
          made.push(of?.goes === "in" ? back(at, of, one.quantity) : plain);
          const booked = book(standing, made[at] as MoveToValue, method);
          const sign = one.goes === "in" ? 1 : one.goes === "out" ? -1 : 0;
          quantity = quantity.plus(exact(one.quantity).times(sign));
          value = value.plus(booked.value.times(sign)).plus(booked.adjustment);
          sumsHold(standing, { quantity: quantity.toFixed(), value: value.toFixed() }, method);
        }
      }),
      { numRuns: 500 },
    );
  },
);
