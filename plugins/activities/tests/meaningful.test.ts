import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { alike, type Contacted, isLate, isMeaningful } from "../meaningful.ts";

const call: Contacted = { type: "call", status: "done", result: "reached", seconds: null, evidence: false, notes: "" };
const note = "Wants two cranes by spring, Ivo decides";

describe("a meaningful contact", () => {
  test("is a call or meeting that is done with a result", () => {
    for (const one of [
      { type: "task" },
      { type: "letter" },
      { status: "planned" },
      { status: "missed" },
      { result: null },
    ])
      expect(isMeaningful({ ...call, seconds: 600, evidence: true, notes: note, ...one }, [])).toBe(false);
  });

  test("took half a minute, or is known to a provider, or has a note of twenty signs", () => {
    expect(isMeaningful(call, [])).toBe(false);
    expect([29, 30].map((seconds) => isMeaningful({ ...call, seconds }, []))).toEqual([false, true]);
    expect(isMeaningful({ ...call, evidence: true }, [])).toBe(true);
    expect(
      ["Nineteen signs here", "Twenty signs, at last"].map((notes) => isMeaningful({ ...call, notes }, [])),
    ).toEqual([false, true]);
    expect(isMeaningful({ ...call, type: "meeting", notes: note }, [])).toBe(true);
  });

  test("is not made by a note that its author wrote before, with other blanks, case or marks", () => {
    for (const before of [note, note.toUpperCase(), `  ${note}!!`, note.replaceAll(" ", "  ")])
      expect(isMeaningful({ ...call, notes: note }, [before])).toBe(false);
    expect(isMeaningful({ ...call, notes: note }, ["Asked for the price of one hoist"])).toBe(true);
    expect(isMeaningful({ ...call, notes: note, seconds: 45 }, [note])).toBe(true);
  });

  test("is late when it was written down more than three working days after the fact", () => {
    const workdays = (from: string, to: string): number => Number(to.slice(8)) - Number(from.slice(8));
    expect([isLate("2026-11-02", "2026-11-05", workdays), isLate("2026-11-02", "2026-11-06", workdays)]).toEqual([
      false,
      true,
    ]);
  });
});

describe("how alike two texts are", () => {
  test("is between none and all, the same both ways, and all for the same text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (one, other) => {
        const found = alike(one, other);
        expect(found).toBeGreaterThanOrEqual(0);
        expect(found).toBeLessThanOrEqual(1);
        expect(alike(other, one)).toBe(found);
        expect(alike(one, one)).toBe(1);
      }),
    );
  });
});
