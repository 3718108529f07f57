// A module that stands in for a piece of the core says so before it is on, and a second one for the same piece is refused.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
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

/** Shows a tile instead of the steps of deals; `declared`: its manifest says so. */
const instead = async (declared = true): Promise<string> =>
  await codePlugin(folder, {
    code: `setup: host.tile({ id: "ID.tile", replaces: "deals-steps", place: "main", order: 1, template: "shared/_nothing",
      view: async () => ({}) });`,
    manifest: {
      permissions: [{ id: "ID.see", label: { en: "See" } }],
      contributes: { tiles: [{ id: "ID.tile", permission: "ID.see", ...(declared && { replaces: "deals-steps" }) }] },
    },
  });
const enabling = (id: string) => admin.api("PUT", `/api/v1/plugins/${id}/enabling`, { everyone: true });
const plan = async (id: string) => await (await admin.api("GET", `/api/v1/plugins/${id}/plan`)).json();

test("the plan names what it stands in for, and the second one that it cannot be on beside the first", async () => {
  const [first, second] = [await instead(), await instead()];
  expect(await plan(first)).toMatchObject({
    lines: expect.arrayContaining([
      { what: "replaces", name: "deals-steps", severity: "safe", detail: `${first}.tile` },
    ]),
    problems: [],
  });
  expect((await enabling(first)).status).toBe(200);
  const taken = { code: "plugins.place_taken", message: expect.stringContaining(first) };
  expect(await plan(second)).toMatchObject({ problems: [taken] });
  expect(await (await enabling(second)).json()).toMatchObject({ status: 422, errors: [taken] });
  const page = await (await admin.visit(`/settings/modules/${second}`)).text();
  expect(page).toContain("Only one of the two can be on");
  expect(page).not.toContain(`action="/settings/modules/${second}/enabling"`);
  expect((await admin.api("DELETE", `/api/v1/plugins/${first}/enabling`)).status).toBe(200);
  expect((await enabling(second)).status).toBe(200);
});

test("what its manifest does not tell is refused when its code does it", async () => {
  const id = await instead(false);
  expect(await (await enabling(id)).json()).toMatchObject({
    code: "plugins.not_as_declared",
    errors: expect.arrayContaining([expect.objectContaining({ code: "not_declared" })]),
  });
});
