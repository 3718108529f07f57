import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copyOfVisits, visits } from "../../support/plugin-folder.ts";
import { type Desk, openDesk } from "../../support/terminal.ts";

let desk: Desk;

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

describe("plugin lint", () => {
  test("says in a line that a plugin is in order, without settings or a database", async () => {
    const { code, out } = await desk.trellis(["plugin", "lint", visits], { DATABASE_URL: "postgresql://nowhere:1/x" });
    expect({ code, out }).toEqual({ code: 0, out: "visits 1.0.0 is in order: 1 kind, 1 field, 1 rule.\n" });
    expect(await readdir(desk.dataDir)).toEqual([]);
  });

  test("says everything that is wrong, with file, place and what to do, and ends with 3", async () => {
    const folder = await copyOfVisits();
    await folder.edit("plugin.json", (manifest) => void (manifest.id = "../x"));
    await folder.write("templates/list.hbs", "<p>\n{{#if a}}\n</p>");
    const { code, out, json } = await desk.trellis(["plugin", "lint", folder.path]);
    expect(code).toBe(3);
    expect(out).toContain(`problems in ${folder.path}`);
    expect(out).toContain("plugin.json#/id: “id” has a form that does not fit here: ../x.");
    expect(out).toMatch(/templates\/list\.hbs: Line \d: .*Correct the template\./);
    expect(json).toBeUndefined();
    const said = await desk.trellis(["plugin", "lint", folder.path, "--json"]);
    expect(said.json).toMatchObject({
      ok: false,
      problems: [{ place: "plugin.json#/id", code: "plugins.wrong_form" }, {}],
    });
  });

  test("speaks the language of the terminal", async () => {
    const { out } = await desk.trellis(["plugin", "lint", visits], { LANG: "de_DE.UTF-8" });
    expect(out).toContain("visits 1.0.0 ist in Ordnung");
  });
});
