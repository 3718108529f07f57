// Where the cluster and its programs stand, and how the server's account gets to them: also when the folder is closed to it.
import { chown, cp, lstat, mkdir, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { Unavailable } from "../../kernel/errors.ts";
import { type Account, canReach, serverAccount } from "./account.ts";
import { findBinaries } from "./binaries.ts";
import type { Place } from "./programs.ts";

const copies = "/var/lib/trellis";
/** Room for `/.s.PGSQL.5432` within the 104 bytes that every system allows. */
const longestFolder = 88;

export interface Prepared {
  readonly place: Place;
  readonly major: number;
}

/** The programs for this data folder (of its own major version when it has one) under the account that owns it. */
export async function findPlace(folder: string): Promise<Prepared> {
  const found = await findBinaries(await majorOf(folder));
  const account = (await ownerOf(folder)) ?? (await serverAccount());
  if (!account) return { place: { bin: found.bin, folder, account, seenAs: folder }, major: found.major };
  const seenAs = await seenBy(account, folder);
  return { place: { bin: await reachableBin(account, found.bin), folder, account, seenAs }, major: found.major };
}

async function majorOf(folder: string): Promise<number | undefined> {
  const text = await readFile(join(folder, "PG_VERSION"), "utf8").catch(() => "");
  return Number.parseInt(text, 10) || undefined;
}

// As root: a cluster stays with the account that made it, though a better one may have come to the machine since.
async function ownerOf(folder: string): Promise<Account | undefined> {
  if (process.geteuid?.() !== 0) return undefined;
  const owner = await stat(folder).catch(() => undefined);
  return owner?.uid ? { name: String(owner.uid), uid: owner.uid, gid: owner.gid } : undefined;
}

/**
 * How the account names the data folder. A folder below /root is closed to it, but a process may always go where it
 * already stands: it is started inside the folder, and Linux names that place /proc/self/cwd.
 */
async function seenBy(account: Account, folder: string): Promise<string> {
  if (await canReach(account, dirname(folder))) return folder;
  if (process.platform === "linux") return "/proc/self/cwd";
  throw new Unavailable("db.folder_unreachable", { folder, account: account.name });
}

// Programs read their libraries and time zones all the time, so one that is closed to the account is copied, once per version.
async function reachableBin(account: Account, bin: string): Promise<string> {
  if (await canReach(account, bin)) return bin;
  const { size, mtimeMs } = await stat(join(bin, "postgres"));
  const copy = join(
    copies,
    `postgresql-${createHash("sha256").update(`${size} ${mtimeMs}`).digest("hex").slice(0, 12)}`,
  );
  if (!(await isFolder(copy))) await copyPrograms(dirname(bin), copy);
  return join(copy, "bin");
}

async function copyPrograms(from: string, to: string): Promise<void> {
  const draft = `${to}.${process.pid}`;
  await mkdir(copies, { recursive: true, mode: 0o755 });
  await cp(from, draft, { recursive: true, verbatimSymlinks: true });
  await rename(draft, to).catch(() => rm(draft, { recursive: true }));
}

const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() ?? false;

/** The folder for the socket as the server names it: the data folder, or when its path is too long for a socket, one in /tmp. */
export async function socketFolder({ folder, account }: Place): Promise<string> {
  const real = await realpath(folder);
  if (Buffer.byteLength(real) <= longestFolder) return ".";
  const short = `/tmp/trellis-${createHash("sha256").update(real).digest("hex").slice(0, 16)}`;
  const uid = account?.uid ?? process.geteuid?.();
  const isNew = await mkdir(short, { mode: 0o700 }).then(
    () => true,
    () => false,
  );
  // Never on a folder that was there: it may be somebody's link to a place that must not change hands.
  if (isNew && account) await chown(short, account.uid, account.gid);
  const made = await lstat(short);
  if (!made.isDirectory() || made.uid !== uid || (made.mode & 0o077) !== 0)
    throw new Unavailable("db.socket_folder", { folder: short });
  return short;
}
