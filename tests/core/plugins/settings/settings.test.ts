// What is set of a module: by whom, for whom, and that a secret stays one.
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { root } from "../../../support/sources.ts";
import { until } from "../../../support/until.ts";

const HIDDEN = "tide-table-9f3";

let app: TestApp;
let admin: TestPerson;
let north: TestPerson;
let south: TestPerson;
let team: string;

beforeAll(async () => {
  app = await startTestApp({ pluginsDir: join(root, "tests/support/points"), plugins: ["moorings"] });
  admin = await app.person("admin");
  ({ id: team } = await app.records.create(admin.actor, "team", { name: "North" }));
  north = await app.person("sales", { team });
  south = await app.person("sales");
});
afterAll(() => app.stop());

const home = "/api/v1/plugins/moorings/settings";
const save = async (person: TestPerson, values: object, path = "") =>
  (await person.api("PATCH", home + path, values, { "If-Match": "*" })).status;
const used = async (person: TestPerson) =>
  (await (await person.api("GET", "/api/v1/moorings/settings")).json()) as Record<string, unknown>;
const history = async () =>
  await app.db.query({
    text: "select title, before, after from definition_changes where sort = 'setting' order by seq",
  });

describe("what holds for somebody", () => {
  test("is the default, until something is set", async () => {
    expect(await used(south)).toEqual({ greeting: "Ahoy", fee: null, lights: true, apiKey: null, pin: null });
  });

  test("is their own, else their team's, else the company's; taken back, the wider one again", async () => {
    expect(await save(admin, { greeting: "Hello" })).toBe(200);
    expect(await save(admin, { greeting: "Moin" }, `/teams/${team}`)).toBe(200);
    expect(await save(south, { greeting: "Servus", lights: false }, "/me")).toBe(200);
    expect([(await used(north))["greeting"], (await used(south))["greeting"]]).toEqual(["Moin", "Servus"]);
    expect(await save(south, { greeting: null }, "/me")).toBe(200);
    expect(await used(south)).toMatchObject({ greeting: "Hello", lights: false });
    expect(await save(admin, { greeting: null }, `/teams/${team}`)).toBe(200);
    expect((await used(north))["greeting"]).toBe("Hello");
  });

  test("is heard in every process at once", async () => {
    const node = await app.node();
    await save(admin, { greeting: "Ohoi" });
    const answer = await fetch(`${node.url}/moorings/settings`, {
      headers: { cookie: south.cookie },
    });
    expect(await answer.json()).toMatchObject({ greeting: "Ohoi" });
  });
});

describe("a value", () => {
  test.each([
    [{ greeting: "Far too long for a greeting" }, "/greeting"],
    [{ greeting: 5 }, "/greeting"],
    [{ fee: "much" }, "/fee"],
    [{ lights: "perhaps" }, "/lights"],
    [{ tide: "high" }, "/tide"],
    [{ constructor: "x" }, "/constructor"],
  ])("that does not fit is refused with its place: %o", async (values, pointer) => {
    const sent = { ...values, fee: { amount: "5", currency: "EUR" }, ...values };
    const answer = await admin.api("PATCH", home, sent, { "If-Match": "*" });
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ code: "plugins.settings_invalid", errors: [{ pointer }] });
    expect((await used(admin))["fee"]).toBeNull();
  });

  test("is an amount of money, a yes or a no", async () => {
    expect(await save(admin, { fee: { amount: "12.50", currency: "EUR" }, lights: false })).toBe(200);
    expect(await used(north)).toMatchObject({ fee: { amount: "12.50", currency: "EUR" }, lights: false });
  });
});

describe("case 101: two who set something at once", () => {
  test("say what they read, and the slower one is told what stands there now", async () => {
    const before = await admin.api("GET", home);
    const read = { "If-Match": before.headers.get("ETag") ?? "" };
    expect((await admin.api("PATCH", home, { greeting: "Hallo" })).status).toBe(428);
    expect((await admin.api("PATCH", home, { greeting: "Hallo" }, { "If-Match": "v1" })).status).toBe(400);
    const answers = await Promise.all(
      ["Ciao", "Hola", "Salve"].map((greeting) => admin.api("PATCH", home, { greeting }, read)),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412, 412]);
    const late = await admin.api("PATCH", home, { greeting: null }, read);
    const { greeting } = await used(south);
    expect([late.status, await late.json()]).toMatchObject([412, { current: { values: { greeting } } }]);
    const now = { "If-Match": answers.find(({ status }) => status === 200)?.headers.get("ETag") ?? "" };
    expect((await admin.api("PATCH", home, { greeting: "Ohoi" }, now)).status).toBe(200);
  });

  test("neither see nor miss a secret in the version", async () => {
    const version = async () => (await admin.api("GET", home)).headers.get("ETag");
    const [first] = [await version(), await save(admin, { apiKey: "one" })];
    const [second] = [await version(), await save(admin, { apiKey: "two" })];
    expect(new Set([first, second, await version()]).size).toBe(3);
    expect(await save(admin, { apiKey: null })).toBe(200);
  });
});

describe("whoever may not", () => {
  test("sets nothing for others, and nothing of a module that they do not have", async () => {
    expect(await save(south, { greeting: "Hey" })).toBe(403);
    expect(await save(south, { greeting: "Hey" }, `/teams/${team}`)).toBe(403);
    expect((await south.api("GET", home)).status).toBe(403);
    await app.get(services.plugins).enable(admin.actor, "moorings", { audience: { teams: [team] } });
    await until(async () => (await save(south, { greeting: "Hey" }, "/me")) === 404);
    expect(await save(north, { greeting: "Hey" }, "/me")).toBe(200);
    expect(await save(admin, { greeting: "Hey" }, "/teams/0199f000-0000-7000-8000-000000000000")).toBe(404);
    await app.get(services.plugins).enable(admin.actor, "moorings", { audience: { everyone: true } });
  });
});

describe("a secret", () => {
  test("reaches the plugin and nobody else", async () => {
    expect(await save(admin, { apiKey: HIDDEN })).toBe(200);
    expect((await used(north))["apiKey"]).toBe(HIDDEN);
    const places = [
      await (await admin.api("GET", home)).text(),
      await (await admin.visit("/settings/modules/moorings/settings")).text(),
      await (await admin.visit("/changes/definitions")).text(),
      JSON.stringify(await app.get(services.configuration).export()),
      JSON.stringify(await app.db.query({ text: "select * from plugin_settings" })),
      JSON.stringify(await history()),
    ];
    expect(places.filter((text) => text.includes(HIDDEN))).toEqual([]);
    expect(JSON.parse(places[0] ?? "")).toMatchObject({ secrets: { apiKey: true } });
  });

  test("is not replaced by the dots that stand for it", async () => {
    for (const mask of ["••••", "••1234", "********"]) expect(await save(admin, { apiKey: mask })).toBe(200);
    expect((await used(north))["apiKey"]).toBe(HIDDEN);
  });

  test("opens nowhere but in its place", async () => {
    await save(south, { pin: "4711" }, "/me");
    await app.db.query({
      text: `update plugin_settings set sealed = (select sealed from plugin_settings where key = 'apiKey') where key = 'pin'`,
    });
    const answer = await south.api("GET", "/api/v1/moorings/settings");
    expect([answer.status, await answer.json()]).toMatchObject([503, { code: "plugins.secret_unreadable" }]);
    expect(await save(south, { pin: null }, "/me")).toBe(200);
    expect((await used(south))["pin"]).toBeNull();
  });
});

describe("the history", () => {
  test("tells who set what for others, of a secret only that it changed", async () => {
    await save(admin, { apiKey: `${HIDDEN}-2` });
    const lines = await history();
    expect(lines).toContainEqual({ title: "moorings: greeting", before: { value: "Hello" }, after: { value: "Ohoi" } });
    expect(lines.at(-1)).toEqual({ title: "moorings: apiKey", before: { value: "•••" }, after: { value: "•••" } });
    expect(JSON.stringify(lines)).not.toContain("Servus");
    const page = await (await admin.visit("/changes/definitions")).text();
    expect(page).toContain("/settings/modules/moorings/settings");
  });
});

describe("the configuration", () => {
  test("carries what is set for the company, and sets it elsewhere", async () => {
    const configuration = app.get(services.configuration);
    const document = (await configuration.export()) as unknown as Record<string, Record<string, object>>;
    expect(document["moduleSettings"]).toEqual({
      moorings: { greeting: "Ohoi", fee: { amount: "12.50", currency: "EUR" }, lights: false },
    });
    const other = { ...document, moduleSettings: { moorings: { greeting: "Aye" } } };
    await configuration.apply(admin.actor, other, { told: () => undefined });
    expect(await used(north)).toMatchObject({ lights: false, apiKey: `${HIDDEN}-2` });
    expect(await configuration.plan(await configuration.export())).toMatchObject({ steps: [] });
    const wrong = { ...document, moduleSettings: { moorings: { apiKey: "x" }, nobody: {} } };
    await expect(configuration.plan(wrong)).rejects.toMatchObject({ problems: [{}, {}] });
  });
});

describe("the page", () => {
  const page = "/settings/modules/moorings/settings";

  test("is filled from what is set, and saves what is typed", async () => {
    const html = await (await admin.visit(page)).text();
    expect(html).toContain('value="Aye"');
    expect(html).toContain("Otherwise: Yes");
    const sent = { was: "greeting=Aye", greeting: "Hoy", apiKey: "", lights: "" };
    expect((await admin.send(page, sent)).status).toBe(303);
    expect(await used(south)).toMatchObject({ greeting: "Hoy", apiKey: `${HIDDEN}-2`, lights: false });
    expect((await admin.send(page, { was: "greeting=Hoy", greeting: "", "forget.apiKey": "yes" })).status).toBe(303);
    expect(await used(south)).toMatchObject({ greeting: "Ahoy", apiKey: null });
  });

  test("says what does not fit, and never shows a secret again", async () => {
    const answer = await admin.send(page, { was: "", greeting: "x".repeat(30), apiKey: "never-again" });
    const html = await answer.text();
    expect(answer.status).toBe(422);
    expect(html).toContain("x".repeat(30));
    expect(html).not.toContain("never-again");
  });

  test("of one's own stands beside My settings, for those who have the module", async () => {
    expect(await (await south.visit("/me")).text()).toContain('href="/me/modules"');
    expect((await south.send("/me/modules/moorings", { was: "", greeting: "Salut" })).status).toBe(303);
    expect((await used(south))["greeting"]).toBe("Salut");
    expect(await (await south.visit("/me/modules")).text()).toContain('value="Salut"');
  });
});

describe("a module that goes", () => {
  test("keeps what is set while it is off, and forgets it when it is deleted", async () => {
    const plugins = app.get(services.plugins);
    await plugins.disable(admin.actor, "moorings");
    expect(await save(south, { greeting: "Hi" }, "/me")).toBe(404);
    expect(await (await south.visit("/me")).text()).not.toContain("/me/modules");
    await plugins.enable(admin.actor, "moorings");
    expect((await used(south))["greeting"]).toBe("Salut");
    await plugins.disable(admin.actor, "moorings");
    await plugins.remove(admin.actor, "moorings");
    await plugins.purge(admin.actor, "moorings", { typed: "moorings", force: true });
    expect(await app.db.query({ text: "select key from plugin_settings" })).toEqual([]);
  });
});
