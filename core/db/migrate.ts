// Migrations are frozen SQL files, one history per owner (core, or a plugin), applied in the order of their names.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "../kernel/errors.ts";
import type { Database, Queryable } from "./database.ts";

export interface Migration {
  readonly id: string;
  readonly sql: string;
  readonly checksum: string;
}

/** An applied migration's file is not the one that was applied: somebody edited history. */
export class MigrationChanged extends AppError {
  readonly status = 500;
}

const LOCK = 7_203_611_004;

const historyTable = `create table if not exists migrations (
  owner text not null, id text not null, checksum text not null, source text not null,
  applied_at timestamptz not null default now(), primary key (owner, id))`;

export async function readMigrations(folder: string): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".sql")).sort();
  return await Promise.all(files.map((file) => readMigration(folder, file)));
}

async function readMigration(folder: string, file: string): Promise<Migration> {
  const sql = await readFile(join(folder, file), "utf8");
  return { id: file.replace(/\.sql$/, ""), sql, checksum: createHash("sha256").update(sql).digest("hex") };
}

/** Applies what is missing, all of it or nothing; two processes starting at once take turns. Returns the ids it applied. */
export async function migrate(db: Database, owner: string, wanted: readonly Migration[]): Promise<string[]> {
  return await db.transaction(async (trx) => {
    await trx.query({ text: "select pg_advisory_xact_lock($1)", values: [LOCK] });
    await trx.query({ text: "set local lock_timeout = '5s'; set local statement_timeout = 0" });
    await trx.query({ text: historyTable });
    const missing = await pending(trx, owner, wanted);
    for (const migration of missing) await apply(trx, owner, migration);
    return missing.map((migration) => migration.id);
  });
}

/** The ids that `migrate` would apply; refuses when an applied file was changed. */
export async function pending(db: Queryable, owner: string, wanted: readonly Migration[]): Promise<Migration[]> {
  const text = "select id, checksum from migrations where owner = $1";
  const applied = await db.query<{ id: string; checksum: string }>({ text, values: [owner] });
  const known = new Map(applied.map((row) => [row.id, row.checksum]));
  const changed = wanted.find((migration) => known.has(migration.id) && known.get(migration.id) !== migration.checksum);
  if (changed) throw new MigrationChanged("db.migration_changed", { owner, id: changed.id });
  return wanted.filter((migration) => !known.has(migration.id));
}

async function apply(trx: Queryable, owner: string, { id, sql, checksum }: Migration): Promise<void> {
  await trx.query({ text: sql });
  const text = "insert into migrations (owner, id, checksum, source) values ($1, $2, $3, $4)";
  await trx.query({ text, values: [owner, id, checksum, sql] });
}
