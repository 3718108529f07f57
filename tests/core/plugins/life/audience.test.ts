// A module for some teams, and in several processes: whoever does not have it finds nothing, in whichever process they ask.
import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { visits } from "../../../support/plugin-folder.ts";
import { until } from "../../../support/until.ts";
import { promised } from "../../../support/quickly.ts";

let app: TestApp;
let admin: TestPerson;
let pilot: TestPerson;
let other: TestPerson;
let team: string;

beforeAll(async () => {
  app = await startTestApp({ pluginsDir: dirname(visits) });
  admin = await app.person("admin");
  ({ id: team } = await app.records.create(admin.actor, "team", { name: "North" }));
  pilot = await app.person("sales", { team });
  other = await app.person("sales");
  await app.get(services.plugins).enable(admin.actor, "visits", { audience: { teams: [team] }, agreed: "everything" });
  await app.grant("sales", "visits.read", "own");
  await app.grant("sales", "visits.create", "own");
});
afterAll(() => app.stop());

const plugins = () => app.get(services.plugins);

describe("a module for one team", () => {
  test("is there for its people, with what their role may", async () => {
    expect((await pilot.api("POST", "/api/v1/visits", { subject: "Harbour" })).status).toBe(201);
    const page = await pilot.visit("/visits");
    expect(page.status).toBe(200);
    expect(await page.text()).toContain("Harbour");
  });

  test("is in no menu, on no page and in no answer of anybody else", async () => {
    expect(await (await other.visit("/contacts")).text()).not.toContain("/visits");
    const answer = await other.api("GET", "/api/v1/visits");
    expect(await answer.json()).toMatchObject({ status: 404, code: "plugins.module_not_enabled" });
    const page = await other.visit("/visits");
    expect(page.status).toBe(404);
    expect(await page.text()).toContain("not switched on for you");
    expect((await other.api("POST", "/api/v1/visits", { subject: "No" })).status).toBe(404);
  });

  test("is still a matter of rights within the team", async () => {
    const manager = await app.person("manager", { team });
    const answer = await manager.api("GET", "/api/v1/visits");
    expect(await answer.json()).toMatchObject({ status: 403, code: "security.not_allowed" });
  });

  test("becomes everybody's without a restart, and one team's again", async () => {
    await plugins().enable(admin.actor, "visits", { audience: { everyone: true } });
    await until(async () => (await other.api("GET", "/api/v1/visits")).status === 200);
    await plugins().enable(admin.actor, "visits", { audience: { teams: [team] } });
    await until(async () => (await other.api("GET", "/api/v1/visits")).status === 404);
    expect((await pilot.api("GET", "/api/v1/visits")).status).toBe(200);
  });
});

describe("in another process", () => {
  test("a module goes and comes within two seconds, and the process says what it has", async () => {
    const node = await app.node();
    const ask = async () => {
      const headers = { cookie: admin.cookie };
      return (await fetch(`${node.url}/visits`, { headers, redirect: "manual" })).status;
    };
    expect(await ask()).toBe(200);
    await plugins().disable(admin.actor, "visits");
    const off = performance.now();
    await until(async () => (await ask()) === 404);
    expect(performance.now() - off).toBeLessThan(promised(4_000));
    await plugins().enable(admin.actor, "visits");
    await until(async () => (await ask()) === 200);
    await until(async () => {
      const rows = await app.db.query<{ loaded: { id: string; state: string }[] }>({
        text: "select loaded from plugin_nodes",
      });
      return rows.some(({ loaded }) => loaded.some(({ id, state }) => id === "visits" && state === "on"));
    });
  });
});
