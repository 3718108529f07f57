// What `postmaster.pid` says about the server on a data folder, and whether to believe it.
import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { readFile, readlink, realpath, rm } from "node:fs/promises";
import { connect } from "node:net";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

export interface Running {
  readonly pid: number;
  readonly port: number;
  /** Folder of the socket. */
  readonly socket: string;
  readonly ready: boolean;
}

const run = promisify(execFile);

/** The server that runs on this folder now, however it was started; a pid file that somebody left behind is removed. */
export async function findRunning(folder: string): Promise<Running | undefined> {
  const path = join(folder, "postmaster.pid");
  const text = await readFile(path, "utf8").catch(() => "");
  const [pid = "", , , port = "", socket = "", , , state = ""] = text.split("\n");
  if (!Number(pid)) return undefined;
  if (await isServerOf(Number(pid), folder)) {
    return {
      pid: Number(pid),
      port: Number(port),
      socket: resolve(await realpath(folder), socket.trim()),
      ready: state.trim() === "ready",
    };
  }
  await rm(path, { force: true });
  return undefined;
}

// After a crash the number may belong to somebody else by now, and PostgreSQL would refuse to start because of it.
async function isServerOf(pid: number, folder: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const stands = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  return stands === undefined ? await isPostgres(pid) : stands === (await realpath(folder));
}

// Not every system says where a process stands, and a container hides it from root.
async function isPostgres(pid: number): Promise<boolean> {
  const { stdout } = await run("ps", ["-o", "command=", "-p", String(pid)]).catch(() => ({ stdout: commandOf(pid) }));
  return (await stdout).includes("postgres");
}

// Small containers have no ps.
const commandOf = (pid: number): Promise<string> => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");

/** Whether the process runs; one that has ended, and that nobody has buried yet, does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return !isZombie(pid);
}

// In a container without an init process the dead stay in the list for ever.
function isZombie(pid: number): boolean {
  try {
    return /^ [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\)/s, ""));
  } catch {
    return false;
  }
}

/** Whether anybody takes connections at the server's socket. */
export async function isListening({ socket, port }: Running): Promise<boolean> {
  const line = connect({ path: join(socket, `.s.PGSQL.${port}`) });
  try {
    await once(line, "connect");
    return true;
  } catch {
    return false;
  } finally {
    line.destroy();
  }
}
