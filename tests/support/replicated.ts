// Two servers of a test's own: a primary, and a streaming replica of it, made the way an operator would without pg_basebackup.
import { chmod, chown, cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import pg from "pg";
import { serverAccount } from "../../core/db/embedded/account.ts";
import { findBinaries } from "../../core/db/embedded/binaries.ts";
import { createCluster } from "../../core/db/embedded/create.ts";
import type { Place } from "../../core/db/embedded/programs.ts";
import { startServer, stopServer } from "../../core/db/embedded/server.ts";

export interface Replicated {
  /** For the application's role. */
  readonly primaryUrl: string;
  readonly replicaUrl: string;
  /** Every statement the replica has been asked. */
  replicaLog(): Promise<string>;
  /** One statement as superuser. */
  onReplica(text: string): Promise<object[]>;
  startReplica(): Promise<void>;
  stopReplica(): Promise<void>;
  remove(): Promise<void>;
}

export async function startReplicated(): Promise<Replicated> {
  const root = await mkdtemp("/tmp/trellis-replicated-");
  await chmod(root, 0o755);
  const { bin, major } = await findBinaries();
  const place = (name: string, account: Place["account"]): Place => {
    const folder = `${root}/${name}`;
    return { bin, folder, account, seenAs: folder };
  };
  const account = await serverAccount();
  const [primary, replica] = [place("primary", account), place("replica", account)];
  await createCluster(primary, major, "any");
  await writeFile(`${primary.folder}/pg_hba.conf`, "local all all trust\nlocal replication all trust\n");
  const pids = { primary: await start(primary), replica: 0 };
  await copyCluster(primary, replica);
  const startReplica = async (): Promise<void> => void (pids.replica = await start(replica));
  const stopReplica = async (): Promise<void> => {
    if (pids.replica > 0) await stopServer(pids.replica);
    pids.replica = 0;
  };
  return {
    primaryUrl: urlOf(primary),
    replicaUrl: urlOf(replica),
    replicaLog: () => readFile(`${replica.folder}.log`, "utf8"),
    onReplica: (text) => asSuperuser(replica, async (client) => (await client.query(text)).rows as object[]),
    startReplica,
    stopReplica,
    async remove() {
      await stopReplica();
      await stopServer(pids.primary);
      await rm(root, { recursive: true, force: true });
    },
  };
}

const parameters = { fsync: "off", log_statement: "all", shared_buffers: "32MB" };

const start = async (place: Place): Promise<number> =>
  (await startServer({ place, logFile: `${place.folder}.log`, socket: ".", parameters })).pid;

const urlOf = ({ folder }: Place): string =>
  `postgresql://trellis:any@localhost/trellis?host=${encodeURIComponent(folder)}`;

async function asSuperuser<T>({ folder }: Place, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ host: folder, user: "postgres", database: "postgres" });
  await client.connect();
  return await work(client).finally(() => client.end());
}

async function copyCluster(from: Place, to: Place): Promise<void> {
  const label = await asSuperuser(from, async (client) => {
    await client.query("select pg_backup_start('replica', true)");
    await cp(from.folder, to.folder, { recursive: true, filter: (path) => !/postmaster|\.s\.PGSQL/.test(path) });
    return (await client.query<{ labelfile: string }>("select labelfile from pg_backup_stop(false)")).rows[0]
      ?.labelfile;
  });
  await writeFile(`${to.folder}/backup_label`, label ?? "");
  await writeFile(`${to.folder}/standby.signal`, "");
  await writeFile(`${to.folder}/postgresql.auto.conf`, `primary_conninfo = 'host=${from.folder} user=postgres'\n`);
  await giveTo(to);
}

async function giveTo({ folder, account }: Place): Promise<void> {
  await chmod(folder, 0o700);
  if (!account) return;
  const inside = await readdir(folder, { recursive: true });
  for (const path of ["", ...inside.map((name) => `/${name}`)]) await chown(folder + path, account.uid, account.gid);
}
