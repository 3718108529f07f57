// Plugins that do what they should not: each is kept out or taken out with its reason, and the core goes on.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { codePlugin } from "../../../support/code-plugin.ts";
import { until } from "../../../support/until.ts";

let folder: string;
let app: TestApp;
let admin: TestPerson;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trellis-plugins-"));
  app = await startTestApp({ env: { TRELLIS_PLUGINS_DIR: folder } });
  admin = await app.person("admin");
});
afterAll(async () => {
  await app.stop();
  await rm(folder, { recursive: true, force: true });
});

const enable = (id: string) => app.get(services.plugins).enable(admin.actor, id);
const stateOf = async (id: string) => (await app.get(services.plugins).get(id)).state;

describe("code that cannot come in", () => {
  test.each([
    ["throws at import", 'throw new Error("no");', {}, "plugins.import_failed"],
    ["ends the process", "process.exit(3);", {}, "plugins.import_failed"],
    ["bends all objects", "Object.prototype.mine = true; setup: ;", {}, "plugins.import_failed"],
    ["has no plugin in it", "export const other = 1;", {}, "plugins.no_plugin"],
    ["goes by another name", 'export const plugin = { id: "contacts", start() {} };', {}, "plugins.other_id"],
    ["throws in set up", "setup: throw new Error('no');", {}, "plugins.setup_failed"],
    [
      "never ends its set up",
      "setup: await new Promise(() => {});",
      { timeouts: { setup: 200 } },
      "plugins.setup_failed",
    ],
    ["asks for what is not open to it", "setup: get(Symbol.for('core.people'));", {}, "plugins.no_service"],
    ["asks for SQL without saying so", "setup: get(Symbol.for('core.db'));", {}, "plugins.no_service"],
    ["adds a right by code", "setup: host.permission('x.y', { sales: 'all' });", {}, "plugins.in_manifest"],
    ["adds what it did not list", "setup: host.job('secret', async () => {});", {}, "plugins.not_as_declared"],
    [
      "shows a piece of a page without its template",
      `setup: host.tile({ id: "ID.tile", place: "side", order: 1, template: "ID/none", view: async () => ({}) });`,
      {
        permissions: [{ id: "ID.see", label: { en: "See" } }],
        contributes: { tiles: [{ id: "ID.tile", permission: "ID.see" }] },
      },
      "plugins.no_template",
    ],
    [
      "lists what it does not add",
      "setup: ;",
      { contributes: { jobs: [{ name: "sweep" }] } },
      "plugins.not_as_declared",
    ],
  ])("%s: it stays off, and the reason is told", async (_what, code, manifest, reason) => {
    const id = await codePlugin(folder, { code, manifest });
    await expect(enable(id)).rejects.toMatchObject({ code: reason });
    expect(await stateOf(id)).toBe("discovered");
    const [last] = await app.get(services.plugins).operations(id);
    expect(last).toMatchObject({ action: "enable", state: "undone", failure: { code: reason } });
    expect((await admin.visit("/contacts")).status).toBe(200);
    expect("mine" in {}).toBe(false);
  });
});

describe("code that fails later", () => {
  test("a panel that throws is left out, and the record's page is there", async () => {
    const id = await codePlugin(folder, {
      code: `setup: host.panel({ id: "ID.side", kind: "contact", place: "side", title: "web.settings", order: 1, template: "shared/_nothing",
        view: async () => { throw new Error("no panel today"); } });`,
      manifest: {
        contributes: { panels: [{ id: "ID.side", kind: "contact", place: "side", permission: "contacts.read" }] },
      },
    });
    await enable(id);
    const contact = await app.records.create(admin.actor, "contact", { lastName: "Kolev" });
    const page = await admin.visit(`/contacts/${contact.id}`);
    expect(page.status).toBe(200);
    expect(await page.text()).not.toContain(`panel-${id}.side`);
  });

  test("addresses that fail again and again take the plugin out everywhere, and nothing else", async () => {
    const id = await codePlugin(folder, {
      imports: 'import { Router } from "@koa/router";',
      code: `setup: const router = new Router(); router.get("/ID", () => { throw new Error("broken page"); }); host.routes(router);`,
      manifest: {
        permissions: [{ id: "ID.see", label: { en: "See" } }],
        contributes: { routes: [{ path: "/ID", permission: "ID.see" }] },
      },
    });
    await enable(id);
    for (let times = 0; times < 20; times++) expect((await admin.visit(`/${id}`)).status).toBe(500);
    await until(async () => (await stateOf(id)) === "quarantined");
    await until(async () => (await admin.visit(`/${id}`)).status === 404);
    expect((await app.get(services.plugins).get(id)).failure).toMatchObject({ code: "plugins.threw" });
    expect((await admin.visit("/contacts")).status).toBe(200);
  });
});
