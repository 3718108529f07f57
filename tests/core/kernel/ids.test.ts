import { expect, test, vi } from "vitest";
import { isId, newId } from "../../../core/kernel/ids.ts";

test("ids are never the same, and sort as they were made, also within one millisecond", () => {
  const made = Array.from({ length: 20_000 }, newId);

  expect(new Set(made).size).toBe(made.length);
  expect(made.every(isId)).toBe(true);
  expect([...made].sort()).toEqual(made);
});

test("a clock that goes back does not bring ids out of order", () => {
  const before = newId();
  vi.useFakeTimers({ now: Date.now() - 60_000 });
  const after = newId();
  vi.useRealTimers();

  expect(after > before).toBe(true);
});

test("an id begins with the time it was made", () => {
  const msecs = Number.parseInt(newId().replaceAll("-", "").slice(0, 12), 16);

  expect(Math.abs(msecs - Date.now())).toBeLessThan(1_000);
});
