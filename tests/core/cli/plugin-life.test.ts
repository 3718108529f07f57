// Modules from the command line, with the database: what is on, what does not fit together, and a plugin as one file.
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { newId } from "../../../core/kernel/ids.ts";
import { copyOfVisits, emptyFolder, type PluginFolder, visits } from "../../support/plugin-folder.ts";
import { type Desk, openDesk } from "../../support/terminal.ts";

// Each command starts the application.
vi.setConfig({ testTimeout: 90_000 });

let desk: Desk;

beforeAll(async () => {
  desk = await openDesk();
});
afterEach(async () => {
  await desk.db.query({ text: "drop schema if exists plugin_visits cascade" });
  for (const table of ["plugins", "plugin_operations", "plugin_objects", "plugin_nodes", "rules", "fields"])
    await desk.db.query({ text: `delete from ${table}` });
});
afterAll(() => desk.close());

/** `trellis` with plugins from this folder. */
const within =
  ({ path }: PluginFolder) =>
  (...argv: string[]) =>
    desk.trellis(argv, { TRELLIS_PLUGINS_DIR: path });

async function shop() {
  const own = await emptyFolder();
  await copyOfVisits(own);
  return { own, trellis: within(own) };
}

interface Listed {
  readonly id: string;
}
const listed = (json: unknown) => (json as Listed[]).find(({ id }) => id === "visits");

describe("plugin enable", () => {
  test("of one for another plugin API wants a reason, which stands in the trail", async () => {
    const { own, trellis } = await shop();
    await own.edit("visits/plugin.json", (manifest) => void (manifest["engines"] = { trellis: "^7.0.0" }));
    const refused = await trellis("plugin", "enable", "visits", "--agree");
    expect([refused.code, refused.errors]).toEqual([1, expect.stringContaining("^7.0.0")]);
    const on = await trellis("plugin", "enable", "visits", "--agree", "--despite-engine", "Tried on a copy.");
    expect([on.code, on.errors]).toEqual([0, ""]);
    const text = "select actor_id, detail from audit_events where record_id = 'visits' order by seq desc limit 1";
    expect(await desk.db.query({ text })).toMatchObject([
      { actor_id: "system:cli", detail: { despiteEngine: "Tried on a copy." } },
    ]);
  });
});

describe("plugin list", () => {
  test("says what the database knows: on, for some, off, and how long it took to come up", async () => {
    const { trellis } = await shop();
    const before = await trellis("plugin", "list", "--json");
    expect(listed(before.json)).toMatchObject({ state: "discovered", versionOn: null });
    const refused = await trellis("plugin", "enable", "visits");
    expect([refused.code, refused.errors]).toEqual([1, expect.stringContaining("company: read; deal: read")]);
    expect((await trellis("plugin", "enable", "visits", "--agree")).code).toBe(0);
    const loaded = JSON.stringify([{ id: "visits", version: "1.0.0", state: "on", failure: null, ms: 42 }]);
    const text = "insert into plugin_nodes (node, name, generation, loaded) values ($1, 'here 1', 99, $2)";
    await desk.db.query({ text, values: [newId(), loaded] });
    const { json, out } = await trellis("plugin", "list", "--json");
    expect(listed(json)).toMatchObject({ state: "enabled", version: "1.0.0", versionOn: "1.0.0", ms: 42 });
    expect((await trellis("plugin", "list")).out).toMatch(/visits +1\.0\.0 +folder +On +42/);
    expect(out).not.toContain("files say");
    await trellis("plugin", "enable", "visits", "--team", newId());
    expect(listed((await trellis("plugin", "list", "--json")).json)).toMatchObject({ state: "pilot" });
    await trellis("plugin", "disable", "visits");
    expect(listed((await trellis("plugin", "list", "--json")).json)).toMatchObject({ state: "installed" });
    await trellis("plugin", "remove", "visits");
    expect(listed((await trellis("plugin", "list", "--json")).json)).toMatchObject({ state: "archived" });
  });

  test("names what was on and has no files any more", async () => {
    const { own, trellis } = await shop();
    await trellis("plugin", "enable", "visits", "--agree");
    await rm(join(own.path, "visits"), { recursive: true });
    expect(listed((await trellis("plugin", "list", "--json")).json)).toMatchObject({ state: "missing", version: null });
  });

  test("says plainly when it only knows the files", async () => {
    const { own } = await shop();
    const env = { TRELLIS_PLUGINS_DIR: own.path, DATABASE_URL: "" };
    const { code, out } = await desk.trellis(["plugin", "list"], env);
    expect(code).toBe(0);
    expect(out).toMatch(/visits +1\.0\.0 +folder +can be used/);
    expect(out).toContain("This is what the files say; what is on is not known: no database runs here");
  });
});

describe("plugin upgrade", () => {
  test("brings a plugin to the version beside it, and says what more it asks for", async () => {
    const { own, trellis } = await shop();
    await trellis("plugin", "enable", "visits", "--agree");
    const newer = await copyOfVisits(own, "visits-1.1.0");
    await newer.edit("plugin.json", (manifest) => {
      manifest.version = "1.1.0";
      manifest.requests.hosts = ["maps.example"];
    });
    const refused = await trellis("plugin", "upgrade", "visits");
    expect(refused.errors).toContain("has agreed yet to what module “visits” asks for: maps.example");
    expect((await trellis("plugin", "upgrade", "visits", "--agree", "--json")).json).toMatchObject({
      versionOn: "1.1.0",
      state: "enabled",
    });
  });
});

describe("plugin export", () => {
  test("writes what a plugin keeps as lines, also when it was put away", async () => {
    const { trellis } = await shop();
    await trellis("plugin", "enable", "visits", "--agree");
    const put = `insert into plugin_visits.visits (id, created_by, updated_by, subject, company_id) values ($1, 'x', 'x', $2, null)`;
    for (const subject of ["Roof", "Cellar"]) await desk.db.query({ text: put, values: [newId(), subject] });
    for (const verb of ["disable", "remove"]) await trellis("plugin", verb, "visits");
    const { code, out } = await trellis("plugin", "export", "visits");
    const lines = out.trim().split("\n");
    const rows = lines.map((line) => JSON.parse(line) as { table: string; row: { subject: string } });
    expect([code, rows.map(({ table, row }) => `${table} ${row.subject}`).toSorted()]).toEqual([
      0,
      ["visits Cellar", "visits Roof"],
    ]);
    expect((await trellis("plugin", "export", "nobody")).code).toBe(1);
  });

  test("has what it keeps in records of others, by their ids, and no more tables than it says", async () => {
    const { own, trellis } = await shop();
    await own.edit("visits/plugin.json", (m) => void Object.assign(m, { data: { export: [] }, stageRules: [] }));
    await own.edit("visits/fields/deal-visit-report.json", (field) => void (field.kind = "company"));
    await own.remove("visits/rules/won-deals-have-a-report.json");
    await trellis("plugin", "enable", "visits", "--agree");
    const [field] = await desk.db.query<{ name: string }>({
      text: "select 'cf_' || storage as name from fields where key = 'visit_report'",
    });
    const [visit, company] = [newId(), newId()];
    await desk.db.query({
      text: "insert into plugin_visits.visits (id, created_by, updated_by, subject) values ($1, 'x', 'x', 'Roof')",
      values: [visit],
    });
    const put = `insert into companies (id, created_by, updated_by, name, ${field?.name}) values ($1, 'x', 'x', 'Kolev', 'Went well')`;
    await desk.db.query({ text: put, values: [company] });
    const { out } = await trellis("plugin", "export", "visits");
    expect(
      out
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([{ kind: "company", id: company, fields: { visit_report: "Went well" } }]);
    await desk.db.query({ text: `alter table companies drop column ${field?.name}` });
  });
});

describe("plugin doctor", () => {
  const troubles = async (trellis: ReturnType<typeof within>) => {
    const { code, json } = await trellis("plugin", "doctor", "--json");
    const { troubles: all } = json as { troubles: { code: string; name: string }[] };
    return [code, ...all.map((one) => `${one.code} ${one.name}`)];
  };

  test("finds nothing where everything fits together", async () => {
    const { trellis } = await shop();
    await trellis("plugin", "enable", "visits", "--agree");
    const { code, out } = await trellis("plugin", "doctor");
    expect([code, out]).toEqual([0, "Database, files and processes agree.\n"]);
  });

  test("finds files that are gone, tables that are gone, and those that are nobody's", async () => {
    const { own, trellis } = await shop();
    await trellis("plugin", "enable", "visits", "--agree");
    await desk.db.query({ text: "drop table plugin_visits.visits cascade" });
    expect(await troubles(trellis)).toEqual([3, "object_gone visits"]);
    await trellis("plugin", "disable", "visits");
    await trellis("plugin", "enable", "visits");
    await desk.db.query({ text: "create schema plugin_orphan" });
    expect(await troubles(trellis)).toEqual([0, "schema_of_nobody plugin_orphan"]);
    await desk.db.query({ text: "drop schema plugin_orphan" });
    await rm(join(own.path, "visits"), { recursive: true });
    expect(await troubles(trellis)).toEqual([3, "no_files visits"]);
    await desk.db.query({ text: "delete from plugins" });
    expect(await troubles(trellis)).toEqual([0, "part_of_nobody visits", "part_of_nobody visits"]);
  });

  test("finds files that were changed without a new version", async () => {
    const { own, trellis } = await shop();
    await trellis("plugin", "enable", "visits", "--agree");
    const kind = join(own.path, "visits/kinds/visit.json");
    const shape = JSON.parse(await readFile(kind, "utf8")) as { fields: object };
    const fields = { ...shape.fields, weather: { "x-type": "text", "x-label": "visits.field.visitOn" } };
    await writeFile(kind, JSON.stringify({ ...shape, fields }));
    expect(await troubles(trellis)).toEqual([3, "other_files visits"]);
  });

  test("finds what is stuck, processes that differ, and those that are dead", async () => {
    const { trellis } = await shop();
    await trellis("plugin", "enable", "visits", "--agree");
    const node = `insert into plugin_nodes (node, name, generation, seen_at) values
      ('${newId()}', 'safe 1', 99, now()), ('${newId()}', 'dead 2', 99, now() - interval '5 minutes')`;
    await desk.db.query({ text: node });
    const operation = `insert into plugin_operations (id, plugin, action, version, actor_id, node, state, beat_at) values
      ('${newId()}', 'visits', 'disable', '1.0.0', 'cli', '${newId()}', 'running', now() - interval '5 minutes')`;
    await desk.db.query({ text: operation });
    expect(await troubles(trellis)).toEqual([3, "stuck visits", "drift safe 1", "silent dead 2"]);
    expect((await trellis("plugin", "nodes")).code).toBe(3);
    const { out } = await trellis("plugin", "doctor");
    expect(out).toContain("Any process that runs ends it within seconds: start one.");
  });
});

describe("a plugin as one file", () => {
  test("is packed the same each time, and installed elsewhere without running", async () => {
    const [out, target] = [await emptyFolder(), await emptyFolder()];
    const file = join(out.path, "visits.tgz");
    const packed = await desk.trellis(["plugin", "pack", visits, "--out", file, "--json"]);
    const first = await readFile(file);
    const again = await desk.trellis(["plugin", "pack", visits, "--out", file, "--json"]);
    expect(again.json).toEqual(packed.json);
    expect((await readFile(file)).equals(first)).toBe(true);
    const trellis = within(target);
    const { sha256 } = packed.json as { sha256: string };
    expect((await trellis("plugin", "install", file, "--json")).json).toMatchObject({ id: "visits", sha256 });
    expect(listed((await trellis("plugin", "list", "--json")).json)).toMatchObject({ state: "discovered" });
    const twice = await trellis("plugin", "install", file);
    expect([twice.code, twice.errors]).toEqual([1, expect.stringContaining("is here already")]);
    expect((await trellis("plugin", "install", join(out.path, "none.tgz"))).code).toBe(2);
  });

  test("is not packed when lint finds something, and ends with 3", async () => {
    const folder = await copyOfVisits();
    await folder.edit("plugin.json", (manifest) => void (manifest.version = "new"));
    const file = join(folder.path, "out.tgz");
    const { code, out } = await desk.trellis(["plugin", "pack", folder.path, "--out", file]);
    expect([code, out]).toEqual([3, expect.stringContaining("“new” is not a version")]);
    await expect(readFile(file)).rejects.toThrow("ENOENT");
  });
});
