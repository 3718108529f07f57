// How long the data of a module that was put away stays: as long as its manifest says, or thirty days.
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

test.each([
  [{ data: { keepDays: 365 } }, 365],
  [{ data: { keepDays: 31 } }, 31],
  [{}, 30],
])("a module with %j can be deleted after %i days, and says so", async (manifest, days) => {
  const plugins = app.get(services.plugins);
  const id = await codePlugin(folder, { code: "setup:", manifest });
  await plugins.enable(admin.actor, id);
  await plugins.disable(admin.actor, id);
  await plugins.remove(admin.actor, id);
  const page = await (await admin.visit(`/settings/modules/${id}?tab=data`)).text();
  expect(page).toContain(`${days} days`);

  const away = async (hours: number) =>
    await app.db.query({
      text: "update plugins set archived_at = now() - $2 * interval '1 hour' where id = $1",
      values: [id, hours],
    });
  await away(days * 24 - 1);
  await expect(plugins.purge(admin.actor, id, { typed: id })).rejects.toMatchObject({
    code: "plugins.still_kept",
    values: { days },
  });
  await away(days * 24 + 1);
  await plugins.purge(admin.actor, id, { typed: id });
  expect((await plugins.get(id)).state).toBe("discovered");
});
