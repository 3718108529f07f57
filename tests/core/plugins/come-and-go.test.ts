// A plugin that adds everything there is to add comes and goes again and again, while people work.
import { join } from "node:path";
import { Router } from "@koa/router";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inside } from "../../../core/app/inside.ts";
import { readPluginCatalogue } from "../../../core/i18n/catalogue.ts";
import type { Undo } from "../../../core/plugins/registering.ts";
import { reference, text } from "../../../core/records/fields/define.ts";
import { extendKindTable } from "../../../core/records/kind-tables/table.ts";
import type { KindDefinition } from "../../../core/records/kind.ts";
import { services } from "../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../support/app.ts";
import { filesIn } from "../../support/files-in.ts";

const berth: KindDefinition = {
  name: "berth",
  plural: "berths",
  table: "plugin_harbour.berths",
  owner: "harbour",
  icon: "anchor",
  fields: { name: text({ required: true }), company: reference("company") },
  titleField: "name",
  listColumns: ["name"],
  searchable: ["name"],
};

let app: TestApp;
let admin: TestPerson;
let folder: string;
let companyId: string;

beforeAll(async () => {
  app = await startTestApp({ background: true });
  await app.db.transaction(async (trx) => await extendKindTable(trx, berth));
  admin = await app.person("admin");
  companyId = (await app.records.create(admin.actor, "company", { name: "Kolev" })).id;
  folder = filesIn({
    "locales/en.json": '{ "harbour.title": "Harbour", "berths.one": "Berth", "berths.many": "Berths" }',
    "templates/page.hbs": "<p>{{t 'harbour.title'}}</p>{{> harbour/_panel}}",
    "templates/_panel.hbs": "<b>Berthed</b>",
    "assets/harbour.css": "b { color: teal; }",
  });
});
afterAll(() => app.stop());

/** Adds all of it; answers how to take it out. */
function bringIn(): () => Promise<void> {
  const undo: Undo[] = [
    app.get(services.kinds).wake("harbour"),
    app.get(inside.assets).add({ folder: join(folder, "assets"), prefix: "harbour" }),
    app.get(inside.templates).add({ folder: join(folder, "templates"), prefix: "harbour" }),
    app.get(services.words).add(readPluginCatalogue(folder)),
  ].reverse();
  const host = app.get(services.contributions).hostFor("harbour", undo);
  const pages = app.get(services.pages);
  host.kind(berth);
  host.permission("harbour.open", { admin: "all" });
  host.menu({ label: "harbour.title", path: "/harbour", icon: "anchor", order: 90, permission: "harbour.open" });
  const page = (ctx: Parameters<typeof pages.show>[0]): void => pages.show(ctx, "harbour/page", { title: "Harbour" });
  host.routes(
    new Router()
      .get("/harbour", async (ctx) => (await later(3), page(ctx)))
      .get("/api/v1/harbour", (ctx) => void (ctx.body = {})),
  );
  host.api({ tag: { name: "harbour", description: "Berths" }, paths: {} });
  const shown = { order: 1, template: "harbour/_panel", view: async () => (await later(3), {}) };
  host.panel({ ...shown, id: "harbour", kind: "company", place: "side", title: "harbour.title" });
  host.tile({ ...shown, id: "harbour", place: "side" });
  host.tray({
    label: "harbour.title",
    path: "/harbour",
    icon: "anchor",
    piece: "/harbour",
    permission: "harbour.open",
  });
  const told = { id: "harbour", template: "harbour/_panel", composer: "harbour/_panel" };
  host.timeline({ ...told, entries: async () => [], compose: async () => undefined });
  host.listHint({ kind: "company", template: "harbour/_panel", view: shown.view });
  const piece = { id: "harbour.piece", kind: "company", label: "harbour.title", icon: "anchor", order: 90 };
  host.action({ ...piece, places: ["record", "list"], run: async () => ({}) });
  host.column({ ...piece, schema: { "x-type": "text" }, values: async () => new Map() });
  host.command({ ...piece, path: "/harbour" });
  host.searchGroup({ ...piece, title: "harbour.title", find: async () => [] });
  host.importPreset({
    id: "harbour.lloyds",
    kind: "company",
    name: { en: "Lloyd's" },
    marks: ["a", "b"],
    columns: { a: "name" },
  });
  host.setupStep({ ...piece, text: "harbour.title", path: "/harbour", isDone: async () => true });
  host.health({ ...piece, check: async () => undefined });
  host.myPage({ ...piece, path: "/harbour", isThere: async () => true });
  host.before("company", "change", async () => []);
  host.along("company", async () => undefined);
  host.dataset({ id: "harbour.berths", label: "berths.many", kind: "berth" });
  host.mentions({ find: async () => [], rename: async () => undefined });
  host.configurationNames("berth", { nameOf: async () => new Map(), idOf: async () => undefined } as never);
  host.on("company.*", "watch", async () => undefined);
  host.on("*", "watch", async () => undefined);
  host.job("count", async () => undefined, { schedule: "0 3 * * *" });
  return async () => {
    for (const back of undo) await back();
  };
}

const later = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

/** Everything that may have been left behind. */
async function standing() {
  const contributions = app.get(services.contributions);
  const words = app.get(services.words);
  const openapi = (await (await admin.api("GET", "/api/v1/openapi.json")).json()) as { paths: object };
  const { menu, tray, timelines, tiles, apiParts, mentions, commands, searchGroups, myPages } = contributions;
  return {
    menu,
    tray,
    commands,
    searchGroups,
    presets: contributions.importPresets,
    datasets: contributions.datasets,
    steps: contributions.setupSteps,
    health: contributions.healthChecks,
    myPages,
    actions: contributions.actions("company"),
    columns: app.get(services.kinds).get("company").added.size,
    tiles,
    timelines,
    apiParts,
    mentions,
    panels: contributions.panels("company"),
    hints: contributions.listHints("company"),
    guests: app.get(services.kinds).get("company").guests.size,
    along: app.get(services.kinds).get("company").along.size,
    taken: ["harbour", "berths"].map((piece) => contributions.isTaken(piece)),
    rights: [...app.get(services.permissions).all().keys()],
    kinds: app
      .get(services.kinds)
      .all()
      .map(({ name }) => name),
    words: words.keysUnder("").map((key) => words.original("en", key)),
    paths: Object.keys(openapi.paths),
    schedules: await app.db.query({ text: "select name, cron from jobs.schedule order by name" }),
    listeners: process.eventNames().map((name) => [name, process.listenerCount(name)]),
    locks: await app.db.query({
      text: `select count(*)::int as n from pg_locks where locktype = 'advisory'
        and database = (select oid from pg_database where datname = current_database())`,
    }),
  };
}

const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !holds(); tries++) await later(25);
}

test("twenty times, and nothing is left but its tables", { timeout: 180_000 }, async () => {
  await bringIn()();
  const before = await standing();
  const running = timers();
  for (let turn = 0; turn < 20; turn++) {
    const takeOut = bringIn();
    if (turn === 0) {
      expect((await admin.visit("/harbour")).status).toBe(200);
      expect(await (await admin.visit(`/companies/${companyId}`)).text()).toContain("Berthed");
      expect((await admin.api("POST", "/api/v1/berths", { name: "A1" })).status).toBe(201);
    }
    await takeOut();
  }

  expect(await standing()).toEqual(before);
  await until(() => timers() <= running);
  expect(timers()).toBeLessThanOrEqual(running);
  expect(() => app.get(inside.templates).get("harbour/page")).toThrow("There is no template");
  expect(() => app.get(inside.assets).url("harbour/harbour.css")).toThrow("There is no asset");
  expect((await admin.visit("/harbour")).status).toBe(404);
  expect(await app.db.query({ text: "select name from plugin_harbour.berths" })).toEqual([{ name: "A1" }]);
});

test("while people work, and no request under way breaks", { timeout: 180_000 }, async () => {
  const seen = new Map<string, Set<number>>();
  let isOver = false;
  const work = async (path: string): Promise<void> => {
    const statuses = new Set<number>();
    seen.set(path, statuses);
    while (!isOver) {
      const answer = await admin.visit(path);
      const html = await answer.text();
      statuses.add(answer.status);
      if (answer.status === 200 && path === "/harbour") expect(html).toContain("<b>Berthed</b>");
    }
  };
  const people = ["/harbour", `/companies/${companyId}`, "/", "/berths"].map(work);
  for (let turn = 0; turn < 20; turn++) {
    const takeOut = bringIn();
    await later(15);
    await takeOut();
    await later(5);
  }
  isOver = true;
  await Promise.all(people);

  expect([...(seen.get(`/companies/${companyId}`) ?? []), ...(seen.get("/") ?? [])]).toEqual([200, 200]);
  for (const statuses of seen.values()) expect([...statuses].filter((status) => status >= 500)).toEqual([]);
});

test("a page that began with a panel is shown with it", async () => {
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  const undo: Undo[] = [app.get(inside.templates).add({ folder: join(folder, "templates"), prefix: "harbour" })];
  undo.unshift(app.get(services.words).add(readPluginCatalogue(folder)));
  const view = async (): Promise<object> => {
    ask();
    await gate;
    return {};
  };
  const panel = { id: "harbour", kind: "company", place: "side", title: "harbour.title", order: 1 } as const;
  app
    .get(services.contributions)
    .hostFor("harbour", undo)
    .panel({ ...panel, template: "harbour/_panel", view });
  const page = admin.visit(`/companies/${companyId}`);
  await asked;
  const out = (async () => {
    for (const back of undo) await back();
  })();
  await later(50);
  open();
  await out;

  const answer = await page;
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining("Berthed")]);
});
