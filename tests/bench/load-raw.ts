// The baseline's tables, from the harness's own schema, data and indexes.
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { copyIn } from "../../core/db/copy.ts";
import type { Database } from "../../core/db/database.ts";

export interface Source {
  readonly harness: string;
  readonly data: string;
  readonly contacts: number;
}

const shares = { companies: 0.1, contacts: 1, deals: 0.3 } as const;

/** The first lines of a generated file, without its header. */
export async function* linesOf({ data, contacts }: Source, file: keyof typeof shares): AsyncGenerator<string> {
  const most = contacts * shares[file];
  let at = -1;
  for await (const line of createInterface({ input: createReadStream(join(data, `${file}.csv`)) })) {
    if (++at === 0) continue;
    if (at > most) return;
    yield line;
  }
}

export async function loadRaw(db: Database, source: Source): Promise<void> {
  await db.query({ text: await readFile(join(source.harness, "schema.sql"), "utf8") });
  for (const table of ["companies", "contacts", "deals"] as const) {
    await copyIn(
      db,
      `copy ${table} from stdin csv`,
      gathered(linesOf(source, table), (line) => line),
    );
    await db.query({ text: `select setval(pg_get_serial_sequence('${table}', 'id'), (select max(id) from ${table}))` });
  }
  await db.query({ text: await readFile(join(source.harness, "indexes.sql"), "utf8") });
  for (const table of ["companies", "contacts", "deals"]) await db.query({ text: `vacuum analyze ${table}` });
}

/** Lines in pieces of some size: one write per line would be slower than the database. */
export async function* gathered(lines: AsyncIterable<string>, shape: (line: string) => string): AsyncGenerator<string> {
  let piece = "";
  for await (const line of lines) {
    piece += `${shape(line)}\n`;
    if (piece.length > 1 << 18) {
      yield piece;
      piece = "";
    }
  }
  if (piece) yield piece;
}
