// What goes into a backup: everything that is in the database at one moment, and the files that its records name.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { copyOut } from "../db/copy.ts";
import type { Queryable } from "../db/database.ts";
import { productVersion } from "../settings/schema.ts";
import { framed, type PartHead } from "./frames.ts";
import { schemaOf, type SchemaText, tablesOf } from "./schema-of.ts";

/** The first part. */
export interface Start {
  readonly format: 1;
  readonly product: string;
  /** Of PostgreSQL. */
  readonly server: number;
  readonly createdAt: string;
  readonly schema: SchemaText;
  /** Ids of the core's migrations that stand in it. */
  readonly migrations: readonly string[];
}

export interface Counted {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface CountedTable extends Counted {
  readonly columns: string;
  readonly rows: number;
}

/** The last part: what must have come, to the byte. */
export interface Manifest {
  readonly tables: readonly CountedTable[];
  readonly files: readonly Counted[];
}

const FORMAT = 1;
const settled = [
  "set transaction isolation level repeatable read, read only",
  "set local statement_timeout = 0",
  "set local idle_in_transaction_session_timeout = 0",
  "set local synchronize_seqscans = off",
];

export interface From {
  readonly pool: Queryable;
  /** Where the files of records lie. */
  readonly folder: string;
  /** Hears how many tables are written, of how many. */
  tables?(done: number, of: number): void;
}

/** On a transaction that has done nothing yet; `pool` cancels a copy that is given up. */
export async function* contents(
  trx: Queryable,
  { pool, folder, tables = () => undefined }: From,
  told: (facts: Start | Manifest) => void,
): AsyncGenerator<Buffer> {
  for (const text of settled) await trx.query({ text });
  const start = await startOf(trx);
  told(start);
  yield* framed({ part: "start", name: "trellis", facts: start });
  const manifest = { tables: [] as CountedTable[], files: [] as Counted[] };
  const all = await tablesOf(trx);
  for (const [at, { name, columns }] of all.entries()) {
    tables(at, all.length);
    const source = counted(copyOut(trx, `copy ${name} (${columns}) to stdout`, pool), (facts, rows) =>
      manifest.tables.push({ name, columns, rows, ...facts }),
    );
    yield* framed({ part: "table", name, facts: { columns } }, source);
  }
  for (const name of await filesIn(folder)) {
    const source = counted(bytesOf(join(folder, name)), (facts) => manifest.files.push({ name, ...facts }));
    yield* framed({ part: "file", name }, source);
  }
  told(manifest);
  yield* framed({ part: "end", name: "manifest", facts: manifest } satisfies PartHead);
}

async function startOf(trx: Queryable): Promise<Start> {
  await trx.query({ text: "set local search_path = ''" });
  const schema = await schemaOf(trx);
  await trx.query({ text: "set local search_path to default" });
  const [facts] = await trx.query<{ server: number; createdAt: string }>({
    text: `select current_setting('server_version_num')::int / 10000 as server, now() as "createdAt"`,
  });
  const applied = await trx.query<{ id: string }>({
    text: "select id from migrations where owner = 'core' order by id",
  });
  const { server = 0, createdAt = "" } = facts ?? {};
  return {
    format: FORMAT,
    product: productVersion,
    server,
    createdAt,
    schema,
    migrations: applied.map(({ id }) => id),
  };
}

/** Passes bytes on, and says at the end what they were. */
export async function* counted(
  source: AsyncGenerator<Buffer, number>,
  told: (facts: Omit<Counted, "name">, rows: number) => void,
): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    for (;;) {
      const { value, done } = await source.next();
      if (done) return told({ bytes, sha256: hash.digest("hex") }, value);
      hash.update(value);
      bytes += value.length;
      yield value;
    }
  } finally {
    await source.return(0);
  }
}

async function* bytesOf(path: string): AsyncGenerator<Buffer, number> {
  for await (const piece of createReadStream(path)) yield piece as Buffer;
  return 0;
}

/** Paths of all files below a folder; none where there is no folder. */
async function filesIn(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .toSorted();
}
