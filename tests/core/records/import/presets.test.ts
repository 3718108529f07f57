// Files of other systems are recognised by their columns, and matched without guessing.
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { services } from "../../../../core/sdk/services.ts";
import { bytesSource } from "../../../../core/records/import/file/source.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { root } from "../../../support/sources.ts";

let app: TestApp;
let admin: TestPerson;

beforeAll(async () => {
  app = await startTestApp({ pluginsDir: join(root, "tests/support/points"), plugins: ["moorings"] });
  admin = await app.person("admin");
});
afterAll(() => app.stop());

async function taken(kind: string, text: string) {
  const imports = app.get(services.imports);
  const { id } = await imports.upload(admin.actor, kind, bytesSource("file.csv", Buffer.from(text)));
  const { plan, notes } = await imports.get(admin.actor, id);
  const to = Object.fromEntries(Object.entries(plan.columns).map(([column, planned]) => [column, planned.to]));
  return { id, to, match: plan.match, notes };
}

test("an address book of Google's", async () => {
  const { id, to, notes } = await taken(
    "contact",
    "First Name,Last Name,Organization Name,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Value,Nickname\nIva,Petrova,Kolev,Work,iva@example.com,+359 2 123 45 67,Ivi\n",
  );
  expect(to).toMatchObject({
    "First Name": "firstName",
    "Last Name": "lastName",
    "Organization Name": "company",
    "E-mail 1 - Value": "email",
    "Phone 1 - Value": "phone",
    "E-mail 1 - Label": null,
  });
  expect(notes).toEqual([{ code: "preset", values: { name: { en: "Google Contacts" } } }]);
  expect(await (await admin.visit(`/imports/${id}`)).text()).toContain("a file of Google Contacts");
});

test("a file that lacks a mark is matched by its names, as before", async () => {
  const { to, notes } = await taken("contact", "First Name,E-mail\nIva,iva@example.org\n");
  expect([to, notes]).toEqual([{ "First Name": "firstName", "E-mail": "email" }, []]);
});

test("what a module knows, for as long as it is on", async () => {
  const text = (ship: string) => `Vessel owner,LOA,Registration,Base\nKolev,12,${ship},Varna\n`;
  const { to, match, notes } = await taken("company", text("BG-1"));
  expect(to).toEqual({ "Vessel owner": "name", LOA: null, Registration: "externalId", Base: "city" });
  expect([match, notes.length]).toEqual(["externalId", 1]);
  await app.get(services.plugins).disable(admin.actor, "moorings");
  expect((await taken("company", text("BG-2"))).notes).toEqual([]);
});
