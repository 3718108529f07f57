import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { setAccess } from "../../../support/closing.ts";

let app: TestApp;
let admin: TestPerson;
let ana: TestPerson;
let contact: string;

beforeAll(async () => {
  app = await startTestApp();
  admin = await app.person("admin");
  ana = await app.person("sales", { name: "Ana" });
  const input = { name: "Petar Kolev", phone: "+359888123456", jobTitle: "Buyer", owner: ana.id };
  contact = ((await (await admin.api("POST", "/api/v1/contacts", input)).json()) as { id: string }).id;
});
afterAll(() => app.stop());

const text = async (answer: Promise<Response>) => await (await answer).text();
const reveals = async () =>
  await app.db.query({
    text: "select actor_id, source, kind, record_id, detail ->> 'field' as field from audit_events where action = 'field.revealed' order by seq",
  });

describe("the page of who sees what", () => {
  test("lists each field with each role", async () => {
    const page = await text(admin.visit("/settings/access?kind=contact"));
    expect(page).toContain('name="mode|jobTitle|sales"');
    expect(page).toContain('name="mode|jobTitle|manager"');
    expect(page).not.toContain("|admin");
  });

  test("shows what would change, and changes nothing until that is confirmed", async () => {
    const form = { kind: "contact", version: "0", "mode|jobTitle|sales": "hidden", "mode|city|sales": "edit" };
    const shown = await text(admin.send("/settings/access", { ...form, do: "review" }));
    expect(shown).toContain("Job title for Sales: edit → hidden");
    expect(shown).not.toContain("City for Sales");
    expect(await text(ana.visit(`/contacts/${contact}`))).toContain("Buyer");
    expect((await admin.send("/settings/access", { ...form, do: "save" })).status).toBe(303);
    expect(await text(ana.visit(`/contacts/${contact}`))).not.toContain("Buyer");
  });

  test("tells when somebody else was faster", async () => {
    const form = { kind: "contact", version: "0", "mode|city|sales": "read", do: "save" };
    const answer = await admin.send("/settings/access", form);
    expect([answer.status, await answer.text()]).toEqual([
      422,
      expect.stringContaining("Somebody else changed access"),
    ]);
  });

  test("is for those who may say so", async () => {
    expect((await ana.visit("/settings/access")).status).toBe(403);
    expect((await ana.send("/settings/access", { kind: "contact" })).status).toBe(403);
    expect(await text(ana.visit("/settings"))).not.toContain("/settings/access");
  });
});

describe("a mask", () => {
  beforeAll(() => setAccess(app, "contact", { phone: { sales: "masked" } }));

  test("is shown with a way to look behind it, which is written down", async () => {
    const page = await text(ana.visit(`/contacts/${contact}?tab=details`));
    expect(page).toContain("••56");
    expect(page).not.toContain("123456");
    const part = await text(
      ana.send(`/contacts/${contact}/reveals/phone`, {}, { headers: { "HX-Request": "true", "HX-Target": "dd" } }),
    );
    expect(part).toContain("+359 88 812 3456");
    expect(await reveals()).toEqual([
      { actor_id: ana.id, source: "page", kind: "contact", record_id: contact, field: "phone" },
    ]);
  });

  test("is looked behind over REST too", async () => {
    const answer = await ana.api("POST", `/api/v1/contacts/${contact}/reveal`, { field: "phone" });
    expect(await answer.json()).toEqual({ field: "phone", value: "+359888123456" });
    expect(await reveals()).toHaveLength(2);
  });

  test("is the only thing that can be looked behind", async () => {
    const ask = async (field: string) =>
      (await ana.api("POST", `/api/v1/contacts/${contact}/reveal`, { field })).status;
    expect(await Promise.all(["jobTitle", "nothing", "name"].map(ask))).toEqual([400, 400, 400]);
    expect(await reveals()).toHaveLength(2);
  });
});
