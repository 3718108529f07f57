// docs/extension-points.md names every way to add something, with somebody who uses it.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../support/sources.ts";

const read = (file: string): string => readFileSync(join(root, file), "utf8");
const page = read("docs/extension-points.md");

/** What a row says: the name of the point, its cells, and the file that uses it. */
const rows = new Map(
  [...page.matchAll(/^\| `([\w.]+)` \|(.*)\|$/gm)].map(([, name = "", rest = ""]) => [
    name,
    { cells: rest.split(" | ").map((cell) => cell.trim()), user: /\]\(\.\.\/([^)]+)\) *$/.exec(rest)?.[1] ?? "" },
  ]),
);

const door = /export interface Host \{([\s\S]*?)\n\}/.exec(read("core/plugins/plugin.ts"))?.[1] ?? "";
const ways = [...door.matchAll(/^ {2}(\w+)[(<]/gm)].map(([, name = ""]) => `host.${name}`);

interface Schema {
  readonly properties: Readonly<Record<string, Schema>>;
}
const manifest = JSON.parse(read("core/plugins/manifest/plugin.schema.json")) as Schema;
/** Words of the manifest that say what a plugin is, and add nothing. */
const identity = [
  "$schema",
  "id",
  "version",
  "name",
  "description",
  "category",
  "icon",
  "engines",
  "main",
  "timeouts",
].concat(["dependencies", "optionalDependencies", "conflicts", "contributes"]);
const keys = [
  ...Object.keys(manifest.properties).filter((key) => !identity.includes(key)),
  ...Object.keys(manifest.properties["contributes"]?.properties ?? {}).map((key) => `contributes.${key}`),
];

/** What to write where a point is missing. */
const lineFor = (name: string): string =>
  `docs/extension-points.md needs the line: | \`${name}\` | what it adds | ${name.startsWith("host.") ? "arguments" : "what it says of each"} | who gets it, limits | [plugin](../path/of/a/file/that/uses/it) |`;

describe("docs/extension-points.md", () => {
  test("reads the real door and the real manifest", () => {
    expect(ways.length).toBeGreaterThan(15);
    expect(keys.length).toBeGreaterThan(15);
  });
  test("has every way of the door", () => {
    expect(ways.filter((way) => !rows.has(way)).map(lineFor)).toEqual([]);
  });
  test("has every key of the manifest that adds something", () => {
    expect(keys.filter((key) => !rows.has(key)).map(lineFor)).toEqual([]);
  });
  test("has nothing that is gone", () => {
    expect([...rows.keys()].filter((name) => ![...ways, ...keys].includes(name))).toEqual([]);
  });
  test("says of each what it adds, its arguments, who gets it, and who uses it", () => {
    const poor = [...rows].filter(([, { cells }]) => cells.length !== 4 || cells.some((cell) => cell === ""));
    expect(poor.map(([name]) => lineFor(name))).toEqual([]);
  });
  test.each([...rows].map(([name, { user }]) => ({ name, user })))("$name is used by $user", ({ name, user }) => {
    expect(existsSync(join(root, user)), `${lineFor(name)}; there is no file "${user}"`).toBe(true);
    expect(uses(user, name), `${user} does not use ${name}: name a plugin, an area or a fixture that does`).toBe(true);
  });
});

function uses(file: string, name: string): boolean {
  if (name.startsWith("host.")) return read(file).includes(`${name}(`);
  const said = JSON.parse(read(file)) as Record<string, unknown>;
  const [first = "", second] = name.split(".");
  const value = second === undefined ? said[first] : (said[first] as Record<string, unknown> | undefined)?.[second];
  return Object.keys((value ?? {}) as object).length > 0;
}
