// A module that is on gets a newer version, in several processes, and nothing is taken away that one of them still needs.
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { buildApp } from "../../../../core/app/build-app.ts";
import { inside } from "../../../../core/app/inside.ts";
import { newId } from "../../../../core/kernel/ids.ts";
import { openLog } from "../../../../core/kernel/log.ts";
import { findPlugins } from "../../../../core/plugins/found/find.ts";
import { Journal } from "../../../../core/plugins/life/journal.ts";
import { Upkeep } from "../../../../core/plugins/life/upkeep.ts";
import type { FieldSchema } from "../../../../core/records/fields/field.ts";
import { services } from "../../../../core/sdk/services.ts";
import { readSettings } from "../../../../core/settings/read-settings.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { applicationSettings } from "../../../support/database.ts";
import { copyOfVisits, type PluginFolder } from "../../../support/plugin-folder.ts";
import { until } from "../../../support/until.ts";

let folder: string;
let app: TestApp;
let admin: TestPerson;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trellis-plugins-"));
  app = await startTestApp({ pluginsDir: folder });
  admin = await app.person("admin");
});
afterEach(async () => {
  await plugins()
    .disable(admin.actor, "visits")
    .catch(() => undefined);
  await plugins().remove(admin.actor, "visits");
  await plugins().purge(admin.actor, "visits", { typed: "visits", force: true });
  await app.db.query({ text: "delete from plugin_nodes" });
  await app.db.query({ text: "delete from plugin_operations" });
  await rm(folder, { recursive: true, force: true });
});
afterAll(() => app.stop());

const plugins = () => app.get(services.plugins);
const enable = () => plugins().enable(admin.actor, "visits", { agreed: "everything" });
const tend = () => app.get(inside.upkeep).tend();
const report = () => app.get(inside.nodes).report(app.get(inside.live).generation, app.get(inside.live).loaded);

/** `visits` in a version of its own folder, so that versions lie side by side, or in the same as the one before. */
async function version(name: string, { below = folder, at = `visits-${name}`, edit = () => undefined }: Version = {}) {
  const copy = await copyOfVisits({ path: below } as PluginFolder, at);
  await copy.edit("plugin.json", (manifest) => {
    manifest.version = name;
    edit(manifest);
  });
  return copy;
}

interface Version {
  readonly below?: string;
  readonly at?: string;
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly edit?: (manifest: any) => unknown;
}

/** 1.0.0 has a table `notes` with a column `old`; 2.0.0 adds `new` first, and takes `old` away at last. */
async function twoVersions(): Promise<void> {
  const make = { id: "0001-notes", phase: "expand" };
  const one = await version("1.0.0", { edit: (manifest) => (manifest.migrations = [make]) });
  const more = [make, { id: "0002-new", phase: "expand" }, { id: "0003-old", phase: "contract" }];
  const two = await version("2.0.0", { edit: (manifest) => (manifest.migrations = more) });
  for (const { write } of [one, two]) await write("migrations/0001-notes.sql", "create table notes (old text)");
  await two.write("migrations/0002-new.sql", "alter table notes add column new text");
  await two.write("migrations/0003-old.sql", "alter table notes drop column old");
}

async function columns(): Promise<string[]> {
  const text = `select column_name as name from information_schema.columns
    where table_schema = 'plugin_visits' and table_name = 'notes' order by name`;
  return (await app.db.query<{ name: string }>({ text })).map(({ name }) => name);
}

/** Another process, which finds its plugins in a folder of its own. */
async function otherProcess(pluginsDir: string) {
  const [row] = await app.db.query<{ name: string }>({ text: "select current_database() as name" });
  const { connection } = applicationSettings(row?.name ?? "");
  const env = { TRELLIS_SECRET: "a secret for tests only, 32 signs", TRELLIS_PLUGINS_DIR: pluginsDir };
  const built = await buildApp({ settings: readSettings(env), db: app.db, connection, log: openLog("fatal") });
  const live = built.get(inside.live);
  return {
    look: () => live.look({ again: true }),
    says: async () => await built.get(inside.nodes).report(live.generation, live.loaded),
    has: () => live.loaded.map(({ version: one, state }) => `${state} ${one}`).join(),
    dies: () => app.db.query({ text: "update plugin_nodes set seen_at = now() - interval '2 minutes'" }),
  };
}

describe("a newer version beside the one that is on", () => {
  test("waits until it is asked for, and then is there with everything that was entered", async () => {
    await version("1.0.0");
    await enable();
    const made = await admin.api("POST", "/api/v1/visits", { subject: "Harbour" });
    const { id } = (await made.json()) as { id: string };
    await version("1.1.0");
    expect(await plugins().get("visits")).toMatchObject({ state: "enabled", versionOn: "1.0.0", newer: "1.1.0" });
    await plugins().enable(admin.actor, "visits");
    expect(await plugins().get("visits")).toMatchObject({ versionOn: "1.0.0" });
    const other = await admin.api("PUT", "/api/v1/plugins/visits/version", { version: "1.0.9" });
    expect(await other.json()).toMatchObject({ status: 409, code: "plugins.other_version" });
    expect((await admin.api("PUT", "/api/v1/plugins/visits/version", { version: "1.1.0" })).status).toBe(200);
    expect(await plugins().get("visits")).toMatchObject({ state: "enabled", versionOn: "1.1.0", newer: null });
    expect(await (await admin.api("GET", `/api/v1/visits/${id}`)).json()).toMatchObject({ subject: "Harbour" });
    await expect(plugins().upgrade(admin.actor, "visits")).rejects.toMatchObject({ code: "plugins.nothing_newer" });
  });

  test("that asks for more says what is new, and the version that is on stays until somebody agreed", async () => {
    await version("1.0.0");
    await enable();
    await version("1.1.0", { edit: ({ requests }) => requests.kinds.deal.push("change") });
    const page = await (await admin.visit("/settings/modules/visits")).text();
    expect(page).toContain("&quot;deal&quot;:[&quot;change&quot;]");
    const asked = await admin.api("PUT", "/api/v1/plugins/visits/version", { version: "1.1.0" });
    expect(await asked.json()).toMatchObject({ code: "plugins.consent_needed" });
    expect(await plugins().get("visits")).toMatchObject({ state: "enabled", versionOn: "1.0.0" });
    expect((await admin.visit("/visits")).status).toBe(200);
    const form = { version: "1.1.0", agreed: '{"kinds":{"deal":["change"]}}' };
    expect((await admin.send("/settings/modules/visits/upgrading", form)).status).toBe(303);
    expect(await plugins().get("visits")).toMatchObject({ versionOn: "1.1.0" });
  });

  test("that fails leaves the one before as it was", async () => {
    await version("1.0.0");
    await enable();
    const bad = await version("1.1.0", { edit: (manifest) => (manifest.main = "index.js") });
    await bad.write("index.js", "throw new Error('not today')");
    await bad.edit("fields/deal-visit-report.json", ({ schema }) => void (schema["x-label"] = { en: "Report, newer" }));
    const label = async () =>
      (await app.get(services.customFields).all()).find(({ key }) => key === "visit_report")?.schema["x-label"];
    const before = await label();
    await expect(plugins().upgrade(admin.actor, "visits")).rejects.toMatchObject({ code: "plugins.import_failed" });
    expect(await plugins().get("visits")).toMatchObject({ state: "enabled", versionOn: "1.0.0", newer: "1.1.0" });
    expect((await admin.visit("/visits")).status).toBe(200);
    expect(await label()).toEqual(before);
    await bad.edit("plugin.json", (manifest) => void delete manifest.main);
    await plugins().upgrade(admin.actor, "visits");
    expect(await label()).toEqual({ en: "Report, newer" });
  });

  test("does not write over what an administrator made of its fields", async () => {
    await version("1.0.0");
    await enable();
    const fields = app.get(services.customFields);
    const [before] = (await fields.all()).filter(({ key }) => key === "visit_report");
    const schema = { ...before?.schema, "x-label": { en: "What we heard" } } as FieldSchema;
    await fields.change(admin.actor, before?.id ?? "", { schema });
    const newer = await version("1.1.0");
    await newer.edit("fields/deal-visit-report.json", ({ schema: next }) => {
      next["x-label"] = { en: "Report, newer" };
      next["x-help"] = { en: "A sentence or two." };
    });
    await plugins().upgrade(admin.actor, "visits");
    const [after] = (await fields.all()).filter(({ key }) => key === "visit_report");
    expect(after?.schema).toMatchObject({ "x-label": { en: "What we heard" }, "x-help": { en: "A sentence or two." } });
  });

  test("an older version is refused, because the data is of the newer one", async () => {
    const newer = await version("1.1.0");
    await enable();
    await plugins().disable(admin.actor, "visits");
    await cp(newer.path, join(folder, "kept"), { recursive: true });
    await rm(newer.path, { recursive: true });
    await rm(join(folder, "kept"), { recursive: true });
    await version("1.0.0");
    await expect(enable()).rejects.toMatchObject({ code: "plugins.older_version" });
  });
});

describe("a newer version in the place of the one that is on", () => {
  test("does not stop the one that runs, whatever is decided about others", async () => {
    await version("1.0.0", { at: "visits" });
    await enable();
    await version("1.1.0", { at: "visits" });
    await app.get(inside.live).follow();
    expect(app.get(inside.live).loaded).toMatchObject([{ state: "on", version: "1.0.0" }]);
    expect((await admin.visit("/visits")).status).toBe(200);
    expect(await plugins().get("visits")).toMatchObject({ state: "missing", newer: "1.1.0" });
    await plugins().upgrade(admin.actor, "visits");
    expect(app.get(inside.live).loaded).toMatchObject([{ state: "on", version: "1.1.0" }]);
  });
});

describe("a newer version that came with the product", () => {
  /** As if the folder were the product's own. */
  function upkeep(): Upkeep {
    const find = async () =>
      (await findPlugins({ pluginsDir: [folder] })).map((one) => ({ ...one, from: "bundled" as const }));
    const needs = { db: app.db, journal: new Journal(app.db, newId()), nodes: app.get(inside.nodes) };
    return new Upkeep({ ...needs, plugins: plugins(), log: openLog("fatal"), find });
  }

  test("comes on by itself when it asks for nothing more", async () => {
    await version("1.0.0", { at: "visits" });
    await enable();
    await version("1.1.0", { at: "visits" });
    await upkeep().tend();
    expect(await plugins().get("visits")).toMatchObject({ state: "enabled", versionOn: "1.1.0" });
    expect((await plugins().operations("visits"))[0]).toMatchObject({ action: "upgrade", actorId: "system:plugins" });
  });

  test("brings along what it asks for besides, as part of the product that somebody took", async () => {
    await version("1.0.0", { at: "visits" });
    await enable();
    await version("1.1.0", { at: "visits", edit: ({ requests }) => (requests.sql = true) });
    await upkeep().tend();
    expect(await plugins().get("visits")).toMatchObject({ state: "enabled", versionOn: "1.1.0", newer: null });
  });
});

describe("while another process has only the version before", () => {
  let own: string;

  async function begun() {
    own = await mkdtemp(join(tmpdir(), "trellis-plugins-"));
    await twoVersions();
    await cp(join(folder, "visits-1.0.0"), join(own, "visits"), { recursive: true });
    await rename2away();
    await enable();
    await bring2();
    const other = await otherProcess(own);
    await other.says();
    await plugins().upgrade(admin.actor, "visits");
    await other.look();
    await other.says();
    await report();
    return other;
  }
  /** 2.0.0 comes after 1.0.0 is on. */
  const rename2away = () =>
    cp(join(folder, "visits-2.0.0"), join(own, "later"), { recursive: true }).then(() =>
      rm(join(folder, "visits-2.0.0"), { recursive: true }),
    );
  const bring2 = async () => {
    await cp(join(own, "later"), join(folder, "visits-2.0.0"), { recursive: true });
    await rm(join(own, "later"), { recursive: true });
  };
  afterEach(() => rm(own, { recursive: true, force: true }));

  test("that one goes on with it, and nothing that it needs is taken away", async () => {
    const other = await begun();
    expect(other.has()).toBe("on 1.0.0");
    await tend();
    expect(await columns()).toEqual(["new", "old"]);
    expect(await plugins().get("visits")).toMatchObject({ versionOn: "2.0.0", previous: "1.0.0" });
    expect(await (await admin.visit("/settings/modules/visits")).text()).toContain("may still run 1.0.0");

    await cp(join(folder, "visits-2.0.0"), join(own, "visits"), { recursive: true });
    await other.look();
    expect(other.has()).toBe("on 2.0.0");
    await other.says();
    await tend();
    expect(await columns()).toEqual(["new"]);
    expect(await plugins().get("visits")).toMatchObject({ versionOn: "2.0.0", previous: null });
  });

  test("and dies, it no longer counts after a minute", async () => {
    const other = await begun();
    await other.dies();
    await report();
    await tend();
    expect(await columns()).toEqual(["new"]);
  });

  test("changing who has the module takes nothing away, either", async () => {
    await begun();
    await plugins().enable(admin.actor, "visits", { audience: { everyone: true } });
    expect(await columns()).toEqual(["new", "old"]);
  });

  test("what fails to be taken away is tried again later, and nobody notices", async () => {
    const other = await begun();
    await other.dies();
    await report();
    await app.db.query({ text: "create view plugin_visits.of_old as select old from plugin_visits.notes" });
    await tend();
    await tend();
    const tries = async () => (await plugins().operations("visits")).filter(({ action }) => action === "contract");
    expect(await tries()).toMatchObject([{ state: "undone" }]);
    expect((await admin.visit("/visits")).status).toBe(200);
    await app.db.query({ text: "drop view plugin_visits.of_old" });
    await app.db.query({ text: "update plugin_operations set ended_at = ended_at - interval '11 minutes'" });
    await tend();
    await until(async () => (await columns()).length === 1);
  });
});
