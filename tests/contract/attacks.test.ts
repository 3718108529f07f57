// Which attack is tried by which test: docs/attacks.md claims nothing that the tests do not say themselves, and leaves out nothing they say.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");

/** `case 5`, `cases 28 and 29`, as names of tests say it; comments at the head of a file count for nothing. */
const spoken = (text: string): string[] =>
  [...text.replaceAll(/^\/\/.*$/gm, "").matchAll(/\bcases? (\d+(?:(?:, | and )\d+)*)/g)]
    .flatMap(([, numbers = ""]) => numbers.match(/\d+/g) ?? [])
    .filter((number, at, all) => all.indexOf(number) === at);

const claimed = [...read("docs/attacks.md").matchAll(/^\| (\d+) \|.*$/gm)].flatMap(([line, number = ""]) =>
  [...line.matchAll(/\]\(\.\.\/(tests\/[^)]+)\)/g)].map(([, file = ""]) => `${number} ${file}`),
);
const said = globSync("tests/{core,journeys,slow}/**/*.test.ts", { cwd: root }).flatMap((file) =>
  spoken(read(file)).map((number) => `${number} ${file}`),
);

describe("docs/attacks.md", () => {
  test("claims what tests say by name, and all of it", () => {
    expect(claimed.length).toBeGreaterThan(40);
    expect(claimed.toSorted()).toEqual(said.toSorted());
  });

  test("would notice a case that nobody tries", () => {
    expect(spoken('// case 4\ndescribe("cases 28 and 29: a field")\ntest("of 5")')).toEqual(["28", "29"]);
  });
});
