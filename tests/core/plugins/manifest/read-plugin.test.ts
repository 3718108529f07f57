import { execFile } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { readPlugin } from "../../../../core/plugins/manifest/read-plugin.ts";
import { copyOfVisits, faultsIn, visits } from "../../../support/plugin-folder.ts";

describe("a good plugin", () => {
  test("is read whole, and none of its code runs", async () => {
    const read = await readPlugin(visits);
    expect(read).toMatchObject({
      ok: true,
      value: {
        manifest: { id: "visits", version: "1.0.0" },
        kinds: [{ name: "visit", plural: "visits", owner: "visits", table: "plugin_visits.visits" }],
        fields: [{ kind: "deal", key: "visit_report" }],
        rules: [{ kind: "deal", effect: "required", field: "custom.visit_report", stage: null, message: null }],
        migrations: [],
      },
    });
  });

  test("has a hash that any change of any file changes", async () => {
    const folder = await copyOfVisits();
    const hash = async () => {
      const read = await readPlugin(folder.path);
      return read.ok && read.value.hash;
    };
    const before = await hash();
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect(await hash()).toBe(before);
    await folder.write("assets/note.txt", "x");
    const after = await hash();
    expect(after).not.toBe(before);
    await folder.write("assets/note.txt", "y");
    expect(await hash()).not.toBe(after);
  });

  test("may have code, templates and migrations beside it", async () => {
    const folder = await copyOfVisits();
    await folder.write("index.ts", "throw new Error('never run');");
    await folder.write("templates/_map.hbs", `<p>{{t "visits.one"}} {{place}}</p>`);
    await folder.write("templates/map.hbs", `{{#if ok}}{{> visits/_map place="x"}}{{/if}}{{t "web.cancel"}}`);
    await folder.write("migrations/0001-stock.sql", "create table stock (id uuid primary key);");
    await folder.write("node_modules/other/index.js", "");
    await folder.edit("plugin.json", (manifest) => {
      manifest.main = "index.ts";
      manifest.migrations = [{ id: "0001-stock", phase: "expand" }];
      manifest.contributes.routes = [{ path: "/api/v1/visits/map", permission: "visits.plan" }];
    });
    expect(await faultsIn(folder)).toEqual([]);
    expect(await readPlugin(folder.path)).toMatchObject({
      value: { migrations: [{ id: "0001-stock", phase: "expand" }] },
    });
  });
});

describe("templates", () => {
  test.each([
    ["{{#if a}}", "bad_template"],
    ["{{frobnicate a}}", "bad_template"],
    ["{{{notes}}}", "unescaped"],
    ["{{&notes}}", "unescaped"],
    ["{{> visits/_nothing}}", "unknown_partial"],
    ["{{> ../../../etc/_passwd}}", "unknown_partial"],
  ])("%s is refused: %s", async (source, code) => {
    const folder = await copyOfVisits();
    await folder.write("templates/list.hbs", `<p>\n${source}</p>`);
    expect((await faultsIn(folder)).map((one) => one.split(": plugins.")[1])).toContain(code);
  });

  test("show words that there are", async () => {
    const folder = await copyOfVisits();
    await folder.write("templates/list.hbs", `{{t "visits.nothing"}}`);
    expect(await faultsIn(folder)).toEqual(["templates/list.hbs#line 1: plugins.unknown_key"]);
  });
});

describe("migrations", () => {
  test("are those that plugin.json means, all of them, in order", async () => {
    const folder = await copyOfVisits();
    const one = (id: string, more = {}) => ({ id, phase: "expand", ...more });
    for (const id of ["0001-a", "0002-b", "0003-c"]) await folder.write(`migrations/${id}.sql`, "select 1;");
    await folder.edit(
      "plugin.json",
      (m) => void (m.migrations = [one("0002-b", { checksum: "0".repeat(64) }), one("0001-a")]),
    );
    expect((await faultsIn(folder)).sort()).toEqual([
      "migrations/0002-b.sql: plugins.checksum",
      "migrations/0003-c.sql: plugins.not_named",
      "plugin.json#/migrations/1: plugins.migration_order",
    ]);
  });
});

describe("the folder", () => {
  test("holds no link, wherever it leads", async () => {
    const folder = await copyOfVisits();
    await symlink("/etc/passwd", join(folder.path, "assets.txt"));
    await symlink("..", join(folder.path, "up"));
    await symlink("en.json", join(folder.path, "locales/xx.json"));
    expect(await faultsIn(folder)).toEqual(
      expect.arrayContaining(["assets.txt: plugins.link", "up: plugins.link", "locales/xx.json: plugins.link"]),
    );
  });

  test("holds files and folders only, under names that work everywhere", async () => {
    const folder = await copyOfVisits();
    await promisify(execFile)("mkfifo", [join(folder.path, "pipe")]);
    for (const name of ["a b", "x:y", "con.txt", "ä", "back\\slash", "end."])
      await writeFile(join(folder.path, name), "");
    const found = await faultsIn(folder);
    expect(found).toContain("pipe: plugins.no_plain_file");
    expect(found.filter((one) => one.endsWith("bad_file_name"))).toHaveLength(6);
  });

  test("has no two files that differ in capitals alone", async () => {
    const folder = await copyOfVisits();
    await folder.write("a.txt", "");
    await folder.write("A.txt", "");
    expect(await faultsIn(folder)).toEqual(["a.txt: plugins.case_twin"]);
  });

  test("has an end: in depth, number and size", async () => {
    const folder = await copyOfVisits();
    await mkdir(join(folder.path, "a/".repeat(14)), { recursive: true });
    await folder.write("large.bin", "x".repeat(5 * 1024 ** 2 + 1));
    for (let at = 0; at < 2_001; at++) await writeFile(join(folder.path, "locales", `${at}.txt`), "");
    const found = await faultsIn(folder);
    expect(found).toContain(`${"a/".repeat(12)}a: plugins.too_deep`);
    expect(found.map((one) => one.split(": ").at(-1))).toContain("plugins.too_many_files");
  });
});
