import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "../../../core/db/database.ts";
import { openDatabase } from "../../../core/db/open.ts";
import { applicationSettings, freshDatabase, type TestDatabase } from "../../support/database.ts";
import { type FaultProxy, faultProxy } from "../../support/fault-proxy.ts";
import { promised } from "../../support/quickly.ts";

let base: TestDatabase;
let proxy: FaultProxy;
let db: Database;
let open: (acquireTimeout: number) => Database;

/** Long enough to connect on a busy machine. */
const patience = 2_000;
const unavailable = { code: "db.unavailable", status: 503 };

beforeEach(async () => {
  base = await freshDatabase();
  const { host, database } = base.connection;
  proxy = await faultProxy({ path: `${host}/.s.PGSQL.5432` });
  const line = { ...base.connection, host: "127.0.0.1", port: proxy.port };
  open = (acquireTimeout) => {
    const limits = { poolMax: 3, statementTimeout: 500, acquireTimeout, queue: 4 };
    return openDatabase({ ...applicationSettings(database), ...limits, connection: line });
  };
  db = open(patience);
  await base.db.query({ text: "create table kept (name text primary key)" });
});

afterEach(async () => {
  await db.close();
  await proxy.close();
  await base.drop();
});

const add = (name: string): Promise<void> =>
  db.transaction(async (trx) => void (await trx.query({ text: "insert into kept values ($1)", values: [name] })));
const kept = async (): Promise<string[]> =>
  (await base.db.query<{ name: string }>({ text: "select name from kept" })).map((row) => row.name);
const one = (): Promise<object[]> => db.query({ text: "select 1 as one" });

describe("a line to the database that", () => {
  test("falls silent fails within the time limit, and works as soon as it is back", async () => {
    await Promise.all([one(), one(), one()]);
    proxy.blackHole();
    await Promise.all([1, 2, 3].map(() => expect(one()).rejects.toMatchObject(unavailable)));
    proxy.heal();
    const began = performance.now();
    expect(await one()).toEqual([{ one: 1 }]);
    expect(performance.now() - began).toBeLessThan(promised(patience));
  });

  test("falls silent in a transaction loses the transaction, and says so", async () => {
    await one();
    const doing = db.transaction(async (trx) => {
      await trx.query({ text: "insert into kept values ('half')" });
      proxy.blackHole();
      await trx.query({ text: "insert into kept values ('other half')" });
    });
    await expect(doing).rejects.toMatchObject(unavailable);
    proxy.heal();
    await one();
    expect(await kept()).toEqual([]);
  });

  test("is reset says so, and is made anew", async () => {
    await one();
    const slow = db.query({ text: "select pg_sleep(0.4)" });
    setTimeout(() => proxy.reset(), 50);
    await expect(slow).rejects.toMatchObject(unavailable);
    expect(await one()).toEqual([{ one: 1 }]);
  });

  test("is slow is only slow", async () => {
    await one();
    proxy.delay(60);
    expect(await one()).toEqual([{ one: 1 }]);
  });

  test("cannot be made is refused at once", async () => {
    proxy.refuse();
    await expect(one()).rejects.toMatchObject(unavailable);
    proxy.heal();
    expect(await one()).toEqual([{ one: 1 }]);
  });
});

describe("a commit", () => {
  test("that never reached the database is not taken for done", async () => {
    proxy.cutBefore("COMMIT");
    await expect(add("Ada")).rejects.toMatchObject(unavailable);
    expect(await kept()).toEqual([]);
  });

  test("whose answer was lost is not taken for done either, though it may be", async () => {
    await one();
    proxy.swallowAnswerOf("COMMIT");
    await expect(add("Ada")).rejects.toMatchObject(unavailable);
    expect(await kept()).toEqual(["Ada"]);
  });

  test("that a swallowed failure has spoilt is not taken for done", async () => {
    await add("Ada");
    const careless = db.transaction(async (trx) => {
      await trx.query({ text: "insert into kept values ('Bo')" });
      await trx.query({ text: "insert into kept values ('Ada')" }).catch(() => {});
    });
    await expect(careless).rejects.toMatchObject({ code: "25P02" });
    expect(await kept()).toEqual(["Ada"]);
  });
});

describe("case 100: more at once than there are connections", () => {
  const sleeper = (seconds: number): Promise<object[]> => db.query({ text: "select pg_sleep($1)", values: [seconds] });

  test("wait their turn while it is short", async () => {
    await Promise.all(Array.from({ length: 6 }, () => sleeper(0.1)));
  });

  test("are told to come back when it is not, and the line never grows", async () => {
    await db.close();
    db = open(400);
    const many = Array.from({ length: 30 }, () => sleeper(0.45));
    const began = performance.now();
    const ends = await Promise.allSettled(many);
    const refused = ends.filter((end) => end.status === "rejected");
    expect(refused.length).toBeGreaterThanOrEqual(23);
    expect(refused.some(({ reason }) => reason.code === "db.busy")).toBe(true);
    for (const { reason } of refused) expect(reason).toMatchObject({ status: 503 });
    expect(performance.now() - began).toBeLessThan(promised(4_000));
    expect(await one()).toEqual([{ one: 1 }]);
  });

  test("lose no connection when statements fail, take too long or are given up", async () => {
    const kinds = ["select 1", "select 1/0", "select pg_sleep(5)", "select nonsense"];
    for (let round = 0; round < 3; round++)
      await Promise.allSettled(kinds.slice(0, 3).map((text) => db.query({ text })));
    await expect(db.query({ text: "select pg_sleep(5)" })).rejects.toMatchObject({ code: "db.too_slow", status: 503 });
    await expect(db.query({ text: kinds[3] ?? "" })).rejects.toMatchObject({ code: "42703" });
    expect(await Promise.all([one(), one(), one()])).toHaveLength(3);
    const rows = await base.db.query<{ state: string }>({
      text: "select state from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    });
    expect(rows.map((row) => row.state)).toEqual(["idle", "idle", "idle"]);
  });
});
