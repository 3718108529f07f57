import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copyOfVisits, emptyFolder, visits } from "../../support/plugin-folder.ts";
import { root } from "../../support/sources.ts";
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

  test("knows the kinds of plugins that a plugin needs", async () => {
    const { code, out } = await desk.trellis(["plugin", "lint", join(root, "plugins/warehouse")]);
    expect(out).toMatch(/^warehouse \S+ is in order/);
    expect(code).toBe(0);
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

describe("plugin list and plugin info", () => {
  test("say what there is, and why something cannot be used", async () => {
    const own = await emptyFolder();
    await copyOfVisits(own, "good");
    const lost = await copyOfVisits(own, "lost");
    await lost.edit(
      "plugin.json",
      (manifest) => void Object.assign(manifest, { id: "tours", dependencies: { maps: "^2.0.0" } }),
    );
    const env = { TRELLIS_PLUGINS_DIR: own.path };
    const all = await desk.trellis(["plugin", "list", "--json"], env);
    const local = (all.json as { from: string }[]).filter(({ from }) => from !== "bundled");
    expect(local).toMatchObject([
      { id: "tours", state: "unreadable", problems: [{ code: "plugins.name_not_own" }] },
      { id: "visits", version: "1.0.0", from: "local", state: "discovered", problems: [] },
    ]);
    expect((await desk.trellis(["plugin", "list"], env)).out).toMatch(
      /^Plugin .*\n(.* bundled .*\n)*tours .* folder +faulty .*\nvisits +1\.0\.0 +folder +can be used\n/,
    );
  });

  test("tell of needs that are not met", async () => {
    const own = await emptyFolder();
    const lost = await copyOfVisits(own);
    await lost.edit(
      "plugin.json",
      (manifest) => void Object.assign(manifest, { dependencies: { maps: "^2.0.0" }, engines: { trellis: "^9.0.0" } }),
    );
    const env = { TRELLIS_PLUGINS_DIR: own.path };
    const { json, out } = await desk.trellis(["plugin", "info", "visits", "--json"], env);
    expect(json).toMatchObject({
      state: "incompatible",
      problems: [{ code: "plugins.other_engine" }, { code: "plugins.need_missing" }],
      manifest: { id: "visits", dependencies: { maps: "^2.0.0" } },
    });
    expect(out).toContain("It needs the plugin maps ^2.0.0, which is not here. Install it first.");
  });

  test("show all that a plugin brings and asks for, before it does anything", async () => {
    const { code, out } = await desk.trellis(["plugin", "info", "visits"], { TRELLIS_PLUGINS_DIR: `${visits}/..` });
    expect(code).toBe(0);
    for (const line of [
      "visits 1.0.0: Visits",
      "deal.visit_report",
      "visits.plan",
      "/visits (visits.read)",
      "company: read",
    ])
      expect(out).toContain(line);
    expect(out).not.toContain("undefined");
  });

  test("do not know a plugin that is not there", async () => {
    const { code, errors } = await desk.trellis(["plugin", "info", "nothing"]);
    expect(code).toBe(1);
    expect(errors).toContain("There is no plugin “nothing”.");
  });

  test("say so when there are none", async () => {
    const { code, json } = await desk.trellis(["plugin", "list", "--json"], {
      TRELLIS_PLUGINS_DIR: (await emptyFolder()).path,
    });
    expect({ code, json: (json as { from: string }[]).filter(({ from }) => from !== "bundled") }).toEqual({
      code: 0,
      json: [],
    });
  });
});
