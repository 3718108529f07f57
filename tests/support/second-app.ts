// A second process over a test application's database, as far as one process can play two.
import { type App, buildApp } from "../../core/app/build-app.ts";
import { openDatabase } from "../../core/db/open.ts";
import { type Log, openLog } from "../../core/kernel/log.ts";
import { readSettings } from "../../core/settings/read-settings.ts";
import { applicationSettings } from "./database.ts";
import type { TestApp } from "./app.ts";

/** Knows of definitions only what it has read itself: it looks when `definitions.refresh()` is called, or once a second when `background`. */
export async function secondApp(
  first: TestApp,
  { background = false, log = openLog("fatal") }: { background?: boolean; log?: Log } = {},
): Promise<App & { close(): Promise<void> }> {
  const [row] = await first.db.query<{ name: string }>({ text: "select current_database() as name" });
  const settings = applicationSettings(row?.name ?? "");
  const db = openDatabase(settings);
  const secret = "a secret for tests only, 32 signs";
  const given = { settings: readSettings({ TRELLIS_SECRET: secret, LOG_LEVEL: "fatal" }), log };
  const app = await buildApp({ ...given, db, connection: settings.connection });
  if (background) await app.start();
  return {
    ...app,
    async close() {
      if (background) await app.stop();
      await db.close();
    },
  };
}
