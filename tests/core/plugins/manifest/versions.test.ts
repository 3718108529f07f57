import { describe, expect, test } from "vitest";
import { isIn, isRange, isVersion } from "../../../../core/plugins/manifest/versions.ts";

describe("versions", () => {
  test.each(["0.1.0", "1.2.3", "1.2.3-rc.1", "10.20.30-alpha-x"])("%s is one", (text) =>
    expect(isVersion(text)).toBe(true),
  );
  test.each(["1.2", "v1.2.3", "01.2.3", "1.2.3-", "1.2.3-a..b", "latest", ""])("%j is none", (text) =>
    expect(isVersion(text)).toBe(false),
  );
});

describe("ranges", () => {
  test.each([
    ["^1.2.0", ["1.2.0", "1.9.9"], ["1.1.9", "2.0.0", "2.0.0-rc.1"]],
    ["^0.1.0", ["0.1.0", "0.1.9"], ["0.2.0", "0.0.9"]],
    ["^0.0.3", ["0.0.3"], ["0.0.4"]],
    ["^0", ["0.9.9"], ["1.0.0"]],
    ["~1.2.3", ["1.2.3", "1.2.9"], ["1.3.0"]],
    ["~1", ["1.9.0"], ["2.0.0"]],
    ["1.x", ["1.0.0", "1.9.9"], ["2.0.0"]],
    ["*", ["0.0.1", "9.0.0"], ["1.0.0-rc.1"]],
    ["", ["0.0.1"], []],
    [">=1.2.0 <2", ["1.2.0", "1.99.0"], ["1.1.0", "2.0.0"]],
    [">1", ["2.0.0"], ["1.9.9"]],
    ["<=1.2", ["1.2.9"], ["1.3.0"]],
    ["1.0.0 - 2.1", ["1.0.0", "2.1.9"], ["0.9.0", "2.2.0"]],
    ["1.2.3", ["1.2.3"], ["1.2.4"]],
    ["^1.0.0 || ^3.0.0", ["1.5.0", "3.0.1"], ["2.0.0", "4.0.0"]],
    [">=2.0.0-rc.1", ["2.0.0-rc.1", "2.0.0-rc.10", "2.0.0", "2.1.0"], ["2.0.0-beta", "2.1.0-rc.1"]],
  ])("%j holds %j and not %j", (range, inside, outside) => {
    expect(isRange(range)).toBe(true);
    expect(inside.filter((version) => !isIn(version, range))).toEqual([]);
    expect(outside.filter((version) => isIn(version, range))).toEqual([]);
  });

  test.each(["new", "1.2.3.4", "^", "^^1", ">1 <", "1.2.3 -2", "01.2.3"])("%j is none, and holds nothing", (range) => {
    expect(isRange(range)).toBe(false);
    expect(isIn("1.2.3", range)).toBe(false);
  });
});
