// Files of a backup arrive beside those that are there, and take their place once the database they belong to stands: also when the
// process was killed between the two.
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { Queryable } from "../db/database.ts";
import { isId, newId } from "../kernel/ids.ts";

const placeOf = (files: string): string => `${files}.arriving`;
const markOf = (files: string): string => `${files}.arriving.mark`;

export interface Arriving {
  /** Where the files are put meanwhile. */
  readonly folder: string;
  /** Written into the database in the transaction that makes it. */
  readonly mark: string;
}

/** Makes room; what arrived before and was never taken in is thrown away. */
export async function prepare(files: string): Promise<Arriving> {
  const [folder, mark] = [placeOf(files), newId()];
  await rm(markOf(files), { force: true });
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = await open(markOf(files), "w", 0o600);
  await file.writeFile(mark);
  await file.sync();
  await file.close();
  const around = await open(dirname(files), "r");
  await around.sync().finally(() => around.close());
  return { folder, mark };
}

/** Remembers in the transaction that restores which files belong to it. */
export async function claim(trx: Queryable, mark: string): Promise<void> {
  await trx.query({ text: "create table if not exists restored_files (mark uuid primary key)" });
  await trx.query({ text: "delete from restored_files" });
  await trx.query({ text: "insert into restored_files (mark) values ($1)", values: [mark] });
}

/**
 * Puts files in place that belong to this database; those of another are left alone until the next restore throws them away.
 * Answers where the files from before lie; undefined when nothing waited.
 */
export async function takeIn(db: Queryable, files: string): Promise<string | undefined> {
  const mark = (await readFile(markOf(files), "utf8").catch(() => "")).trim();
  if (!isId(mark)) return undefined;
  const text = "select 1 from restored_files where mark = $1";
  if ((await db.query({ text, values: [mark] })).length === 0) return undefined;
  const before = `${files}.before`;
  // Each step may be the last one that was done: repeated, they lead to the same end.
  if (await isThere(placeOf(files))) {
    if (await isThere(files)) {
      await rm(before, { recursive: true, force: true });
      await rename(files, before);
    }
    await rename(placeOf(files), files);
  }
  await rm(markOf(files), { force: true });
  return before;
}

const isThere = async (path: string): Promise<boolean> => {
  const found = await open(path, "r").catch(() => undefined);
  await found?.close();
  return found !== undefined;
};
