import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Rule } from "../../../../core/records/rules/rule.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";
import { setAccess } from "../../../support/closing.ts";

let app: TestApp;
let ana: TestPerson;
const rule = async (words: Partial<Rule>) =>
  await app.get(services.rules).create(ana.actor, "boat", { name: `${words.field} ${words.effect}`, ...words });
beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  ana = await app.person("admin", { name: "Ana" });
  await rule({ effect: "visible", field: "rig", condition: "length > 6" });
  await rule({ effect: "required", field: "phone", condition: 'rig == "ketch"' });
  await rule({ effect: "readOnly", field: "price", condition: 'rig == "sloop"' });
});
afterAll(() => app.stop());

type Form = Record<string, string | readonly string[]>;
const part = { headers: { "HX-Request": "true" } };
const typing = async (form: Form, path = "/boats/form") => await (await ana.send(path, form, part)).text();
const hasBox = (html: string, name: string) =>
  new RegExp(`<(?:input|select|textarea)(?![^>]*type="hidden")[^>]* name="${name}"`).test(html);
const news = (html: string) => /role="status">([^<]*)</.exec(html)?.[1];

describe("a form whose fields depend on each other", () => {
  test("asks while somebody types, and only from the boxes that decide", async () => {
    const html = await (await ana.visit("/boats/new")).text();
    expect(html).toContain('hx-post="/boats/form"');
    expect(html).toMatch(/<div class="field decides">\s*<label class="form-label" for="f-length"/);
    expect(html).toMatch(/<div class="field">\s*<label class="form-label" for="f-phone"/);
    expect(await (await ana.visit("/contacts/new")).text()).not.toContain("data-live-form");
  });

  test("shows a field as soon as it is there, and says so", async () => {
    const before = await typing({ name: "Ann", length: "5", boxes: "name length" });
    expect(hasBox(before, "rig")).toBe(false);
    const html = await typing({ name: "Ann", length: "7", boxes: "name! email phone price length owner mother tags" });
    expect([hasBox(html, "rig"), news(html)]).toEqual([true, "Now there too: field.rig."]);
    expect(html).not.toContain("<html");
    expect(html).not.toContain("autofocus");
  });

  test("makes a field needed, and takes it back", async () => {
    const html = await typing({
      name: "Ann",
      length: "7",
      rig: "ketch",
      boxes: "name! email phone price length rig owner mother tags",
    });
    expect(html).toMatch(/for="f-phone">[^<]*<span class="required">/);
    expect(news(html)).toBe("Needed now: field.phone.");
    const back = await typing({ name: "Ann", length: "7", rig: "sloop" });
    expect(back).not.toMatch(/for="f-phone">[^<]*<span class="required">/);
  });

  test("keeps what was typed into a box that goes, and lets it decide nothing meanwhile", async () => {
    const html = await typing({ name: "Ann", length: "5", rig: "ketch" });
    expect(hasBox(html, "rig")).toBe(false);
    expect(html).toContain('<input type="hidden" name="rig" value="ketch">');
    expect(html).not.toMatch(/for="f-phone">[^<]*<span class="required">/);
    expect(await typing({ name: "Ann", length: "7", rig: "ketch" })).toMatch(/<option value="ketch" selected>/);
    const saved = await ana.send("/boats", { name: "Without a rig", length: "5", rig: "ketch" });
    expect(saved.status).toBe(303);
    expect((await app.records.list(ana.actor, "boat", { q: "Without a rig" })).data[0]).toMatchObject({ rig: null });
  });

  test("keeps saying what is wrong until it is sent again", async () => {
    const answer = await ana.send("/boats", { name: "Ann", length: "long" });
    const told = /name="told" value="([^"]*)"/.exec(await answer.text())?.[1] ?? "";
    const html = await typing({
      name: "Ann",
      length: "7",
      told: told.replaceAll("&quot;", '"').replaceAll("&#x27;", "'"),
    });
    expect(html).toContain('id="f-length-problem"');
    for (const nonsense of ["{", "[1]", '[{"pointer":1}]'])
      expect((await ana.send("/boats/form", { name: "Ann", told: nonsense }, part)).status).toBe(200);
  });

  test("follows its rules in quick create, too", async () => {
    const html = await typing({ name: "Ann", length: "7", rig: "ketch", boxes: "name! length rig" }, "/new/boats/form");
    expect(html).toMatch(/for="q-phone">[^<]*<span class="required">/);
    expect(news(html)).toBe("Now there too: field.phone.");
    const gone = await typing({ name: "Ann", length: "5", rig: "ketch" }, "/new/boats/form");
    expect([hasBox(gone, "rig"), gone.includes('name="rig" value="ketch"')]).toEqual([false, true]);
    const saved = await ana.send("/new/boats", { name: "Quick one", length: "5", rig: "ketch" });
    expect(saved.status).toBe(303);
    expect((await app.records.list(ana.actor, "boat", { q: "Quick one" })).data[0]).toMatchObject({ rig: null });
  });

  test("shows what a rule locks, with its name, instead of leaving it out", async () => {
    const boat = await app.records.create(ana.actor, "boat", {
      name: "Bea",
      length: "8",
      rig: "sloop",
      price: { amount: "1200", currency: "EUR" },
    });
    const html = await (await ana.visit(`/boats/${boat.id}/edit`)).text();
    expect(hasBox(html, "price")).toBe(false);
    expect(html).toMatch(/<output class="form-locked" id="f-price"[^>]*>€1,200.00</);
    expect(html).toContain("Locked by the rule “price readOnly”.");
    expect(await typing({ name: "Bea", length: "5" }, `/boats/${boat.id}/form`)).toContain('hx-post="/boats/');
  });

  test("locks and unlocks on a new record what its defaults and whoever types decide", async () => {
    const options = ["low", "high"].map((id) => ({ id, label: id }));
    const schema = { "x-type": "choice", "x-options": options, default: "low" };
    const fields = app.get(services.customFields);
    const { id } = await fields.define(ana.actor, "boat", { key: "rank", schema });
    await rule({ effect: "readOnly", field: "email", condition: 'custom.rank == "low"' });
    const boat = { name: "Ranked", email: "a@b.eu" };
    expect(hasBox(await (await ana.visit("/boats/new")).text(), "email")).toBe(false);
    expect(hasBox(await typing({ name: "R", "custom.rank": "low" }), "email")).toBe(false);
    const open = await typing({ name: "R", "custom.rank": "high", boxes: "name!" });
    expect([hasBox(open, "email"), news(open)?.includes("field.email")]).toEqual([true, true]);
    expect((await ana.api("POST", "/api/v1/boats", boat)).status).toBe(422);
    expect((await ana.api("POST", "/api/v1/boats", { ...boat, custom: { rank: "high" } })).status).toBe(201);
    expect((await ana.send("/boats", { ...boat, "custom.rank": "high" })).status).toBe(303);
    await fields.change(ana.actor, id, { schema: { ...schema, default: "high" } });
    expect(hasBox(await (await ana.visit("/boats/new")).text(), "email")).toBe(true);
    expect((await ana.api("POST", "/api/v1/boats", { ...boat, custom: { rank: "low" } })).status).toBe(201);
  });

  test("does not name a rule that looks at what somebody may not see", async () => {
    await setAccess(app, "boat", { rig: { manager: "hidden" } });
    const boat = await app.records.create(ana.actor, "boat", { name: "Cleo", length: "8", rig: "sloop" });
    for (const right of ["boats.read", "boats.change"]) await app.grant("manager", right, "all");
    const boris = await app.person("manager");
    const html = await (await boris.visit(`/boats/${boat.id}/edit`)).text();
    expect(html).toContain("Locked by a rule.");
    expect(html).not.toContain("price readOnly");
  });

  test("is for whoever may write, and for records there are", async () => {
    await app.db.query({ text: "insert into roles (id, name, position) values ('guest', 'Guest', 99)" });
    const guest = await app.person("guest");
    expect((await guest.send("/boats/form", { name: "Ann" }, part)).status).toBe(403);
    expect((await ana.send("/boats/0198a2b4-5f1e-7c3a-9d2e-4b6c8e0f1a2b/form", {}, part)).status).toBe(404);
  });
});
