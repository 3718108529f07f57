// The types of what a plugin declares in its files.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { typeFile } from "../../../../core/plugins/types/type-file.ts";
import { readPlugin } from "../../../../core/plugins/manifest/read-plugin.ts";
import { copyOfVisits } from "../../../support/plugin-folder.ts";
import { type Desk, openDesk } from "../../../support/terminal.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

test("are those of its kinds, found by the kind's name", async () => {
  const { path } = await copyOfVisits();
  const { code, out } = await desk.trellis(["plugin", "types", path]);
  expect([code, out]).toEqual([0, "generated.ts of visits is written.\n"]);
  const text = await readFile(join(path, "generated.ts"), "utf8");
  expect(text).toContain("export interface Visit {\n  readonly subject: string;\n  readonly company: string | null;\n");
  expect(text).toContain('  readonly state: "planned" | "done" | "reported" | null;\n');
  expect(text).toContain('declare module "trellis/sdk" {\n  interface KindValues {\n    visit: Visit;\n  }\n}\n');
  expect((await desk.trellis(["plugin", "types", path])).out).toBe("visits has nothing new to tell the types of.\n");
});

test("are those of its settings, each once", async () => {
  const folder = await copyOfVisits();
  const read = await readPlugin(folder.path);
  if (!read.ok) throw new Error("the fixture is broken");
  const limit = { "x-type": "integer", "x-label": { en: "Limit" } } as const;
  const manifest = { ...read.value.manifest, settings: { company: { limit }, user: { limit } } };
  expect(typeFile({ manifest, kinds: [] })).toMatch(
    /export interface Settings \{\n {2}readonly limit: number \| null;\n\}\n$/,
  );
});

test("that are stale are told by lint", async () => {
  const folder = await copyOfVisits();
  await desk.trellis(["plugin", "types", folder.path]);
  expect((await desk.trellis(["plugin", "lint", folder.path])).code).toBe(0);
  await folder.edit("kinds/visit.json", (kind) => void (kind.fields.subject["x-required"] = false));
  const { code, out } = await desk.trellis(["plugin", "lint", folder.path]);
  expect([code, out]).toEqual([3, expect.stringContaining("“trellis plugin types” writes them anew")]);
});

test("of a plugin with mistakes are not written", async () => {
  const folder = await copyOfVisits();
  await folder.edit("plugin.json", (manifest) => void (manifest.icon = "smile"));
  const { code, errors } = await desk.trellis(["plugin", "types", folder.path]);
  expect([code, errors]).toEqual([1, expect.stringContaining("smile")]);
});
