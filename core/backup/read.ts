// A backup read through: to see that all of it is there and whole, or to make a database of it again.
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join, normalize, sep } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { copyIn, copyOut } from "../db/copy.ts";
import type { Database, Transaction } from "../db/database.ts";
import { claim } from "./arriving.ts";
import { BackupUnusable } from "./failures.ts";
import { type Part, partsOf } from "./frames.ts";
import { clear } from "./schema-of.ts";
import { Unlocking } from "./vault.ts";
import { counted, type Counted, type CountedTable, type Manifest, type Start } from "./write.ts";

/** Where a backup lies, and the master keys that may have made it. */
export interface Source {
  readonly path: string;
  readonly secrets: readonly string[];
}

/** Where files go, and the mark under which they belong to the database; a test of a backup needs none. */
export interface Destination {
  readonly folder: string;
  readonly mark?: string;
}

export interface Seen {
  readonly start: Start;
  readonly manifest: Manifest;
}

type Take = (part: Part) => Promise<void>;

/** Every part in order; throws BackupUnusable for the first thing that is not as it was written. */
async function through({ path, secrets }: Source, take: Take): Promise<void> {
  const [file, unlocking, unpacking] = [createReadStream(path), new Unlocking(secrets), createGunzip()];
  const flowing = pipeline(file, unlocking, unpacking, async (source: AsyncIterable<Buffer>) => {
    for await (const part of partsOf(source)) await take(part);
  });
  await flowing.catch((error: unknown) => {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (error instanceof SyntaxError || code.startsWith("Z_")) throw new BackupUnusable("backups.damaged");
    throw error;
  });
}

/** Reads all of it and keeps nothing: counts and checksums have to be those of the manifest. */
export async function look(source: Source): Promise<Seen> {
  let start: Start | undefined;
  let manifest: Manifest | undefined;
  const found = new Map<string, string>();
  await through(source, async ({ head, body }) => {
    if (head.part === "start") start = head.facts as Start;
    if (head.part === "end") manifest = head.facts as Manifest;
    if (head.part === "table" || head.part === "file") found.set(`${head.part} ${head.name}`, await hashOf(body));
  });
  if (!start || !manifest) throw new BackupUnusable("backups.cut_off");
  const same = ([part, all]: readonly ["table" | "file", readonly Counted[]]): boolean =>
    all.every(({ name, sha256 }) => found.get(`${part} ${name}`) === sha256);
  const whole = same(["table", manifest.tables]) && same(["file", manifest.files]);
  if (!whole || found.size !== manifest.tables.length + manifest.files.length)
    throw new BackupUnusable("backups.damaged");
  return { start, manifest };
}

/** Makes the database again, in one transaction: until it commits, everything is as it was before. */
export async function restore(db: Database, source: Source, { folder, mark }: Destination): Promise<void> {
  await db.transaction(async (trx) => {
    for (const text of ["set local statement_timeout = 0", "set local idle_in_transaction_session_timeout = 0"])
      await trx.query({ text });
    await trx.query({ text: "set local check_function_bodies = off" });
    await clear(trx);
    let schema: Start["schema"] | undefined;
    await through(source, async ({ head, body }) => {
      if (head.part === "start") schema = await began(trx, head.facts as Start);
      if (head.part === "table") await filled(trx, head.name, head.facts as { columns: string }, body);
      if (head.part === "file") await written(folder, head.name, body);
    });
    for (const text of schema?.after ?? []) await trx.query({ text });
    if (mark !== undefined) await claim(trx, mark);
  });
}

async function began(trx: Transaction, { schema }: Start): Promise<Start["schema"]> {
  for (const text of schema.before) await trx.query({ text });
  return schema;
}

async function filled(
  trx: Transaction,
  name: string,
  { columns }: { readonly columns: string },
  body: AsyncIterable<Buffer>,
): Promise<void> {
  await copyIn(trx, `copy ${name} (${columns}) from stdin`, body);
}

async function written(folder: string, name: string, body: AsyncIterable<Buffer>): Promise<void> {
  const path = join(folder, normalize(name));
  if (!path.startsWith(folder + sep)) throw new BackupUnusable("backups.damaged");
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await pipeline(Readable.from(body), createWriteStream(path, { mode: 0o600, flush: true }));
}

/** Tables whose rows, read back, are not those of the manifest. */
export async function differences(db: Database, { tables }: Manifest): Promise<string[]> {
  return await db.transaction(async (trx) => {
    await trx.query({ text: "set local statement_timeout = 0" });
    await trx.query({ text: "set local synchronize_seqscans = off" });
    const wrong: string[] = [];
    for (const table of tables) if (!(await isSame(trx, db, table))) wrong.push(table.name);
    return wrong;
  });
}

async function isSame(trx: Transaction, pool: Database, table: CountedTable): Promise<boolean> {
  let same = false;
  const read = copyOut(trx, `copy ${table.name} (${table.columns}) to stdout`, pool);
  for await (const _piece of counted(
    read,
    ({ sha256 }, rows) => (same = sha256 === table.sha256 && rows === table.rows),
  ));
  return same;
}

async function hashOf(body: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of body) hash.update(piece);
  return hash.digest("hex");
}
