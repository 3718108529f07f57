// A plugin whose kind would go by the name of a kind that the company defined, used or put away.
import { dirname } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { visits } from "../../../support/plugin-folder.ts";
import { defineVessel } from "../../../support/vessels.ts";

let app: TestApp;
let admin: TestPerson;
beforeAll(async () => {
  app = await startTestApp({ pluginsDir: dirname(visits) });
  admin = await app.person("admin");
});
afterAll(() => app.stop());

test("is not switched on before the kind is erased, so that no right of the kind becomes one of the plugin", async () => {
  const plugins = app.get(services.plugins);
  await defineVessel(admin, { name: "call", plural: "visits", newKey: null });
  await app.grant("sales", "visits.read", "all");
  const refused = { problems: expect.arrayContaining([expect.objectContaining({ code: "plugins.name_taken" })]) };
  await expect(plugins.enable(admin.actor, "visits", { agreed: "everything" })).rejects.toMatchObject(refused);
  const archived = await admin.api("DELETE", "/api/v1/kinds/call", undefined, { "If-Match": "*" });
  expect(archived.status).toBe(200);
  await expect(plugins.enable(admin.actor, "visits", { agreed: "everything" })).rejects.toMatchObject(refused);
  await app.db.query({ text: "update own_kinds set archived_at = now() - interval '31 days'" });
  expect((await admin.api("DELETE", "/api/v1/kinds/call?permanent=true&name=call")).status).toBe(204);
  await plugins.enable(admin.actor, "visits", { agreed: "everything" });
  const sales = await app.person("sales");
  expect((await sales.api("GET", "/api/v1/visits")).status).toBe(403);
});
