// A module comes and goes while everybody works, and nothing that was entered is lost.
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";

const folder = join(import.meta.dirname, "../../../support/plugins");

let app: TestApp;
let admin: TestPerson;
let sales: TestPerson;

beforeAll(async () => {
  app = await startTestApp({ env: { TRELLIS_PLUGINS_DIR: folder } });
  admin = await app.person("admin");
  sales = await app.person("sales");
  await app.get(services.sales).pipelines.createFromTemplate(admin.actor, "simple", "en");
});
afterAll(() => app.stop());

const plugins = () => app.get(services.plugins);
const status = async (person: TestPerson, path: string) => (await person.visit(path)).status;

describe("a module that was found", () => {
  test("is known without having run", async () => {
    const visits = await plugins().get("visits");
    expect(visits).toMatchObject({ state: "discovered", version: "1.0.0", versionOn: null, problems: [] });
    expect(await status(admin, "/visits")).toBe(404);
  });

  test("says what it would add, and changes nothing by it", async () => {
    const { lines } = await plugins().plan(admin.actor, "visits");
    expect(lines).toContainEqual({ what: "table", name: "plugin_visits.visits", severity: "safe" });
    expect(lines).toContainEqual({ what: "menu", name: "/visits", severity: "safe", detail: "visits.read" });
    const [row] = await app.db.query({ text: "select to_regnamespace('plugin_visits') as it" });
    expect(row).toEqual({ it: null });
  });

  test("is switched on by administrators only", async () => {
    await expect(plugins().enable(sales.actor, "visits")).rejects.toMatchObject({ status: 403 });
  });
});

describe("a module that is on", () => {
  let id: string;

  test("is there at once, with pages, REST and menu", async () => {
    const on = await plugins().enable(admin.actor, "visits", { agreed: "everything" });
    expect(on).toMatchObject({ state: "enabled", versionOn: "1.0.0" });
    admin = await again(admin);
    const created = await admin.api("POST", "/api/v1/visits", { subject: "First visit" });
    expect(created.status).toBe(201);
    ({ id } = (await created.json()) as { id: string });
    const page = await (await admin.visit("/visits")).text();
    expect(page).toContain("First visit");
    expect(page).toContain('href="/visits"');
  });

  test("is nobody's but the administrators' until a role is given the rights", async () => {
    expect((await sales.api("GET", "/api/v1/visits")).status).toBe(403);
  });

  test("brings its field and its rule to deals, and takes them along when it goes", async () => {
    const schema = async () => await (await admin.api("GET", "/api/v1/schemas/deal")).text();
    const rule = async () =>
      app
        .get(services.kinds)
        .get("deal")
        .rules.map(({ name }) => name);
    expect(await schema()).toContain("visit_report");
    expect(await rule()).toContain("Won deals have a visit report");
    const deal = await app.records.create(admin.actor, "deal", { name: "Boat", custom: { visit_report: "We met." } });
    await plugins().disable(admin.actor, "visits");
    expect(await schema()).not.toContain("visit_report");
    expect(await rule()).toEqual([]);
    await app.records.change(admin.actor, "deal", deal.id, { name: "Larger boat" });
    await plugins().enable(admin.actor, "visits");
    const again = await app.records.get(admin.actor, "deal", deal.id);
    expect(again).toMatchObject({ name: "Larger boat", custom: { visit_report: "We met." } });
  });

  test("is gone everywhere when it is off, and back with what it held", async () => {
    await plugins().disable(admin.actor, "visits");
    expect(await status(admin, "/visits")).toBe(404);
    expect((await admin.api("GET", `/api/v1/visits/${id}`)).status).toBe(404);
    expect(await (await admin.visit("/contacts")).text()).not.toContain('href="/visits"');
    await plugins().enable(admin.actor, "visits");
    const back = await admin.api("GET", `/api/v1/visits/${id}`);
    expect(await back.json()).toMatchObject({ subject: "First visit" });
  });
});

describe("a module that was put away", () => {
  test("can be deleted after 30 days by whoever types its id, and leaves nothing", async () => {
    await expect(plugins().remove(admin.actor, "visits")).rejects.toMatchObject({ code: "plugins.still_on" });
    await plugins().disable(admin.actor, "visits");
    await expect(plugins().purge(admin.actor, "visits", { typed: "visits" })).rejects.toMatchObject({
      code: "plugins.put_away_first",
    });
    await plugins().remove(admin.actor, "visits");
    const purge = (typed: string) => plugins().purge(admin.actor, "visits", { typed });
    await expect(purge("visit")).rejects.toMatchObject({ code: "plugins.not_purged" });
    await expect(purge("visits")).rejects.toMatchObject({ code: "plugins.still_kept" });
    await app.db.query({ text: "update plugins set archived_at = now() - interval '31 days'" });
    await purge("visits");
    expect(await plugins().get("visits")).toMatchObject({ state: "discovered" });
    for (const left of ["plugins", "plugin_objects", "fields", "rules"])
      expect(await app.db.query({ text: `select * from ${left}` })).toEqual([]);
    const [row] = await app.db.query({ text: "select to_regnamespace('plugin_visits') as it" });
    expect(row).toEqual({ it: null });
  });
});

const again = async (person: TestPerson): Promise<TestPerson> => {
  const actor = await app.get(services.people).actors.ofUser(person.id, "page");
  return { ...person, ...(actor && { actor }) };
};
