// Rights that a module proposes for roles are nobody's until an administrator gives them.
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { root } from "../../../support/sources.ts";

let app: TestApp;
let admin: TestPerson;

beforeAll(async () => {
  app = await startTestApp({ pluginsDir: join(root, "tests/support/points"), plugins: ["moorings"] });
  admin = await app.person("admin");
});
afterAll(() => app.stop());

const page = "/settings/modules/moorings";
const permissions = `${page}?tab=permissions`;
const seesIt = async (role: string): Promise<boolean> => {
  const person = await app.person(role);
  return (await (await person.visit("/search/palette?q=%3Etide")).text()).includes("moorings");
};

test("they are shown on the module's page, for roles that are there, and given to those that were ticked", async () => {
  expect(await (await admin.visit(page)).text()).toContain("It proposes rights that roles do not have yet.");
  const html = await (await admin.visit(permissions)).text();
  expect(html).toContain('name="roles" value="sales"');
  expect(html).not.toContain('harbour-master"');
  expect([await seesIt("sales"), await seesIt("manager")]).toEqual([false, false]);

  const given = await admin.send(`${page}/roles`, { roles: ["sales"] });
  expect([given.status, given.headers.get("location")]).toEqual([303, permissions]);
  expect([await seesIt("sales"), await seesIt("manager")]).toEqual([true, false]);
  const after = await (await admin.visit(permissions)).text();
  expect(after).not.toContain('name="roles" value="sales"');
  expect(after).toContain('name="roles" value="manager"');
});

test("nobody else gives them, and a role keeps what it had", async () => {
  const manager = await app.person("manager");
  expect((await manager.send(`${page}/roles`, { roles: ["manager"] })).status).toBe(403);
  await app.grant("manager", "contacts.export", "none");
  await admin.send(`${page}/roles`, { roles: ["manager"] });
  const text = "select permission, scope from role_grants where role = 'manager' order by permission";
  expect(await app.db.query({ text })).toEqual([
    { permission: "contacts.export", scope: "none" },
    { permission: "moorings.use", scope: "subtree" },
  ]);
});

test.each([
  ["activities", "/activities"],
  ["products", "/products"],
])("what %s proposes for sales is enough to work with it", async (id, path) => {
  const plugins = app.get(services.plugins);
  await plugins.enable(admin.actor, id, { agreed: (await plugins.plan(admin.actor, id)).asks });
  const before = await app.person("sales");
  expect((await before.visit(path)).status).toBe(403);
  expect((await admin.send(`/settings/modules/${id}/roles`, { roles: ["sales"] })).status).toBe(303);
  const after = await app.person("sales");
  expect((await after.visit(path)).status).toBe(200);
});
