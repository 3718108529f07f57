// One PostgreSQL for both sides of a comparison, with the settings the product gives its own.
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { serverAccount } from "../../core/db/embedded/account.ts";
import { findBinaries } from "../../core/db/embedded/binaries.ts";
import { createCluster, hasCluster } from "../../core/db/embedded/create.ts";
import { findRunning } from "../../core/db/embedded/pid-file.ts";
import { startServer, stopServer } from "../../core/db/embedded/server.ts";
import { type Database } from "../../core/db/database.ts";
import { openDatabase } from "../../core/db/open.ts";

export interface Cluster {
  /** Connection string of a database. */
  url(database: string): string;
  open(database: string): Database;
  stop(): Promise<void>;
}

const parameters = {
  shared_buffers: "1GB",
  max_connections: "100",
  max_wal_size: "4GB",
  maintenance_work_mem: "512MB",
  effective_cache_size: "4GB",
  random_page_cost: "1.1",
};
const DAY = 86_400_000;

export async function openCluster(root: string): Promise<Cluster> {
  await mkdir(root, { recursive: true });
  await chmod(root, 0o755);
  const { bin, major } = await findBinaries();
  const folder = join(root, "pg");
  const place = { bin, folder, account: await serverAccount(), seenAs: folder };
  if (!(await hasCluster(folder))) {
    await createCluster(place, major, "any");
    await writeFile(join(folder, "pg_hba.conf"), "local all all trust\n");
  }
  const running =
    (await findRunning(folder)) ??
    (await startServer({ place, logFile: join(root, "postgres.log"), socket: ".", parameters }));
  const url = (database: string) => `postgres://postgres@${encodeURIComponent(running.socket)}/${database}`;
  return {
    url,
    open: (database) =>
      openDatabase({
        connection: url(database),
        poolMax: 4,
        statementTimeout: DAY,
        acquireTimeout: 10_000,
        namedStatements: true,
        applicationName: "bench",
      }),
    stop: () => stopServer(running.pid),
  };
}
