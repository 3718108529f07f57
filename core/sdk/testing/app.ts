// The whole application on a fresh database and a free port, and people to use it.
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { buildApp, type App } from "../../app/build-app.ts";
import { inside } from "../../app/inside.ts";
import type { Database } from "../../db/database.ts";
import { type Actor, type Scope, systemActor } from "../../kernel/actor.ts";
import { openLog } from "../../kernel/log.ts";
import type { Plugins } from "../../plugins/life/plugins.ts";
import type { Get } from "../../plugins/plugin.ts";
import type { Records } from "../../records/records.ts";
import { services } from "../services.ts";
import { readSettings } from "../../settings/read-settings.ts";
import type { Settings } from "../../settings/settings.ts";
import { browsing } from "./browse.ts";
import { pass, type Span, TestClock } from "./clock.ts";
import { freshDatabase } from "./database.ts";
import { person, type TestPerson } from "./person.ts";

export interface TestApp {
  readonly url: string;
  readonly db: Database;
  readonly get: Get;
  readonly records: Records;
  readonly app: App;
  /** Lets time pass at once, for `services.clock` and, with `background`, for jobs that become due in it, which have ended then. */
  advanceClock(span: Span): Promise<void>;
  /** Somebody with this role: admin, manager or sales. */
  person(role: string, more?: { name?: string; team?: string; language?: string }): Promise<TestPerson>;
  /** A page in Chromium as somebody sees it; the browser is closed with the application. */
  browse(person: TestPerson, path: string): Promise<Page>;
  /** A deal to work with, with a pipeline if there is none yet; answers its id. */
  deal(actor: Actor, name: string): Promise<string>;
  /** What modules have counted so far, as `/metrics` shows it. */
  metrics(): Promise<string>;
  /** Another process on the same database, following what is defined and switched on as each does; stopped with this one. */
  node(): Promise<TestNode>;
  /** Gives a role another reach than it has from the start; for people made afterwards. */
  grant(role: string, right: string, scope: Scope): Promise<void>;
  stop(): Promise<void>;
}

/** A process besides the first. */
export interface TestNode {
  readonly url: string;
  readonly get: Get;
}

export interface TestAppOptions {
  readonly env?: Record<string, string>;
  /** Starts events and jobs too. */
  readonly background?: boolean;
  /** Folder with plugins that do not lie beside the product. */
  readonly pluginsDir?: string;
  /** Ids of those to switch on for everybody, in this order. */
  readonly plugins?: readonly string[];
}

export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const { background = false, plugins = [] } = options;
  const { db, connection, drop } = await freshDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), "trellis-test-"));
  const [settings, clock] = [settingsFor(options, dataDir), new TestClock()];
  const build = () => buildApp({ settings, db, connection, clock, log: openLog(settings.log.level) });
  const app = await build();
  if (background) await app.start();
  const { url, close } = await served(app);
  const browser = browsing(url);
  const others: End[] = [];
  await db.query({ text: company });
  for (const id of plugins) await switchOn(app.get(services.plugins), id);
  return {
    url,
    db,
    app,
    get: app.get,
    records: app.get(services.records),
    advanceClock: (span) => pass(span, clock, { db, jobs: app.get(services.jobs) }),
    browse: (one, path) => browser.visit(one, path),
    deal: (actor, name) => dealNamed(app.get, actor, name),
    metrics: () => app.get(inside.measures).text(),
    node: async () => await another(await build(), others),
    person: (role, more = {}) => person(app.get, url, { role, ...more }),
    grant: async (role, right, scope) => await grant(db, [role, right, scope]),
    async stop() {
      for (const end of [browser.close, ...others, close]) await end();
      if (background) await app.stop();
      await drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Whoever tests a plugin reads what is wrong with it, and not only that there is none. */
async function switchOn(plugins: Plugins, id: string): Promise<void> {
  const { problems } = await plugins.get(id);
  if (problems.length > 0)
    throw new Error(`${id}: ${problems.map(({ pointer, code }) => `${pointer}: ${code}`).join(", ")}`);
  await plugins.enable(systemActor("test"), id, { agreed: "everything" });
}

function settingsFor({ env = {}, pluginsDir }: TestAppOptions, dataDir: string): Settings {
  return readSettings({
    DATA_DIR: dataDir,
    TRELLIS_SECRET: "a secret for tests only, 32 signs",
    LOG_LEVEL: "fatal",
    ...(pluginsDir !== undefined && { TRELLIS_PLUGINS_DIR: pluginsDir }),
    ...env,
  });
}

type End = () => Promise<void>;

const company = `insert into settings (path, value) values ('company.currency', '"EUR"'), ('company.country', '"BG"'),
  ('company.name', '"Kolev & Sons"')`;

async function dealNamed(get: Get, actor: Actor, name: string): Promise<string> {
  const { pipelines } = get(services.sales);
  if ((await pipelines.list(actor)).length === 0) await pipelines.createFromTemplate(actor, "simple", "en");
  return (await get(services.records).create(actor, "deal", { name })).id;
}

async function another(app: App, others: End[]): Promise<TestNode> {
  const at = await served(app);
  app.get(inside.watch).start();
  app.get(inside.pluginWatch).start();
  others.push(async () => {
    app.get(inside.watch).stop();
    await app.get(inside.pluginWatch).stop();
    await at.close();
  });
  return { url: at.url, get: app.get };
}

async function grant(db: Database, values: readonly [role: string, right: string, scope: Scope]): Promise<void> {
  await db.query({ text: "insert into role_grants (role, permission, scope) values ($1, $2, $3)", values });
  await db.query({ text: "update definition_versions set version = version + 1 where name = 'rights'" });
}

async function served(app: App): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(app.callback()).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
