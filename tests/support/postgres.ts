// One PostgreSQL for a whole run of tests: thrown away afterwards, and never the one a developer works with.
import { chmod, glob, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { serverAccount } from "../../core/db/embedded/account.ts";
import { findBinaries } from "../../core/db/embedded/binaries.ts";
import { applicationDatabase, createCluster } from "../../core/db/embedded/create.ts";
import { findRunning, isAlive, type Running } from "../../core/db/embedded/pid-file.ts";
import { startServer, stopServer } from "../../core/db/embedded/server.ts";
import { migrate, readMigrations } from "../../core/db/migrate.ts";
import { openDatabase } from "../../core/db/open.ts";
import { applicationSettings } from "./database.ts";

const migrations = fileURLToPath(new URL("../../core/db/migrations", import.meta.url));
const prefix = "/tmp/trellis-tests-";

// Nothing of a test has to outlive a power cut.
const parameters = {
  fsync: "off",
  full_page_writes: "off",
  synchronous_commit: "off",
  max_connections: "300",
  shared_buffers: "128MB",
  wal_level: "minimal",
  max_wal_senders: "0",
  autovacuum_naptime: "5min",
};

/** Vitest's global set-up: the server starts once, whichever project asks first. */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env["TRELLIS_TEST_SOCKET"]) return undefined;
  await removeLeftovers();
  const root = await mkdtemp(`${prefix}${process.pid}-`);
  const running = await start(root);
  process.env["TRELLIS_TEST_SOCKET"] = running.socket;
  process.env["TRELLIS_TEST_FILES"] = root;
  const end = (): Promise<void> => remove(root, running.pid);
  await prepareTemplate().catch(async (error) => {
    await end();
    throw error;
  });
  return end;
}

async function start(root: string): Promise<Running> {
  await chmod(root, 0o755);
  const { bin, major } = await findBinaries();
  const folder = join(root, "pg");
  const place = { bin, folder, account: await serverAccount(), seenAs: folder };
  await createCluster(place, major, "any");
  await writeFile(join(folder, "pg_hba.conf"), "local all all trust\n");
  return await startServer({ place, logFile: join(root, "postgres.log"), socket: ".", parameters });
}

async function prepareTemplate(): Promise<void> {
  const db = openDatabase(applicationSettings(applicationDatabase));
  await migrate(db, "core", await readMigrations(migrations));
  await db.close();
}

// A run that was killed could not tidy up after itself.
async function removeLeftovers(): Promise<void> {
  for await (const root of glob(`${prefix}*`)) {
    const owner = Number(root.slice(prefix.length).split("-")[0]);
    if (isAlive(owner)) continue;
    await remove(root, (await findRunning(join(root, "pg")))?.pid);
  }
}

async function remove(root: string, pid: number | undefined): Promise<void> {
  if (pid) await stopServer(pid);
  await rm(root, { recursive: true, force: true });
}
