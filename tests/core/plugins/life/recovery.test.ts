// A process dies in the middle of switching a module on: another one ends what it began, or takes all of it back.
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inside } from "../../../../core/app/inside.ts";
import { newId } from "../../../../core/kernel/ids.ts";
import { actionsOf } from "../../../../core/plugins/life/actions.ts";
import { Journal } from "../../../../core/plugins/life/journal.ts";
import { readPlugin } from "../../../../core/plugins/manifest/read-plugin.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { visits } from "../../../support/plugin-folder.ts";

let folder: string;
let app: TestApp;
let admin: TestPerson;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trellis-plugins-"));
  app = await startTestApp({ env: { TRELLIS_PLUGINS_DIR: folder } });
  admin = await app.person("admin");
});
beforeEach(() => cp(visits, join(folder, "visits"), { recursive: true }));
afterEach(async () => {
  await app.db.query({ text: "delete from plugin_operations" });
  await app.get(services.definitions).change(admin.actor, (trx) => app.get(services.contributed).drop(trx, "visits"));
  await app.db.query({ text: "delete from plugin_objects" });
  await app.db.query({ text: "delete from plugins" });
  await app.db.query({ text: "update definition_versions set version = version + 1 where name = 'plugins'" });
  await app.get(inside.live).look();
  await app.db.query({ text: "drop schema if exists plugin_visits cascade" });
});
afterAll(async () => {
  await app.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Does the first steps of enabling as a process that then falls silent. */
async function dieAfter(steps: number): Promise<void> {
  const read = await readPlugin(join(folder, "visits"));
  if (!read.ok) throw new Error("the fixture is broken");
  const journal = new Journal(app.db, newId());
  const door = { get: app.get, open: new Set<symbol>(), sql: new Map(), held: new Map() };
  const [definitions, contributed] = [app.get(services.definitions), app.get(services.contributed)];
  const needs = { db: app.db, live: app.get(inside.live), door, definitions, contributed };
  const all = actionsOf({ ...needs, reasons: async () => [] }).enable;
  const { id } = await journal.begin({
    plugin: "visits",
    action: "enable",
    version: "1.0.0",
    about: {},
    actorId: admin.id,
    source: "page",
  });
  for (const step of all.slice(0, steps)) {
    const keep = (on: typeof app.db, about?: object) =>
      journal.note(on, id, step.name, about as Record<string, unknown>);
    await step.do({ operation: await journal.get(id), files: read.value, keep: keep as never });
    await keep(app.db);
  }
  await app.db.query({ text: "update plugin_operations set beat_at = now() - interval '1 minute'" });
}

const schema = async () => (await app.db.query({ text: "select to_regnamespace('plugin_visits')::text as it" }))[0];
const plugins = () => app.get(services.plugins);

describe.each([0, 1, 2, 3, 4, 5])("after %i steps", (steps) => {
  test("the module is on once somebody has looked", async () => {
    await dieAfter(steps);
    await plugins().recover();
    expect(await plugins().get("visits")).toMatchObject({ state: "enabled" });
    expect((await admin.api("GET", "/api/v1/visits")).status).toBe(200);
  });

  test("nothing is left of it when its files have gone meanwhile", async () => {
    await dieAfter(steps);
    await rm(join(folder, "visits"), { recursive: true });
    await plugins().recover();
    expect((await plugins().list()).filter(({ id }) => id === "visits")).toEqual([]);
    expect(await schema()).toEqual({ it: null });
    expect(await app.db.query({ text: "select * from plugin_objects" })).toEqual([]);
    expect(await app.db.query({ text: "select * from fields where owner = 'visits'" })).toEqual([]);
    expect((await admin.visit("/visits")).status).toBe(404);
  });
});

describe("while somebody works at a module", () => {
  test("nobody else can, and is told so", async () => {
    const journal = new Journal(app.db, newId());
    const plan = {
      plugin: "visits",
      action: "enable",
      version: "1.0.0",
      about: {},
      actorId: admin.id,
      source: "page",
    } as const;
    await journal.begin(plan);
    await plugins().recover();
    await expect(plugins().enable(admin.actor, "visits", { agreed: "everything" })).rejects.toMatchObject({
      code: "plugins.busy",
      status: 409,
    });
    expect((await plugins().get("visits")).state).toBe("enabling");
  });

  test("whoever was taken for dead and is not stops before it does harm", async () => {
    const journal = new Journal(app.db, newId());
    const plan = {
      plugin: "visits",
      action: "enable",
      version: "1.0.0",
      about: {},
      actorId: admin.id,
      source: "page",
    } as const;
    const { id } = await journal.begin(plan);
    await app.db.query({ text: "update plugin_operations set beat_at = now() - interval '1 minute'" });
    await plugins().recover();
    await expect(journal.note(app.db, id, "tables")).rejects.toMatchObject({ code: "plugins.taken_over" });
  });

  test("a step that is done again keeps what it first noted for its undoing", async () => {
    const journal = new Journal(app.db, newId());
    const plan = {
      plugin: "visits",
      action: "enable",
      version: "1.0.0",
      about: {},
      actorId: admin.id,
      source: "page",
    } as const;
    const { id } = await journal.begin(plan);
    await journal.note(app.db, id, "fields", { added: ["a field"] });
    await journal.note(app.db, id, "fields", { added: [] });
    expect(await journal.get(id)).toMatchObject({ done: ["fields"], about: { added: ["a field"] } });
  });

  test("two who switch it on at once make one operation", async () => {
    const both = await Promise.allSettled(
      [1, 2].map(() => plugins().enable(admin.actor, "visits", { agreed: "everything" })),
    );
    const refused = both.flatMap((one) => (one.status === "rejected" ? [one.reason as { code: string }] : []));
    expect(refused.every(({ code }) => code === "plugins.busy")).toBe(true);
    expect(both.length - refused.length).toBeGreaterThanOrEqual(1);
    expect((await plugins().get("visits")).state).toBe("enabled");
  });
});
