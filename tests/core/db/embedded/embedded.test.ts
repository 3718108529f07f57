import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ask, type Cellar, newCellar } from "../../../support/embedded.ts";
import { attachEmbedded, serveEmbedded } from "../../../../core/db/embedded/embedded.ts";
import { isAlive } from "../../../../core/db/embedded/pid-file.ts";

const isRoot = process.geteuid?.() === 0;

let cellar: Cellar;
beforeAll(async () => {
  cellar = await newCellar();
});
afterEach(() => cellar.rest());
afterAll(() => cellar.remove());

describe("a new data folder", () => {
  test("gets a database whose role may not rule the server", async () => {
    const server = await cellar.serve();
    const [role] = await ask(
      server,
      "select rolsuper, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user",
    );
    expect(role).toEqual({ rolsuper: false, rolcreaterole: false, rolcreatedb: false });
    await ask(
      server,
      "create extension pg_trgm; create extension unaccent; create extension btree_gin; create extension citext",
    );
  });

  test("is reached by a socket only, with checksums over the data", async () => {
    const server = await cellar.serve();
    const names = ["listen_addresses", "data_checksums", "password_encryption", "fsync", "port"];
    const rows = await ask(
      server,
      `select name, setting from pg_settings where name = any('{${names}}') order by name`,
    );
    expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
      data_checksums: "on",
      fsync: "on",
      listen_addresses: "",
      password_encryption: "scram-sha-256",
      port: "5432",
    });
  });

  test("lets nobody in without the password, which only its owner can read", async () => {
    const server = await cellar.serve();
    const guess = { ...server, connection: { ...server.connection, password: "guess" } };
    await expect(ask(guess, "select 1")).rejects.toMatchObject({ code: "28P01" });
    expect((await stat(join(cellar.dataDir, "postgres.password"))).mode & 0o777).toBe(0o600);
  });

  test("is not taken for a database when its making was interrupted", async () => {
    const folder = join(cellar.root, "interrupted");
    await mkdir(join(folder, "postgres.new", "base"), { recursive: true });
    const server = await cellar.serve(folder);
    expect(await ask(server, "select 1 as one")).toEqual([{ one: 1 }]);
    expect(await readdir(folder)).not.toContain("postgres.new");
  });

  test("may stand on a path too long for a socket", async () => {
    const folder = join(cellar.root, "long".repeat(30));
    const server = await cellar.serve(folder);
    expect(server.connection.host.length).toBeLessThan(60);
    expect(await ask(server, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  test.runIf(isRoot)("may stand below a folder that is closed to the server's account", async () => {
    const closed = join(cellar.root, "closed");
    await mkdir(closed, { mode: 0o700 });
    const server = await cellar.serve(join(closed, "data"));
    expect(await ask(server, "select 1 as one")).toEqual([{ one: 1 }]);
    expect((await stat(join(closed, "data", "postgres"))).uid).not.toBe(0);
  });
});

describe("an existing data folder", () => {
  test("keeps what was written", async () => {
    const first = await cellar.serve();
    await ask(first, "create table kept as select 42 as answer");
    await first.stop();
    expect(await ask(await cellar.serve(), "select answer from kept")).toEqual([{ answer: 42 }]);
  });

  test("says that it is in use, and leaves the one that uses it alone", async () => {
    const first = await cellar.serve();
    const pid = await cellar.pid();
    await expect(serveEmbedded(cellar.plan())).rejects.toMatchObject({
      code: "db.already_running",
      values: { pid: process.pid },
    });
    expect(await cellar.pid()).toBe(pid);
    expect(await ask(first, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  test("lets a command in beside the application, and goes on after it", async () => {
    const first = await cellar.serve();
    const command = await attachEmbedded(cellar.plan());
    expect(await ask(command, "select 1 as one")).toEqual([{ one: 1 }]);
    await command.stop();
    expect(await ask(first, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  test("runs for a command alone just as long as the command", async () => {
    const command = await attachEmbedded(cellar.plan());
    const pid = await cellar.pid();
    await command.stop();
    expect(isAlive(pid)).toBe(false);
  });

  test("is not taken from an application that came while a command had it running", async () => {
    const command = await attachEmbedded(cellar.plan());
    const app = await cellar.serve();
    await command.stop();
    expect(await ask(app, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  test("does not listen to PGPORT and its kind", async () => {
    Object.assign(process.env, { PGPORT: "7777", PGDATA: "/nowhere", PGOPTIONS: "-c port=7777" });
    try {
      const server = await cellar.serve();
      expect(await readdir(server.connection.host)).toContain(".s.PGSQL.5432");
    } finally {
      for (const name of ["PGPORT", "PGDATA", "PGOPTIONS"]) delete process.env[name];
    }
  });

  test("starts although its pid file names a process that is somebody else by now", async () => {
    await (await cellar.serve()).stop();
    const text = `${process.pid}\n${join(cellar.dataDir, "postgres")}\n1700000000\n5432\n.\n\n  1 1\nready   \n`;
    await writeFile(join(join(cellar.dataDir, "postgres"), "postmaster.pid"), text);
    expect(await ask(await cellar.serve(), "select 1 as one")).toEqual([{ one: 1 }]);
    expect(await cellar.pid()).not.toBe(process.pid);
  });

  test("starts although the application's lock names a process that is somebody else by now", async () => {
    await writeFile(join(cellar.dataDir, "trellis.pid"), `${process.ppid} 1 old\n`);
    expect(await ask(await cellar.serve(), "select 1 as one")).toEqual([{ one: 1 }]);
  });

  test("refuses to start with words when no PostgreSQL of its version is there", async () => {
    const folder = join(cellar.root, "old", "postgres");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "PG_VERSION"), "9\n");
    await expect(serveEmbedded(cellar.plan(join(cellar.root, "old")))).rejects.toMatchObject({
      code: "db.no_server_of_version",
      values: { major: 9 },
    });
  });
});
