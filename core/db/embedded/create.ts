// Makes a new cluster: complete, with its role, password and database, before it ever listens.
import { chown, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Place } from "./programs.ts";
import { runToEnd } from "./programs.ts";

/** The role that owns the application's tables; it may not create roles, read the server's files or become superuser. */
export const applicationRole = "trellis";
export const applicationDatabase = "trellis";

// Without host lines nothing comes in over the network, even if somebody makes the server listen there.
const accessRules = "local all all scram-sha-256\n";

/** Creates the cluster at `place.folder`, which must not exist yet. A crash on the way leaves only a folder `<name>.new`. */
export async function createCluster(place: Place, major: number, password: string): Promise<void> {
  const folder = `${place.folder}.new`;
  const draft = { ...place, folder, seenAs: place.seenAs === place.folder ? folder : place.seenAs };
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { mode: 0o700 });
  if (place.account) await chown(folder, place.account.uid, place.account.gid);
  await runToEnd(draft, "initdb", ["-D", draft.seenAs, ...initOptions(major)]);
  await writeFile(join(folder, "pg_hba.conf"), accessRules);
  await runToEnd(draft, "postgres", ["--single", "-D", draft.seenAs, "postgres"], firstStatements(password));
  await rename(folder, place.folder);
}

// The builtin provider sorts the same under every build of PostgreSQL, so an index never depends on the machine's libraries.
function initOptions(major: number): string[] {
  const locale = major >= 17 ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"] : ["--locale=C"];
  return ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--data-checksums", "--no-instructions", ...locale];
}

// Single-user mode takes one statement per line.
const firstStatements = (password: string): string =>
  [
    `create role ${applicationRole} login password '${password}'`,
    `create database ${applicationDatabase} owner ${applicationRole}`,
    `grant pg_monitor, pg_checkpoint to ${applicationRole}`,
    "",
  ].join("\n");

/** Whether the folder already holds a cluster, of whatever version. */
export async function hasCluster(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch((): string[] => []);
  return names.includes("PG_VERSION");
}
