// The start as a story: settings, database, migrations, application, port; whatever has begun is ended in reverse.
import { languageFor } from "../i18n/languages.ts";
import { loadWords, type Words } from "../i18n/words.ts";
import { launchDatabase, type Launched, migrateCore, poolSettings } from "../db/launch.ts";
import { openDatabase } from "../db/open.ts";
import { type Log, openLog } from "../kernel/log.ts";
import { readSettings } from "../settings/read-settings.ts";
import { productRoot } from "../settings/schema.ts";
import type { Settings } from "../settings/settings.ts";
import { type App, buildApp } from "./build-app.ts";
import { drainOf } from "./drain.ts";
import { explain } from "./explain.ts";
import { withHealth } from "./health.ts";
import { openMetrics } from "./metrics.ts";
import { readyChecks } from "./ready.ts";
import { listen, openServer } from "./server.ts";
import { Shutdown } from "./shutdown.ts";
import { firstAdministrator, setupLink } from "./first-start.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Runs until a signal comes. What prevents the start is explained in words, and ends the process with 1. */
export async function startProcess(env: Environment): Promise<void> {
  let shutdown: Shutdown | undefined;
  try {
    const settings = readSettings(env);
    const log = openLog(settings.log.level);
    shutdown = new Shutdown(settings.shutdown.timeout, log);
    shutdown.listen();
    await start(settings, log, shutdown, spoken(env));
  } catch (error) {
    if (shutdown?.isUnderWay) return;
    process.stderr.write(`${explain(error, loadWords(productRoot), spoken(env))}\n`);
    await shutdown?.run("the start failed");
    process.exit(1);
  }
}

/** The language of whoever sits at the terminal. */
const spoken = (env: Environment): string => languageFor((env["LC_ALL"] || env["LANG"] || "en").replace(/[._].*/, "")) ?? "en";

async function start(settings: Settings, log: Log, shutdown: Shutdown, language: string): Promise<void> {
  const launched = await step(shutdown, "database", () => launchDatabase(settings, log, "application"), (it) => it.close());
  const applied = await migrateCore(settings, launched.connection);
  if (applied.length > 0) log.info({ applied }, "Database brought up to date");
  const app = await step(shutdown, "application", () => startApp(settings, launched, log), (it) => it.stop());
  await firstAdministrator(app, settings);
  const port = await serve(settings, launched, app, shutdown);
  const link = await setupLink(app, settings, port);
  announce(loadWordsOf(app), language, { address: addressOf(settings, port), link });
}
