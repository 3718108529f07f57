// A module that looks at records before they are saved, and fails half way.
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
  folder = await mkdtemp(join(tmpdir(), "trellis-look-"));
  app = await startTestApp({ pluginsDir: folder });
  admin = await app.person("admin");
});
afterAll(async () => {
  await app.stop();
  await rm(folder, { recursive: true, force: true });
});

test("leaves nothing in the record of what it set before it failed, and all of it where it did not", async () => {
  const id = await codePlugin(folder, {
    id: "looking",
    code: `setup: host.before("company", "create", async (draft) => {
      draft.set("city", "Varna");
      if (draft.get("name") === "Fails") throw new Error("half way");
      return [];
    });`,
    manifest: { contributes: { hooks: [{ kind: "company", action: "create" }] } },
  });
  await app.get(services.plugins).enable(admin.actor, id, { agreed: "everything" });
  const cityOf = async (name: string) => (await app.records.create(admin.actor, "company", { name }))["city"];
  expect([await cityOf("Fails"), await cityOf("Goes well")]).toEqual([null, "Varna"]);
});
