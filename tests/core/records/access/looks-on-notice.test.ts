// Whoever is about to leave looks behind few masks, however fast they ask.
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestApp, type TestApp } from "../../../support/app.ts";
import { setAccess } from "../../../support/closing.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

test("a notice period has ten looks behind masks a day, also for whoever asks many times at once", async () => {
  const [admin, manager] = [await app.person("admin"), await app.person("manager")];
  const { id } = await app.records.create(manager.actor, "contact", { name: "Mia", phone: "+359888123457" });
  await setAccess(app, "contact", { phone: { manager: "masked" } });
  await admin.send(`/settings/people/${manager.id}/notice`, { on: "yes" });
  const look = async () => (await manager.api("POST", `/api/v1/contacts/${id}/reveal`, { field: "phone" })).status;
  const looks = await Promise.all(Array.from({ length: 30 }, look));
  expect(looks.filter((status) => status === 200)).toHaveLength(10);
  expect(await look()).toBe(403);
});
