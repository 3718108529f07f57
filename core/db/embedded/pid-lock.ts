// A lock that ends with the process that holds it, even after kill -9: a file with the process's number and time of birth.
import { execFile } from "node:child_process";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { promisify } from "node:util";

export interface Lock {
  release(): Promise<void>;
}

const run = promisify(execFile);

/** Takes the lock, or answers which process holds it. */
export async function tryLock(file: string): Promise<Lock | { readonly heldBy: number }> {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, await identity(process.pid), { mode: 0o600 });
  try {
    for (;;) {
      if (await linked(draft, file)) return { release: () => rm(file, { force: true }) };
      const heldBy = await findHolder(file);
      if (heldBy !== undefined) return { heldBy };
      await removeStale(file, draft);
    }
  } finally {
    await rm(draft, { force: true });
  }
}

/** The living process that holds the lock. */
export async function findHolder(file: string): Promise<number | undefined> {
  const text = await readFile(file, "utf8").catch(() => "");
  const pid = Number(text.split(" ")[0]);
  return pid > 0 && text === (await identity(pid)) ? pid : undefined;
}

async function linked(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

// Renaming first: of two processes that find the same stale file only one gets it.
async function removeStale(file: string, draft: string): Promise<void> {
  const aside = `${draft}.stale`;
  await rename(file, aside).catch(() => {});
  await rm(aside, { force: true });
}

/** A number can be given again; together with the time of birth it means one process only. Empty when there is none. */
async function identity(pid: number): Promise<string> {
  const born = process.platform === "linux" ? await bornOnLinux(pid) : await bornByPs(pid);
  return born ? `${pid} ${born}\n` : "";
}

async function bornOnLinux(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "");
  // The name in parentheses may hold spaces; the start time is the 20th field after it.
  const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  return ticks ? `${ticks} ${boot.trim()}` : "";
}

async function bornByPs(pid: number): Promise<string> {
  const answer = await run("ps", ["-o", "lstart=", "-p", String(pid)]).catch(() => ({ stdout: "" }));
  return answer.stdout.trim();
}
