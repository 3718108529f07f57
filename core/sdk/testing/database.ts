// Fresh copies of the migrated database for tests: each costs some 50 ms and shares nothing with the others.
import { randomUUID } from "node:crypto";
import pg from "pg";
import { applicationDatabase, applicationRole } from "../../db/embedded/create.ts";
import type { Database } from "../../db/database.ts";
import { type DatabaseSettings, openDatabase } from "../../db/open.ts";

export interface TestDatabase {
  readonly db: Database;
  /** How another pool or process reaches the same database. */
  readonly connection: { host: string; port: number; user: string; password: string; database: string };
  drop(): Promise<void>;
}

/** A database with every migration of the core applied, owned by the application's role, empty otherwise. */
export async function freshDatabase(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await asSuperuser(
    `create database ${name} template ${applicationDatabase} strategy file_copy owner ${applicationRole}`,
  );
  const settings = applicationSettings(name);
  const db = openDatabase(settings);
  return {
    db,
    connection: settings.connection,
    async drop() {
      await db.close();
      await asSuperuser(`drop database if exists ${name} with (force)`);
    },
  };
}

/** How a test opens a pool on one database of the test server. */
export function applicationSettings(database: string): DatabaseSettings & { connection: TestDatabase["connection"] } {
  return {
    connection: { host: socketFolder(), port: 5432, user: applicationRole, password: "any", database },
    poolMax: 5,
    statementTimeout: 15_000,
    acquireTimeout: 10_000,
    namedStatements: true,
    applicationName: "trellis tests",
  };
}

/** One statement as the owner of the whole server. */
export async function asSuperuser(sql: string): Promise<void> {
  const client = new pg.Client({ host: socketFolder(), port: 5432, user: "postgres", database: "postgres" });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

function socketFolder(): string {
  const folder = process.env["TRELLIS_TEST_SOCKET"];
  if (!folder) throw new Error("The test server is not running: start the tests with vitest, which starts it.");
  return folder;
}
