// What trellis/testing gives to the tests of a plugin.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../../core/sdk/services.ts";
import { asUser, failAt, startTestApp, type TestApp, type TwoNodes, twoNodes } from "../../../core/sdk/testing.ts";
import { codePlugin } from "../../support/code-plugin.ts";

const pluginsDir = join(import.meta.dirname, "../../support/plugins");

describe("asUser", () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());

  test("asks with the rights of a role and a team", async () => {
    const ana = await asUser(app, { role: "sales", team: "North", name: "Ana" });
    const mila = await asUser(app, { role: "manager", team: "North" });
    const lea = await asUser(app, { role: "manager", team: "South" });
    await ana.ask("POST", "/api/v1/contacts", { name: "Ivo" });
    const count = async (user: typeof ana): Promise<number> =>
      (await user.ask<{ data: unknown[] }>("GET", "/api/v1/deals")).body.data.length;
    await app.deal(ana.actor, "Chairs").catch(() => undefined);
    await app.deal((await asUser(app, { role: "admin" })).actor, "Tables");
    await app.deal(ana.actor, "Chairs");
    expect([await count(ana), await count(mila), await count(lea)]).toEqual([1, 1, 0]);
  });

  test("answers what was said, also when it is no", async () => {
    const { status, body } = await (await asUser(app, { role: "sales" })).ask<{ code: string }>(
      "POST",
      "/api/v1/deals",
      {},
    );
    expect([status, body.code]).toEqual([422, expect.any(String)]);
  });
});

describe("advanceClock", () => {
  let app: TestApp;
  let folder: string;
  let id: string;
  const seen = (): string[] => ((globalThis as { passed?: string[] }).passed ??= []);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "trellis-clock-"));
    const note = (name: string) =>
      `async () => void globalThis.passed.push("${name} " + get(clock).now().toISOString())`;
    id = await codePlugin(folder, {
      imports: 'import { services } from "trellis/sdk"; const { clock } = services; globalThis.passed ??= [];',
      code: `setup: host.job("sweep", ${note("sweep")}, { schedule: "30 3 * * *" }); host.job("remind", ${note("remind")});`,
      manifest: { contributes: { jobs: [{ name: "sweep", schedule: "30 3 * * *" }, { name: "remind" }] } },
    });
    app = await startTestApp({ background: true, pluginsDir: folder, plugins: [id] });
  });
  afterAll(async () => {
    await app.stop();
    await rm(folder, { recursive: true });
  });

  test("has jobs run whose time has come, and tells plugins the time they run at", async () => {
    const inTwoHours = new Date(Date.now() + 2 * 3_600_000);
    await app.get(services.jobs).enqueue(undefined, `${id}.remind`, {}, { after: inTwoHours });
    await app.advanceClock({ hours: 1 });
    expect(seen().filter((one) => one.startsWith("remind"))).toEqual([]);
    await app.advanceClock({ hours: 1, minutes: 1 });
    const [reminded = ""] = seen().filter((one) => one.startsWith("remind"));
    expect(Date.parse(reminded.slice(7))).toBeGreaterThan(inTwoHours.getTime());
  });

  test("has scheduled jobs run once in a day", async () => {
    const before = seen().filter((one) => one.startsWith("sweep")).length;
    await app.advanceClock({ days: 1 });
    expect(seen().filter((one) => one.startsWith("sweep"))).toHaveLength(before + 1);
  });
});

describe("failAt", () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ pluginsDir });
  });
  afterAll(() => app.stop());

  test.each(["fit", "tables", "fields", "set_up", "decision", "publishing"])(
    "%s: what was done is taken back",
    async (step) => {
      const admin = await app.person("admin");
      const plugins = app.get(services.plugins);
      failAt(app, step);
      await expect(plugins.enable(admin.actor, "visits", { agreed: "everything" })).rejects.toThrow(
        `failed at ${step}`,
      );
      expect(await plugins.get("visits")).toMatchObject({ state: "discovered", versionOn: null });
      expect(await app.db.query({ text: "select from pg_namespace where nspname = 'plugin_visits'" })).toEqual([]);
      expect((await admin.visit("/visits")).status).toBe(404);
    },
  );

  test("only the next operation fails", async () => {
    const plugins = app.get(services.plugins);
    const admin = await app.person("admin");
    expect((await plugins.enable(admin.actor, "visits", { agreed: "everything" })).state).toBe("enabled");
  });

  test("a step that there is not is said", () => {
    expect(() => failAt(app, "tabels")).toThrow('No operation has a step "tabels".');
  });
});

describe("twoNodes", () => {
  let two: TwoNodes;
  beforeAll(async () => {
    two = await twoNodes({ pluginsDir });
  });
  afterAll(() => two.stop());

  test("both follow what is decided, and say when they have", async () => {
    const admin = await two.app.person("admin");
    const statuses = async (): Promise<number[]> =>
      await Promise.all(
        two.nodes.map(async ({ url }) => (await fetch(`${url}/visits`, { headers: { cookie: admin.cookie } })).status),
      );
    const plugins = two.app.get(services.plugins);
    await plugins.enable(admin.actor, "visits", { agreed: "everything" });
    await two.agreed();
    expect(await statuses()).toEqual([200, 200]);
    await plugins.disable(admin.actor, "visits");
    await two.agreed();
    expect(await statuses()).toEqual([404, 404]);
  });
});
