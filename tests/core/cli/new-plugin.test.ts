// A plugin is begun by one command, and is in order from its first minute.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { namesFor } from "../../../core/cli/new-plugin/names.ts";
import { root } from "../../support/sources.ts";
import { type Desk, openDesk } from "../../support/terminal.ts";

const run = promisify(execFile);
let desk: Desk;
let own: string;

beforeAll(async () => {
  desk = await openDesk();
  own = await mkdtemp(join(tmpdir(), "trellis-own-plugins-"));
});
afterAll(async () => {
  await desk.close();
  await rm(own, { recursive: true });
});

describe("the name of a plugin", () => {
  test.each([
    ["visits", "visit", "visits"],
    ["site-visits", "site_visit", "site-visits"],
    ["warehouse", "warehouse", "warehouses"],
    ["delivery", "delivery", "deliveries"],
    ["deliveries", "delivery", "deliveries"],
    ["boxes", "box", "boxes"],
    ["houses", "house", "houses"],
    ["campus", "campus", "campuses"],
  ])("%s is about one %s and many %s", (id, kind, plural) => {
    expect(namesFor(id)).toEqual({ id, kind, plural });
  });

  test.each(["", "a", "Visits", "1st", "x-", "a--b", "a_b", "../x", "deals", "user", "x".repeat(39)])(
    "%j is refused with what to do",
    async (name) => {
      const { code, errors } = await desk.trellis(["plugin", "new", name, "--to", own]);
      expect(code).toBe(2);
      expect(errors).toContain("cannot be the name of a plugin: take 2 to 38 small letters");
    },
  );
});

test("with --dry-run nothing is written", async () => {
  const { code, out } = await desk.trellis(["plugin", "new", "trips", "--to", own, "--dry-run"]);
  expect([code, out]).toEqual([0, expect.stringContaining(join(own, "trips"))]);
  expect(existsSync(join(own, "trips"))).toBe(false);
});

test("neither a folder nor another plugin's name is taken over", async () => {
  await desk.trellis(["plugin", "new", "tours", "--to", own]);
  const before = await readFile(join(own, "tours/plugin.json"), "utf8");
  const again = await desk.trellis(["plugin", "new", "tours", "--to", own]);
  expect([again.code, again.errors]).toEqual([1, expect.stringContaining("is there already, and is left as it is")]);
  expect(await readFile(join(own, "tours/plugin.json"), "utf8")).toBe(before);
  const other = await desk.trellis(["plugin", "new", "tour", "--to", own]);
  expect([other.code, other.errors]).toEqual([1, expect.stringContaining("is taken by plugin “tours”")]);
});

describe("a plugin outside of the product's folder", () => {
  let folder: string;
  const product = (command: string, args: readonly string[]) =>
    run(process.execPath, [join(root, command), ...args], { cwd: root, env: { ...process.env, NO_COLOR: "1" } });

  beforeAll(async () => {
    folder = join(own, "site-visits");
    const { code, out } = await desk.trellis(["plugin", "new", "site-visits", "--to", own]);
    expect([code, out]).toEqual([0, `Plugin site-visits is in ${folder}.\nNext: npm run dev ${folder}\n`]);
  });

  test("is in order", async () => {
    const { out } = await desk.trellis(["plugin", "lint", folder]);
    expect(out).toBe("site-visits 0.1.0 is in order: 1 kind, 0 fields, 0 rules.\n");
  });

  test("is formatted, and the linter has nothing to say", async () => {
    await product("node_modules/@biomejs/biome/bin/biome", ["format", "--config-path", root, folder]);
    await product("node_modules/oxlint/bin/oxlint", ["-c", ".oxlintrc.json", "--deny-warnings", folder]);
  });

  test("has the types of trellis/sdk and trellis/testing", async () => {
    await product("node_modules/typescript/bin/tsc", ["--noEmit", "-p", folder]);
  });
});
