// The start as a story: settings, database, migrations, application, port. Whatever has begun is ended in reverse.
import { join } from "node:path";
import type { RequestListener } from "node:http";
import { takeIn } from "../backup/arriving.ts";
import { migrateCore, type Launched, launchDatabase, migrationsOfCore, poolSettings } from "../db/launch.ts";
import { openDatabase } from "../db/open.ts";
import { languageFor } from "../i18n/languages.ts";
import { loadWords } from "../i18n/words.ts";
import { type Log, openLog } from "../kernel/log.ts";
import { services } from "../sdk/services.ts";
import { readSettings } from "../settings/read-settings.ts";
import { productRoot } from "../settings/schema.ts";
import type { Settings } from "../settings/settings.ts";
import { type App, buildApp } from "./build-app.ts";
import { drainOf } from "./drain.ts";
import { develop } from "./develop/develop.ts";
import { explain } from "./explain.ts";
import { firstAdministrator, setupLink } from "./first-start.ts";
import { withHealth } from "./health.ts";
import { openMetrics } from "./metrics.ts";
import { inside } from "./inside.ts";
import { backupsCheck, clockCheck, databaseChecks, jobsCheck, pluginsCheck } from "./ready.ts";
import { listen, openServer } from "./server.ts";
import { Shutdown } from "./shutdown.ts";
import { watchStrays } from "./strays.ts";
import { startedPlugins } from "./started-plugins.ts";
import { openTelemetry } from "./telemetry/open.ts";
import type { Telemetry } from "./telemetry/telemetry.ts";

type Environment = Readonly<Record<string, string | undefined>>;

interface Begun {
  readonly settings: Settings;
  readonly log: Log;
  readonly shutdown: Shutdown;
  readonly telemetry: Telemetry;
}

/**
 * Runs until a signal comes. What prevents the start is said in words, and ends the process with 1. In development `plugins` are
 * switched on.
 */
export async function startProcess(env: Environment, plugins: readonly string[] = []): Promise<void> {
  let shutdown: Shutdown | undefined;
  try {
    const settings = readSettings(env);
    const log = openLog(settings.log.level);
    shutdown = new Shutdown(settings.shutdown, log);
    shutdown.listen();
    const telemetry = await openTelemetry(env);
    shutdown.add("telemetry", () => telemetry.close());
    const begun = { settings, log, shutdown, telemetry };
    const started = start(begun, languageOf(env)).then(async (app) => {
      if (settings.development) await openStudio(begun, app, { language: languageOf(env), plugins });
    });
    await shutdown.whileStarting(started);
  } catch (error) {
    if (shutdown?.isUnderWay) return;
    await shutdown?.run("start failed");
    process.stderr.write(`${explain(error, loadWords(productRoot), languageOf(env))}\n`);
    process.exit(1);
  }
}

/** The language of whoever sits at the terminal. */
function languageOf(env: Environment): string {
  const locale = env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"] || "en";
  return languageFor(locale.replace(/\..*/, "").replace("_", "-")) ?? "en";
}

async function start(begun: Begun, language: string): Promise<App> {
  const { settings, log, shutdown, telemetry } = begun;
  const launched = await shutdown.begin(
    "database",
    () => launchDatabase(settings, log, "application"),
    (it) => it.close(),
  );
  const applied = await shutdown.next(() => migrateCore(settings, launched.connection));
  if (applied.length > 0) log.info({ applied }, "Database brought up to date");
  await takeIn(launched.db, join(settings.dataDir, "files"));
  telemetry.watch(launched.db);
  const given = {
    settings,
    log,
    db: telemetry.database(launched.db),
    door: telemetry.database(launched.door),
    ...(settings.databaseReadUrl && { reader: launched.reader }),
    connection: launched.connection,
  };
  const app = await shutdown.next(() => buildApp(given));
  const stopWatching = watchStrays(app.get);
  shutdown.add("strays", async () => stopWatching());
  await shutdown.begin(
    "application",
    () => app.start(),
    () => app.stop(),
  );
  log.info({ plugins: await startedPlugins(app.get) }, "Plugins");
  await firstAdministrator(app.get, settings);
  const port = await serve(begun, launched, app);
  await announce(app, language, settings.publicUrl.replace(/:0$/, `:${port}`));
  if (process.argv.includes("--demo")) await announceDemo(app, language);
  return app;
}

/** Plugins are followed as they are written. */
async function openStudio(
  { settings: { pluginsDir }, shutdown }: Begun,
  app: App,
  { language, plugins }: { readonly language: string; readonly plugins: readonly string[] },
): Promise<void> {
  const [workshop, words] = [app.get(inside.workshop), app.get(services.words)];
  const write = (text: string): void => void process.stdout.write(`${text}\n`);
  const stop = await develop({ workshop, words, language, pluginsDir, write }, plugins);
  shutdown.add("plugins under work", stop);
}

/** Listens for requests, and answers the port. */
async function serve(
  { settings, shutdown, telemetry }: Begun,
  { db, connection }: Launched,
  app: App,
): Promise<number> {
  const spare = openDatabase({
    ...poolSettings(settings, connection, "trellis health"),
    poolMax: 1,
    statementTimeout: 1_500,
  });
  shutdown.add("health", () => spare.close());
  const metrics = openMetrics(db, app.get(inside.measures));
  telemetry.modules(app.get(inside.measures));
  const health = {
    checks: {
      ...databaseChecks(spare, await migrationsOfCore()),
      clock: clockCheck(spare),
      jobs: jobsCheck(app.get(services.jobs)),
      backups: backupsCheck(app.get(inside.backups)),
      plugins: pluginsCheck(app.get(inside.pluginWatch), app.get(inside.wellbeing)),
    },
    isStopping: () => shutdown.isUnderWay,
    metrics: () => metrics.text(),
    metricsToken: settings.metrics.token,
  };
  const listener = settings.role === "worker" ? noPages : telemetry.requests(app.callback());
  const server = openServer(withHealth(health, listener), settings.http);
  const drain = drainOf(server);
  metrics.watch(server);
  shutdown.add("requests", (hurry) => drain.finish(hurry));
  shutdown.onBegin(() => drain.begin());
  return await listen(server, settings);
}

/** A process that only works still says how it is. */
const noPages: RequestListener = (_request, response) => void response.writeHead(404).end();

/** What a person needs to know to begin. */
async function announce(app: App, language: string, address: string): Promise<void> {
  const words = app.get(services.words);
  const link = await setupLink(app.get(services.people), address);
  process.stdout.write(`\n  ${words.t(language, "app.ready", { address })}\n`);
  if (link) process.stdout.write(`\n  ${words.t(language, "app.setup_link")}\n  ${link}\n`);
  process.stdout.write("\n");
}

/** Loads the demo company at its first start; a later start only says that it is there. */
async function announceDemo(app: App, language: string): Promise<void> {
  const demo = app.get(services.demo);
  if (await demo.isLoaded()) return;
  const people = await demo.load(language);
  const words = app.get(services.words);
  const lines = people.map(({ email, name }) => `  ${email}  ${name}`).join("\n");
  process.stdout.write(`  ${words.t(language, "demo.ready", { password: people[0]?.password ?? "" })}\n${lines}\n\n`);
}
