// The application as a command needs it: the same database and services as the running server, and no work in the background.
import { type App, buildApp } from "../app/build-app.ts";
import { type Launched, launchDatabase } from "../db/launch.ts";
import { openLog } from "../kernel/log.ts";
import { readSettings } from "../settings/read-settings.ts";
import type { Settings } from "../settings/settings.ts";
import type { Terminal } from "./terminal.ts";

/** A database, without the application on it: also for one that is not up to date. */
export interface Base {
  readonly settings: Settings;
  readonly launched: Launched;
}

export interface Office extends Base {
  readonly app: App;
}

/** Attaches to the database, or starts the embedded one until the command has ended. */
export async function openBase({ env }: Terminal): Promise<Base> {
  const settings = readSettings(env);
  return { settings, launched: await launchDatabase(settings, logOf(settings), "command") };
}

/** `bare`: without any plugin's code. */
export async function openOffice(base: Base, { bare = false } = {}): Promise<Office> {
  const { launched } = base;
  const settings = bare ? { ...base.settings, safeMode: true } : base.settings;
  const { db, reader, connection } = launched;
  return { ...base, app: await buildApp({ settings, db, reader, connection, log: logOf(settings) }) };
}

// What a command has to say it says itself; the log is for what goes wrong beneath it.
const logOf = ({ log }: Settings): ReturnType<typeof openLog> => openLog(log.level === "info" ? "warn" : log.level);
