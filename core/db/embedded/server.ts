// Starts one PostgreSQL server on a data folder and waits until it answers; stops it again.
import { type ChildProcess } from "node:child_process";
import { open, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { Unavailable } from "../../kernel/errors.ts";
import { findRunning, isAlive, type Running } from "./pid-file.ts";
import { launch, type Place } from "./programs.ts";

export interface ServerPlan {
  readonly place: Place;
  /** File that takes what the server says. */
  readonly logFile: string;
  /** Folder of the socket, as the server can name it. */
  readonly socket: string;
  /** Server parameters by name. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Starts the server; resolves when it takes connections, rejects with the end of its log when it stops before. */
export async function startServer(plan: ServerPlan): Promise<Running> {
  const log = await open(plan.logFile, "a", 0o600);
  const { size } = await log.stat();
  const child = launch(plan.place, "postgres", serverArguments(plan), { stdio: ["ignore", log.fd, log.fd] });
  await log.close();
  const stopped = new Promise<void>((resolve) => child.once("error", () => resolve()).once("exit", () => resolve()));
  child.unref();
  const running = await Promise.race([untilReady(plan.place.folder, child), stopped]);
  if (!running) throw new Unavailable("db.server_did_not_start", { said: await since(plan.logFile, size) });
  return running;
}

function serverArguments({ place, socket, parameters }: ServerPlan): string[] {
  const fixed = { listen_addresses: "", unix_socket_directories: socket, port: "5432", logging_collector: "off" };
  const pairs = Object.entries({ ...parameters, ...fixed });
  return ["-D", place.seenAs, ...pairs.flatMap(([name, value]) => ["-c", `${name}=${value}`])];
}

// No limit: after a crash recovery may take minutes, and a second server would not be quicker.
async function untilReady(folder: string, child: ChildProcess): Promise<Running | undefined> {
  while (child.exitCode === null && child.signalCode === null) {
    const running = await findRunning(folder);
    if (running?.ready && running.pid === child.pid) return running;
    await sleep(10);
  }
  return undefined;
}

async function since(file: string, start: number): Promise<string> {
  return (await readFile(file)).subarray(start).toString().trim().split("\n").slice(-8).join("\n");
}

/** Asks the server to end its sessions and write everything down; after `patience` milliseconds it is stopped at once. */
export async function stopServer(pid: number, patience = 15_000): Promise<void> {
  signal(pid, "SIGINT");
  if (await isGone(pid, patience)) return;
  signal(pid, "SIGQUIT");
  await isGone(pid, patience);
}

async function isGone(pid: number, patience: number): Promise<boolean> {
  const end = Date.now() + patience;
  while (isAlive(pid)) {
    if (Date.now() > end) return false;
    await sleep(10);
  }
  return true;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone already, which is what we want.
  }
}
