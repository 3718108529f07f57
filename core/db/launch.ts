// Opens the database the settings ask for: an external one, or the one that comes with the product.
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Unavailable } from "../kernel/errors.ts";
import type { Log } from "../kernel/log.ts";
import type { Settings } from "../settings/settings.ts";
import { checkServer } from "./check-server.ts";
import { type Database, sqlState } from "./database.ts";
import { attachEmbedded, type EmbeddedServer, serveEmbedded } from "./embedded/embedded.ts";
import { migrate, type Migration, readMigrations } from "./migrate.ts";
import { type DatabaseSettings, openDatabase } from "./open.ts";
import { handOver } from "./owner.ts";
import { type Reader, readerOf, Replica } from "./reader.ts";
import { withReserve } from "./reserve.ts";
import { rightsOf } from "./rights.ts";

export interface Launched {
  readonly db: Database;
  /** The same, with a connection that is kept for signing in. */
  readonly door: Database;
  /** How connections outside the pool get there. */
  readonly connection: DatabaseSettings["connection"];
  /** Where reports and exports read: the replica if there is one. */
  readonly reader: Reader;
  /** The pool first, then the embedded server if it is ours to stop. */
  close(): Promise<void>;
}

const day = 86_400_000;
const migrations = fileURLToPath(new URL("./migrations", import.meta.url));

/** Opens the database for the application (the only one on an embedded database) or for a command beside it. */
export async function launchDatabase(settings: Settings, log: Log, use: "application" | "command"): Promise<Launched> {
  const server = settings.databaseUrl ? undefined : await embedded(settings, log, use);
  const connection = settings.databaseUrl ?? (server as EmbeddedServer).connection;
  const db = openDatabase(poolSettings(settings, connection, `trellis ${use}`));
  const door = withReserve(db, openDatabase({ ...poolSettings(settings, connection, "trellis door"), poolMax: 1 }));
  const replica = settings.databaseReadUrl
    ? openDatabase({ ...poolSettings(settings, settings.databaseReadUrl, `trellis ${use} reports`) })
    : undefined;
  const close = async (): Promise<void> => {
    await Promise.all([db.close(), door.close(), replica?.close()]);
    await server?.stop();
  };
  try {
    await untilReachable(db, use === "application" ? 30_000 : 5_000);
    await checkServer(db, settings.production, log);
  } catch (error) {
    await close();
    throw error;
  }
  return { db, door, reader: replica ? new Replica(db, replica, log) : readerOf(db), connection, close };
}

function embedded({ dataDir, db }: Settings, log: Log, use: "application" | "command"): Promise<EmbeddedServer> {
  const plan = { dataDir, sharedBuffers: db.sharedBuffers, maxConnections: db.maxConnections, log };
  return use === "application" ? serveEmbedded(plan) : attachEmbedded(plan);
}

/** The settings of a pool on `connection`. */
export function poolSettings(
  { db }: Settings,
  connection: DatabaseSettings["connection"],
  applicationName: string,
): DatabaseSettings {
  const { pool, statementTimeout, namedStatements } = db;
  const { max: poolMax, queue, acquireTimeout } = pool;
  return { connection, applicationName, poolMax, queue, acquireTimeout, statementTimeout, namedStatements };
}

// A database beside us may be starting too; what is wrong for good (password, name) is said at once.
async function untilReachable(db: Database, patience: number): Promise<void> {
  const end = Date.now() + patience;
  for (;;) {
    try {
      await db.query({ text: "select 1" });
      return;
    } catch (error) {
      const cause = (error as Error).cause ?? error;
      const final = /^(28|3D|42)/.test(sqlState(cause)) || Date.now() > end;
      if (final) throw new Unavailable("db.unreachable", { reason: (cause as Error).message }, { cause });
      await sleep(200);
    }
  }
}

export const migrationsOfCore = (): Promise<Migration[]> => readMigrations(migrations);

/** Applies the core's missing migrations, on a connection of its own without time limits. Answers their ids. */
export async function migrateCore(settings: Settings, connection: DatabaseSettings["connection"]): Promise<string[]> {
  const db = openDatabase({
    ...poolSettings(settings, settings.databaseOwnerUrl ?? connection, "trellis migrations"),
    poolMax: 1,
    statementTimeout: day,
  });
  try {
    const applied = await patiently(async () => migrate(db, "core", await migrationsOfCore()));
    if (settings.databaseOwnerUrl) await handOver(db, await roleOf(settings, connection));
    return applied;
  } finally {
    await db.close();
  }
}

/** Who the application is, when somebody else migrates. */
async function roleOf(settings: Settings, connection: DatabaseSettings["connection"]): Promise<string> {
  const db = openDatabase({ ...poolSettings(settings, connection, "trellis migrations"), poolMax: 1 });
  try {
    return (await rightsOf(db)).role;
  } finally {
    await db.close();
  }
}

const lockNotAvailable = "55P03";

// Giving up after five seconds and coming back lets the requests pass that would queue up behind a waiting migration.
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (sqlState(error) !== lockNotAvailable || tries >= 60) throw error;
      await sleep(1_000);
    }
  }
}
