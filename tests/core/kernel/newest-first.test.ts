import { expect, test } from "vitest";
import { newestFirst } from "../../../core/kernel/clock.ts";

const at = (text: string) => ({ at: text });

test("the newer moment comes first, to the microsecond, however many signs it is written with", () => {
  const moments = [
    "2026-11-27T06:07:00.123456Z",
    "2026-11-27T06:07:00.123Z",
    "2026-11-27T06:07:00.12Z",
    "2026-11-27T06:07:00Z",
  ];
  expect(moments.map(at).toReversed().toSorted(newestFirst)).toEqual(moments.map(at));
});

test("what happened at one moment stays in the order it was in", () => {
  const lines = [1, 2, 3].map((line) => ({ line, at: "2026-11-27T06:07:00.5Z" }));
  expect(lines.toSorted(newestFirst)).toEqual(lines);
});
