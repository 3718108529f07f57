// Where the chain stood, kept outside of the database: whoever could change everything in there still cannot change these.
import { mkdir, open, readdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import type { Queryable } from "../../db/database.ts";

/** The end of the chain on a day. */
export interface Anchor {
  readonly day: string;
  readonly number: string;
  /** In hexadecimal digits. */
  readonly hash: string;
}

export const anchorFolder = (dataDir: string): string => join(dataDir, "anchors");

const newest = `select to_char(day, 'YYYY-MM-DD') as day, number, encode(hash, 'hex') as hash from audit_seals order by number desc limit 1`;
const lastOf = `select distinct on (day) to_char(day, 'YYYY-MM-DD') as day, number, encode(hash, 'hex') as hash
  from audit_seals where day >= $1 order by day, number desc`;

/** Where the chain ends now. */
export async function tipOf(db: Queryable): Promise<Anchor | undefined> {
  return (await db.query<Anchor & object>({ text: newest }))[0];
}

/** Ends of the days since this one, the oldest first. */
export const endsSince = async (db: Queryable, day: string): Promise<Anchor[]> =>
  await db.query<Anchor & object>({ text: lastOf, values: [day] });

/** Writes the anchor of its day; on disk when it resolves, whole or not at all. */
export async function writeAnchor(folder: string, anchor: Anchor): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${anchor.day}.json`);
  const next = `${path}.${process.pid}`;
  const file = await open(next, "w", 0o600);
  try {
    await file.writeFile(`${JSON.stringify(anchor)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(next, path);
  const place = await open(folder, "r");
  await place.sync().finally(() => place.close());
}

/** Every anchor of a folder, the oldest first; none where there is no folder. */
export async function readAnchors(folder: string): Promise<Anchor[]> {
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => /^\d{4}-\d\d-\d\d\.json$/.test(name)).sort();
  return await Promise.all(files.map(async (name) => JSON.parse(await readFile(join(folder, name), "utf8")) as Anchor));
}
