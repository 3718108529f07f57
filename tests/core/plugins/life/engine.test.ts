// A plugin made for another plugin API is refused, unless an administrator takes it upon themselves and says why.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { codePlugin } from "../../../support/code-plugin.ts";

let folder: string;
let app: TestApp;
let admin: TestPerson;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trellis-plugins-"));
  app = await startTestApp({ pluginsDir: folder });
  admin = await app.person("admin");
});
afterAll(async () => {
  await app.stop();
  await rm(folder, { recursive: true, force: true });
});

const forOther = async (more: object = {}): Promise<string> =>
  await codePlugin(folder, { code: "setup: void host;", manifest: { engines: { trellis: "^7.0.0" }, ...more } });
const enabling = (id: string, more: object = {}) =>
  admin.api("PUT", `/api/v1/plugins/${id}/enabling`, { everyone: true, ...more });
const stateOf = async (id: string) => (await app.get(services.plugins).get(id)).state;

/** What the trail says about a module, the oldest first. */
const trailOf = async (id: string) =>
  await app.db.query<{ actor: string; detail: Record<string, unknown> }>({
    text: `select actor_id as actor, detail from audit_events where action = 'module.changed' and record_id = $1 order by seq`,
    values: [id],
  });

test("without a reason it is refused, and so is one that says nothing", async () => {
  const id = await forOther();
  const refused = await enabling(id);
  expect([refused.status, await refused.json()]).toEqual([
    422,
    expect.objectContaining({ errors: [expect.objectContaining({ code: "plugins.other_engine" })] }),
  ]);
  for (const despiteEngine of ["   ", "x".repeat(501)]) {
    const empty = await enabling(id, { despiteEngine });
    expect([empty.status, await empty.json()]).toEqual([
      422,
      expect.objectContaining({ errors: [expect.objectContaining({ pointer: "/despiteEngine" })] }),
    ]);
  }
  expect((await enabling(id, { despiteEngine: 7 })).status).toBe(400);
  expect(await stateOf(id)).toBe("discovered");
});

test("with a reason it is on, and the trail says who wanted it and why; who has it is changed without saying it again", async () => {
  const id = await forOther();
  expect((await enabling(id, { despiteEngine: " Tried on the test system. " })).status).toBe(200);
  expect(await stateOf(id)).toBe("enabled");
  const { id: team } = await app.records.create(admin.actor, "team", { name: "North" });
  expect((await admin.api("PUT", `/api/v1/plugins/${id}/enabling`, { teams: [team] })).status).toBe(200);
  expect(await trailOf(id)).toMatchObject([
    { actor: admin.actor.id, detail: { action: "enable", despiteEngine: "Tried on the test system." } },
    { actor: admin.actor.id, detail: { action: "enable" } },
  ]);
  expect((await trailOf(id))[1]?.detail).not.toHaveProperty("despiteEngine");
  expect(await (await admin.visit(`/settings/modules/${id}?tab=log`)).text()).toContain("Tried on the test system.");
});

test("another version of it needs a reason of its own", async () => {
  const id = await forOther();
  expect((await enabling(id, { despiteEngine: "Tried." })).status).toBe(200);
  await codePlugin(folder, {
    id,
    folder: `${id}-1.1.0`,
    version: "1.1.0",
    code: "setup: void host;",
    manifest: { engines: { trellis: "^7.0.0" } },
  });
  const version = (more: object) => admin.api("PUT", `/api/v1/plugins/${id}/version`, { version: "1.1.0", ...more });
  expect((await version({})).status).toBe(422);
  expect(await (await admin.visit(`/settings/modules/${id}`)).text()).toContain('id="module-newer-despite"');
  expect((await version({ despiteEngine: "Tried, too." })).status).toBe(200);
  expect((await trailOf(id)).at(-1)?.detail).toMatchObject({ action: "upgrade", despiteEngine: "Tried, too." });
});

test("nothing else that keeps a plugin out is overridden by it", async () => {
  const id = await forOther({ dependencies: { nowhere: "^1.0.0" } });
  const refused = await enabling(id, { despiteEngine: "Never mind." });
  expect(await refused.json()).toMatchObject({ status: 422, errors: [{ code: "plugins.need_missing" }] });
  expect(await stateOf(id)).toBe("discovered");
  expect((await enabling(id)).status).toBe(422);
  expect(await (await admin.visit(`/settings/modules/${id}`)).text()).not.toContain('name="despiteEngine"');
});

test("of one that fits a reason is not kept", async () => {
  const id = await codePlugin(folder, { code: "setup: void host;" });
  expect(await (await admin.visit(`/settings/modules/${id}`)).text()).not.toContain('name="despiteEngine"');
  expect((await enabling(id, { despiteEngine: "For nothing." })).status).toBe(200);
  expect((await trailOf(id))[0]?.detail).not.toHaveProperty("despiteEngine");
});

test("the module's page asks for the reason where it is switched on", async () => {
  const id = await forOther();
  const page = `/settings/modules/${id}`;
  expect(await (await admin.visit(page)).text()).toMatch(/name="despiteEngine"[^>]*required/);
  const without = await admin.send(`${page}/enabling`, { audience: "everyone", despiteEngine: "" });
  expect([without.status, await without.text()]).toEqual([422, expect.stringContaining("Say in a sentence why")]);
  const sent = await admin.send(`${page}/enabling`, { audience: "everyone", despiteEngine: "The maker agrees." });
  expect(sent.status).toBe(303);
  expect(await (await admin.visit(page)).text()).not.toContain('name="despiteEngine"');
});
