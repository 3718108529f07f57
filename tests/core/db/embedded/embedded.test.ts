import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { attachEmbedded, type EmbeddedServer, serveEmbedded } from "../../../../core/db/embedded/embedded.ts";
import { findRunning, isAlive } from "../../../../core/db/embedded/pid-file.ts";
import { stopServer } from "../../../../core/db/embedded/server.ts";
import { openLog } from "../../../../core/kernel/log.ts";

const log = openLog("silent");
const isRoot = process.geteuid?.() === 0;

let root: string;
let dataDir: string;
let running: EmbeddedServer[] = [];

const plan = (folder = dataDir) => ({ dataDir: folder, sharedBuffers: "16MB", maxConnections: 20, log });

async function serve(folder = dataDir): Promise<EmbeddedServer> {
  const server = await serveEmbedded(plan(folder));
  running.push(server);
  return server;
}

async function ask<R extends pg.QueryResultRow>({ connection }: EmbeddedServer, text: string): Promise<R[]> {
  const client = new pg.Client(connection);
  // A server that is killed takes the connection with it.
  client.on("error", () => {});
  await client.connect();
  return (await client.query<R>(text).finally(() => client.end())).rows;
}

const cluster = (): string => join(dataDir, "postgres");
const pidNow = async (): Promise<number> => (await findRunning(cluster()))?.pid ?? 0;

async function eventually<T>(work: () => Promise<T>): Promise<T> {
  const end = Date.now() + 8_000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(50);
    }
  }
}

beforeAll(async () => {
  root = await mkdtemp("/tmp/trellis-embedded-");
  await chmod(root, 0o755);
  dataDir = join(root, "data");
});
afterEach(async () => {
  for (const server of running) await server.stop();
  running = [];
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe("a new data folder", () => {
  test("gets a database whose role may not rule the server", async () => {
    const server = await serve();
    const [role] = await ask(server, "select rolsuper, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user");
    expect(role).toEqual({ rolsuper: false, rolcreaterole: false, rolcreatedb: false });
    await ask(server, "create extension pg_trgm; create extension unaccent; create extension btree_gin; create extension citext");
  });

  test("is reached by a socket only, with checksums over the data", async () => {
    const server = await serve();
    const names = ["listen_addresses", "data_checksums", "password_encryption", "fsync", "port"];
    const rows = await ask(server, `select name, setting from pg_settings where name = any('{${names}}') order by name`);
    expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
      data_checksums: "on",
      fsync: "on",
      listen_addresses: "",
      password_encryption: "scram-sha-256",
      port: "5432",
    });
  });

  test("lets nobody in without the password, which only its owner can read", async () => {
    const server = await serve();
    const guess = { ...server, connection: { ...server.connection, password: "guess" } };
    await expect(ask(guess, "select 1")).rejects.toMatchObject({ code: "28P01" });
    expect((await stat(join(dataDir, "postgres.password"))).mode & 0o777).toBe(0o600);
  });

  test("is not taken for a database when its making was interrupted", async () => {
    const folder = join(root, "interrupted");
    await mkdir(join(folder, "postgres.new", "base"), { recursive: true });
    const server = await serve(folder);
    expect(await ask(server, "select 1 as one")).toEqual([{ one: 1 }]);
    expect(await readdir(folder)).not.toContain("postgres.new");
  });

  test("may stand on a path too long for a socket", async () => {
    const folder = join(root, "long".repeat(30));
    const server = await serve(folder);
    expect(server.connection.host.length).toBeLessThan(60);
    expect(await ask(server, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  test.runIf(isRoot)("may stand below a folder that is closed to the server's account", async () => {
    const closed = join(root, "closed");
    await mkdir(closed, { mode: 0o700 });
    const server = await serve(join(closed, "data"));
    expect(await ask(server, "select 1 as one")).toEqual([{ one: 1 }]);
    expect((await stat(join(closed, "data", "postgres"))).uid).not.toBe(0);
  });
});

describe("an existing data folder", () => {
  test("keeps what was written", async () => {
    const first = await serve();
    await ask(first, "create table kept as select 42 as answer");
    await first.stop();
    running = [];
    expect(await ask(await serve(), "select answer from kept")).toEqual([{ answer: 42 }]);
  });

  test("says that it is in use, and leaves the one that uses it alone", async () => {
    const first = await serve();
    const pid = await pidNow();
    await expect(serveEmbedded(plan())).rejects.toMatchObject({ code: "db.already_running", values: { pid: process.pid } });
    expect(await pidNow()).toBe(pid);
    expect(await ask(first, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  test("lets a command in beside the application, and goes on after it", async () => {
    const first = await serve();
    const command = await attachEmbedded(plan());
    expect(await ask(command, "select 1 as one")).toEqual([{ one: 1 }]);
    await command.stop();
    expect(await ask(first, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  test("runs for a command alone just as long as the command", async () => {
    const command = await attachEmbedded(plan());
    const pid = await pidNow();
    await command.stop();
    expect(isAlive(pid)).toBe(false);
  });

  test("is not taken from an application that came while a command had it running", async () => {
    const command = await attachEmbedded(plan());
    const app = await serve();
    await command.stop();
    expect(await ask(app, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  test("does not listen to PGPORT and its kind", async () => {
    Object.assign(process.env, { PGPORT: "7777", PGDATA: "/nowhere", PGOPTIONS: "-c port=7777" });
    try {
      const server = await serve();
      expect(await readdir(server.connection.host)).toContain(".s.PGSQL.5432");
    } finally {
      for (const name of ["PGPORT", "PGDATA", "PGOPTIONS"]) delete process.env[name];
    }
  });

  test("starts although its pid file names a process that is somebody else by now", async () => {
    await (await serve()).stop();
    running = [];
    const text = `${process.pid}\n${cluster()}\n1700000000\n5432\n.\n\n  1 1\nready   \n`;
    await writeFile(join(cluster(), "postmaster.pid"), text);
    expect(await ask(await serve(), "select 1 as one")).toEqual([{ one: 1 }]);
    expect(await pidNow()).not.toBe(process.pid);
  });

  test("starts although the application's lock names a process that is somebody else by now", async () => {
    await writeFile(join(dataDir, "trellis.pid"), `${process.ppid} 1 old\n`);
    expect(await ask(await serve(), "select 1 as one")).toEqual([{ one: 1 }]);
  });

  test("refuses to start with words when no PostgreSQL of its version is there", async () => {
    const folder = join(root, "old", "postgres");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "PG_VERSION"), "9\n");
    await expect(serveEmbedded(plan(join(root, "old")))).rejects.toMatchObject({ code: "db.no_server_of_version", values: { major: 9 } });
  });
});

describe("a server that is killed", () => {
  test("is started again, with all that was written", async () => {
    const server = await serve();
    await ask(server, "create table written as select 1 as one");
    const pid = await pidNow();
    process.kill(pid, "SIGKILL");
    await eventually(async () => expect(await ask(server, "select one from written")).toEqual([{ one: 1 }]));
    expect(await pidNow()).not.toBe(pid);
  });

  test("comes back every time, though it is killed again and again", async () => {
    const server = await serve();
    for (let round = 0; round < 3; round++) {
      process.kill(await eventually(async () => (await pidNow()) || Promise.reject(new Error("down"))), "SIGKILL");
      await eventually(() => ask(server, "select 1"));
    }
  });

  test("loses one of its backends only, and the others with it, for a moment", async () => {
    const server = await serve();
    const pid = await pidNow();
    const [backend] = await ask<{ pid: number }>(server, "select pid from pg_stat_activity where backend_type = 'checkpointer'");
    process.kill(backend?.pid ?? 0, "SIGKILL");
    await eventually(() => ask(server, "select 1"));
    expect(await pidNow()).toBe(pid);
  });
});

describe("an application that is killed", () => {
  test("leaves a server behind, which the next one takes over", async () => {
    const orphan = await orphaned();
    const server = await serve();
    expect(await pidNow()).toBe(orphan);
    expect(await ask(server, "select 1 as one")).toEqual([{ one: 1 }]);
    await server.stop();
    running = [];
    expect(isAlive(orphan)).toBe(false);
  });

  test("together with its server leaves nothing that hinders the next start", async () => {
    const orphan = await orphaned();
    process.kill(orphan, "SIGKILL");
    expect(await ask(await serve(), "select 1 as one")).toEqual([{ one: 1 }]);
  });

  /** A server whose application was killed. */
  async function orphaned(): Promise<number> {
    const script = `import { serveEmbedded } from "./core/db/embedded/embedded.ts"; import { openLog } from "./core/kernel/log.ts";
      await serveEmbedded({ dataDir: ${JSON.stringify(dataDir)}, sharedBuffers: "16MB", maxConnections: 20, log: openLog("silent") });
      process.stdout.write("up");`;
    const app = spawn(process.execPath, ["--input-type=module-typescript", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    await once(app.stdout, "data");
    app.kill("SIGKILL");
    await once(app, "exit");
    expect(await readFile(join(dataDir, "trellis.pid"), "utf8")).toContain(String(app.pid));
    return await pidNow();
  }
});

test("stopping twice is stopping once", async () => {
  const pid = (await serve(), await pidNow());
  await stopServer(pid);
  await stopServer(pid);
  expect(isAlive(pid) && (await pidNow()) === pid).toBe(false);
});
