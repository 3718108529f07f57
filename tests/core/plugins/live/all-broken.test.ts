// Every module that is on fails in everything it adds, and people work on.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { Routes } from "../../../../core/plugins/routes.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { codePlugin } from "../../../support/code-plugin.ts";

const kinds = ["contact", "company", "deal"] as const;

/** Everything it does throws, each in another way. */
const broken = `
  const fail = () => { throw new TypeError("broken"); };
  const never = () => new Promise(() => {});
  for (const kind of ["contact", "company", "deal"]) {
    for (const place of ["side", "tab", "head"])
      host.panel({ id: "ID." + kind + "-" + place, kind, place, title: "web.settings", order: 1, template: "shared/_nothing", view: async () => fail() });
    host.before(kind, "create", async () => fail());
    host.before(kind, "change", async () => Promise.reject(null));
    host.on(kind + ".created", kind + "s", async () => fail());
  }
  host.tile({ id: "ID.tile", place: "side", order: 1, template: "shared/_nothing", view: async () => fail() });
  host.tile({ id: "ID.template", place: "main", order: 2, template: "ID/_tile", view: async () => ({}) });
  host.job("sweep", async () => fail());
  const router = new Router(); router.get("/ID", fail); host.routes(router);`;

const places = ["side", "tab", "head"];
const manifest = {
  permissions: [{ id: "ID.see", label: { en: "See" } }],
  contributes: {
    panels: kinds.flatMap((kind) =>
      places.map((place) => ({ id: `ID.${kind}-${place}`, kind, place, permission: "ID.see" })),
    ),
    tiles: ["tile", "template"].map((name) => ({ id: `ID.${name}`, permission: "ID.see" })),
    jobs: [{ name: "sweep" }],
    hooks: kinds.flatMap((kind) => ["create", "change"].map((action) => ({ kind, action }))),
    events: { consumes: kinds.map((kind) => ({ topic: `${kind}.created`, consumer: `${kind}s` })) },
    routes: [{ path: "/ID", permission: "ID.see" }],
  },
};

let folder: string;
let app: TestApp;
let admin: TestPerson;
const ids: string[] = [];
/** Every page of the core whose address is the same for everybody. */
let pages: readonly string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trellis-plugins-"));
  const add = vi.spyOn(Routes.prototype, "add");
  app = await startTestApp({ pluginsDir: folder, background: true });
  const read = add.mock.calls.flatMap(([router]) => router.stack.filter(({ methods }) => methods.includes("GET")));
  pages = [...new Set(read.map(({ path }) => String(path)))].filter((path) => !/[:*{(]|^\/api\//.test(path)).sort();
  add.mockRestore();
  admin = await app.person("admin");
  await app.get(services.sales).pipelines.createFromTemplate(admin.actor, "simple", "en");
  for (let made = 0; made < 3; made++) {
    const imports = 'import { Router } from "@koa/router";';
    const id = await codePlugin(folder, { imports, code: `setup: ${broken}`, manifest });
    await mkdir(join(folder, id, "templates"));
    await writeFile(join(folder, id, "templates/_tile.hbs"), "<p>{{nothing.here}}</p>");
    await app.get(services.plugins).enable(admin.actor, id);
    ids.push(id);
  }
});
afterAll(async () => {
  await app.stop();
  await rm(folder, { recursive: true, force: true });
});

describe("with every module broken", () => {
  test("records of the core are entered, changed and read", async () => {
    const forms = { contacts: { lastName: "Kolev" }, companies: { name: "Kolev" }, deals: { name: "Boat" } };
    for (const [plural, input] of Object.entries(forms)) {
      const made = await admin.api("POST", `/api/v1/${plural}`, input);
      expect([plural, made.status]).toEqual([plural, 201]);
      const { id } = (await made.json()) as { id: string };
      expect((await admin.api("PATCH", `/api/v1/${plural}/${id}`, input)).status).toBe(200);
      const page = await admin.visit(`/${plural}/${id}`);
      expect([plural, page.status]).toEqual([plural, 200]);
    }
  });

  test.each([
    "/",
    "/contacts",
    "/companies",
    "/deals",
    "/search?q=Kolev",
    "/settings",
    "/settings/modules",
    "/contacts/new",
  ])("%s is there", async (path) => {
    expect((await admin.visit(path)).status).toBe(200);
  });

  test("every page of the core answers, and none fails", async () => {
    expect(pages.length).toBeGreaterThan(40);
    const failed: string[] = [];
    for (const path of pages) {
      const { status } = await admin.visit(path);
      if (status >= 500) failed.push(`${path}: ${status}`);
    }
    expect(failed).toEqual([]);
  });

  test("those that fail too often are taken out, and can be switched off", async () => {
    for (let times = 0; times < 20; times++) await admin.visit(`/${ids[0]}`);
    for (const id of ids) {
      const { state } = await app.get(services.plugins).get(id);
      expect(["quarantined", "enabled"]).toContain(state);
      await app.get(services.plugins).disable(admin.actor, id);
      expect(await app.get(services.plugins).get(id)).toMatchObject({ state: "installed" });
    }
    expect((await admin.visit("/")).status).toBe(200);
  });
});
