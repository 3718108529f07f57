import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";

let app: TestApp;
let admin: TestPerson;
beforeAll(async () => {
  app = await startTestApp();
  admin = await app.person("admin");
});
afterAll(() => app.stop());

describe("an administrator's own field", () => {
  test("made on the page stands in form, record, filter and REST at once", async () => {
    const answer = await admin.send("/settings/fields", {
      kind: "contact",
      label: "Zone Süd",
      type: "choice",
      options: "North\nSouth",
      help: "",
    });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/settings/fields?kind=contact"]);
    expect(await (await admin.visit("/contacts/new")).text()).toContain("Zone Süd");
    const made = (await (
      await admin.api("POST", "/api/v1/contacts", { name: "Ana", custom: { zone_sud: "South" } })
    ).json()) as { id: string };
    expect(await (await admin.visit(`/contacts/${made.id}?tab=details`)).text()).toContain("South");
    const listed = await admin.visit("/contacts?filter[custom.zone_sud]=South");
    expect(await listed.text()).toContain("Ana");
  });

  test("that cannot be made says why and keeps what was typed", async () => {
    const answer = await admin.send("/settings/fields", {
      kind: "contact",
      label: "Zone",
      type: "choice",
      options: "",
      help: "of sale",
    });
    const html = await answer.text();
    expect(answer.status).toBe(422);
    expect(html).toContain('value="Zone"');
    expect(html).toContain('value="of sale"');
  });

  test("is hidden and comes back with its values", async () => {
    const page = await (await admin.visit("/settings/fields?kind=contact")).text();
    const id = /\/settings\/fields\/([0-9a-f-]{36})\/archive/.exec(page)?.[1] ?? "";
    await admin.send(`/settings/fields/${id}/archive`, { kind: "contact" });
    expect(await (await admin.visit("/contacts/new")).text()).not.toContain("Zone Süd");
    await admin.send(`/settings/fields/${id}/restore`, { kind: "contact" });
    expect(await (await admin.visit("/contacts/new")).text()).toContain("Zone Süd");
  });

  test("is not for everybody", async () => {
    const sales = await app.person("sales");
    expect((await sales.visit("/settings/fields")).status).toBe(403);
    expect((await sales.send("/settings/fields", { kind: "contact", label: "x", type: "text" })).status).toBe(403);
  });
});
