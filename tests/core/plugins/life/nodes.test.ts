// Several processes on one database: two that decide at once, and what an administrator sees of those that differ.
import { dirname } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startedPlugins } from "../../../../core/app/started-plugins.ts";
import { newId } from "../../../../core/kernel/ids.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { visits } from "../../../support/plugin-folder.ts";

let app: TestApp;
let admin: TestPerson;

beforeAll(async () => {
  app = await startTestApp({ pluginsDir: dirname(visits) });
  admin = await app.person("admin");
});
afterAll(() => app.stop());

describe("two processes that switch the same module on at once", () => {
  test("make one operation of it", async () => {
    const other = await app.node();
    const both = await Promise.allSettled(
      [app.get, other.get].map((get) => get(services.plugins).enable(admin.actor, "visits", { agreed: "everything" })),
    );
    const refused = both.flatMap((one) => (one.status === "rejected" ? [(one.reason as { code: string }).code] : []));
    expect(refused.every((code) => code === "plugins.busy")).toBe(true);
    const done = await app.get(services.plugins).operations("visits");
    expect(done).toHaveLength(2 - refused.length);
    expect(await app.get(services.plugins).get("visits")).toMatchObject({ state: "enabled" });
  });
});

describe("an administrator", () => {
  const seen = async () => ((await (await admin.api("GET", "/api/v1/plugin-nodes")).json()) as { data: Seen[] }).data;
  interface Seen {
    readonly name: string;
  }

  /** A process that says of itself what it likes. */
  async function node(name: string, loaded: readonly object[], more = "now()"): Promise<void> {
    const text = `insert into plugin_nodes (node, name, generation, loaded, seen_at)
      values ($1, $2, (select version from definition_versions where name = 'plugins'), $3, ${more})`;
    await app.db.query({ text, values: [newId(), name, JSON.stringify(loaded)] });
  }
  const visit = (more: object = {}) => ({ id: "visits", version: "1.0.0", state: "on", failure: null, ms: 3, ...more });

  beforeEach(() => app.db.query({ text: "delete from plugin_nodes" }));

  test("sees each process, and what it lacks", async () => {
    await node("level 1", [visit()]);
    await node("without files 2", [visit({ state: "missing" })]);
    await node("failing 3", [visit({ state: "failed", failure: { code: "plugins.threw", values: { reason: "oh" } } })]);
    await node("old 4", [visit({ version: "0.9.0" })]);
    await node("safe 5", []);
    await node("more 6", [visit(), visit({ id: "gone" })]);
    await node("dead 7", [visit()], "now() - interval '5 minutes'");
    const nodes = Object.fromEntries((await seen()).map((one) => [one.name, one]));
    expect(nodes).toMatchObject({
      "level 1": { behind: 0, differences: [], isSilent: false },
      "without files 2": { differences: [{ plugin: "visits", state: "missing", wanted: "1.0.0" }] },
      "failing 3": { differences: [{ state: "failed", failure: { code: "plugins.threw" } }] },
      "old 4": { differences: [{ state: "on", here: "0.9.0", wanted: "1.0.0" }] },
      "safe 5": { differences: [{ state: "not_loaded" }] },
      "more 6": { differences: [{ plugin: "gone", wanted: null }] },
      "dead 7": { isSilent: true },
    });
    const page = await (await admin.visit("/settings/servers")).text();
    for (const text of [
      "Version 1.0.0 is not among its files",
      "Still runs 0.9.0",
      "taken for dead",
      "As it should be",
    ])
      expect(page).toContain(text);
  });

  test("sees which process has not followed", async () => {
    await node("late 1", [visit()]);
    await app.get(services.plugins).enable(admin.actor, "visits", { audience: { everyone: true } });
    expect((await seen()).find(({ name }) => name === "late 1")).toMatchObject({ behind: 1 });
  });

  test("is the only one who sees it", async () => {
    const sales = await app.person("sales");
    expect((await sales.api("GET", "/api/v1/plugin-nodes")).status).toBe(403);
    expect((await sales.visit("/settings/servers")).status).toBe(403);
  });
});

test("the start says what is on with its milliseconds, what is off, and what cannot be used with its reason", async () => {
  expect(await startedPlugins(app.get)).toMatchObject({ on: { "visits 1.0.0": expect.any(Number) }, unusable: {} });
  await app.get(services.plugins).disable(admin.actor, "visits");
  const { on, off } = await startedPlugins(app.get);
  expect([Object.keys(on), off.includes("visits")]).toEqual([[], true]);
  const failure = '{"code": "plugins.threw", "values": {}}';
  await app.db.query({ text: "update plugins set state = 'quarantined', failure = $1", values: [failure] });
  expect(await startedPlugins(app.get)).toMatchObject({ unusable: { visits: "plugins.threw" } });
});
