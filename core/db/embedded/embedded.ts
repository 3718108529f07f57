// The database that comes with the product: starts by itself in the data folder, and stops with the application.
import { mkdir, realpath, rm } from "node:fs/promises";
import { Conflict } from "../../kernel/errors.ts";
import type { Log } from "../../kernel/log.ts";
import { bringUp, type Files, filesIn, passwordIn, type Up } from "./bring-up.ts";
import { applicationDatabase, applicationRole } from "./create.ts";
import { findHolder, type Lock, tryLock } from "./pid-lock.ts";
import { stopServer } from "./server.ts";
import { supervise } from "./supervise.ts";

export interface EmbeddedServer {
  readonly connection: { host: string; port: number; user: string; password: string; database: string };
  /** Ends it, last of all; a server that others need goes on. */
  stop(): Promise<void>;
}

export interface EmbeddedPlan {
  readonly dataDir: string;
  readonly sharedBuffers: string;
  readonly maxConnections: number;
  readonly log: Log;
}

/** For the application: the only one on this data folder, watches the server and stops it. Throws Conflict when another runs. */
export async function serveEmbedded(plan: EmbeddedPlan): Promise<EmbeddedServer> {
  const files = await prepare(plan);
  const lock = await onlyApplication(files);
  try {
    const start = (): Promise<Up> => bringUp(files, parametersOf(plan));
    const up = await start();
    if (!up.startedByUs) plan.log.info({ pid: up.pid }, "Took over the embedded database that was already running");
    return watched(up, start, { plan, files, lock });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** For a command: uses the server that runs, or starts one until the command has ended. */
export async function attachEmbedded(plan: EmbeddedPlan): Promise<EmbeddedServer> {
  const files = await prepare(plan);
  const up = await bringUp(files, parametersOf(plan));
  const stop = async (): Promise<void> => {
    const taken = (await findHolder(files.appLock)) !== undefined;
    if (up.startedByUs && !taken) await stopServer(up.pid).then(() => removeSocket(files, up));
  };
  return { connection: connectionOf(files, up), stop };
}

async function prepare(plan: EmbeddedPlan): Promise<Files> {
  await mkdir(plan.dataDir, { recursive: true, mode: 0o755 });
  return filesIn(await realpath(plan.dataDir));
}

async function onlyApplication(files: Files): Promise<Lock> {
  const lock = await tryLock(files.appLock);
  if ("heldBy" in lock) throw new Conflict("db.already_running", { folder: files.folder, pid: lock.heldBy });
  return lock;
}

function watched(
  up: Up,
  start: () => Promise<Up>,
  { plan, files, lock }: { plan: EmbeddedPlan; files: Files; lock: Lock },
): EmbeddedServer {
  const stopping = new AbortController();
  let { pid } = up;
  const again = async (): Promise<Up> => {
    const next = await start();
    pid = next.pid;
    return next;
  };
  const watching = supervise(pid, again, plan.log, stopping.signal);
  const stop = async (): Promise<void> => {
    stopping.abort();
    await watching;
    await stopServer(pid);
    await removeSocket(files, up);
    await lock.release();
  };
  return { connection: connectionOf(files, up), stop };
}

// Only a path too long for a socket has its socket elsewhere.
async function removeSocket(files: Files, { socket }: Up): Promise<void> {
  if (socket !== files.cluster) await rm(socket, { recursive: true, force: true });
}

const connectionOf = (files: Files, up: Up): EmbeddedServer["connection"] => ({
  host: up.socket,
  port: up.port,
  user: applicationRole,
  password: passwordIn(files),
  database: applicationDatabase,
});

/** What suits a machine that also runs the application, on disks without moving parts. */
const parametersOf = ({ sharedBuffers, maxConnections }: EmbeddedPlan): Record<string, string> => ({
  shared_buffers: sharedBuffers,
  max_connections: String(maxConnections),
  effective_cache_size: "1GB",
  work_mem: "16MB",
  maintenance_work_mem: "128MB",
  random_page_cost: "1.1",
  max_wal_size: "2GB",
  checkpoint_timeout: "15min",
  wal_compression: "on",
  jit: "off",
  log_line_prefix: "%m [%p] ",
  log_timezone: "UTC",
  timezone: "UTC",
});
