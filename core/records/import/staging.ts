// The file and its rows inside the database, where every process can go on with them.
import { copyIn, copyText } from "../../db/copy.ts";
import type { Queryable } from "../../db/database.ts";
import type { Problem } from "../../kernel/errors.ts";
import type { FileSource } from "./file/source.ts";
import { knownBaits } from "../export/marks/bait-address.ts";
import type { RawRow, Table } from "./file/table.ts";
import { TableScan } from "./profile/table-scan.ts";

export interface StagedRow extends RawRow {
  /** Place among the rows below the header, from 1. */
  readonly row: number;
}

const partBytes = 1_000_000;

export async function keepFile(db: Queryable, id: string, source: FileSource): Promise<void> {
  let part = 0;
  let waiting: Uint8Array[] = [];
  let size = 0;
  const flush = async (): Promise<void> => {
    if (size === 0) return;
    await db.query({
      text: "insert into import_files (import_id, part, bytes) values ($1, $2, $3)",
      values: [id, part++, Buffer.concat(waiting)],
    });
    waiting = [];
    size = 0;
  };
  for await (const bytes of source.open()) {
    waiting.push(bytes);
    size += bytes.length;
    if (size >= partBytes) await flush();
  }
  await flush();
}

/** The file as it was uploaded. */
export function keptFile(db: Queryable, id: string, name: string): FileSource {
  return {
    name,
    async *open() {
      for (let part = 0; ; part++) {
        const text = "select bytes from import_files where import_id = $1 and part = $2";
        const [row] = await db.query<{ bytes: Buffer }>({ text, values: [id, part] });
        if (!row) return;
        yield row.bytes;
      }
    },
  };
}

/** Copies the rows of a table into the staging table and profiles its columns on the way. */
export async function stage(db: Queryable, id: string, table: Table): Promise<TableScan> {
  const scan = new TableScan(table.headers, table.typed);
  await db.query({ text: "delete from import_rows where import_id = $1", values: [id] });
  // A list that was taken out here and comes in again brings nobody with it who does not exist.
  const rows = without(table.rows, await knownBaits(db));
  await copyIn(db, "copy import_rows (import_id, row_no, line, cells) from stdin", linesOf(id, rows, scan));
  await applyEdits(db, id);
  return scan;
}

async function* without(parts: Table["rows"], baits: ReadonlySet<string>): AsyncGenerator<readonly RawRow[]> {
  for await (const rows of parts)
    yield baits.size === 0
      ? rows
      : rows.filter(({ cells }) => !cells.some((cell) => baits.has(cell.trim().toLowerCase())));
}

async function* linesOf(id: string, parts: Table["rows"], scan: TableScan): AsyncGenerator<string> {
  for await (const rows of parts) {
    let lines = "";
    for (const row of rows) {
      scan.add(row);
      lines += `${id}\t${scan.rows}\t${row.line}\t${copyText(JSON.stringify(row.cells))}\n`;
    }
    yield lines;
  }
}

async function applyEdits(db: Queryable, id: string): Promise<void> {
  const text =
    "update import_rows r set cells = e.cells from import_edits e where r.import_id = $1 and e.import_id = r.import_id and e.row_no = r.row_no";
  await db.query({ text, values: [id] });
}

export async function editRow(db: Queryable, id: string, row: number, cells: readonly string[]): Promise<void> {
  const values = [id, row, JSON.stringify(cells)];
  await db.query({
    text: "insert into import_edits (import_id, row_no, cells) values ($1, $2, $3) on conflict (import_id, row_no) do update set cells = excluded.cells",
    values,
  });
  await db.query({ text: "update import_rows set cells = $3 where import_id = $1 and row_no = $2", values });
}

type Stored = { row: number; line: number; cells: string };

const rowsSql = `select row_no as row, line, cells from import_rows where import_id = $1 and row_no > $2 order by row_no limit $3`;

/** The next rows after a position. */
export async function nextRows(db: Queryable, id: string, after: number, limit: number): Promise<StagedRow[]> {
  const rows = await db.query<Stored>({ text: rowsSql, values: [id, after, limit], name: "import_rows_next" });
  return rows.map(({ row, line, cells }) => ({ row, line, cells: JSON.parse(cells) as string[] }));
}

export async function rowsAt(db: Queryable, id: string, rows: readonly number[]): Promise<StagedRow[]> {
  const text =
    "select row_no as row, line, cells from import_rows where import_id = $1 and row_no = any($2) order by row_no";
  const found = await db.query<Stored>({ text, values: [id, rows] });
  return found.map(({ row, line, cells }) => ({ row, line, cells: JSON.parse(cells) as string[] }));
}

export async function countRows(db: Queryable, id: string): Promise<number> {
  const [row] = await db.query<{ count: string }>({
    text: "select count(*) from import_rows where import_id = $1",
    values: [id],
  });
  return Number(row?.count ?? 0);
}

export interface Leftover {
  readonly row: number;
  readonly outcome: "skipped" | "error";
  readonly problems: readonly Problem[];
}

export async function keepLeftovers(db: Queryable, id: string, leftovers: readonly Leftover[]): Promise<void> {
  if (leftovers.length === 0) return;
  const text = `insert into import_leftovers (import_id, row_no, outcome, problems)
    select $1, row, outcome, problems from jsonb_to_recordset($2::jsonb) as x(row integer, outcome text, problems jsonb)`;
  await db.query({ text, values: [id, JSON.stringify(leftovers)] });
}

const leftoverSql = `select l.row_no as row, l.outcome, l.problems, r.line, r.cells from import_leftovers l
  left join import_rows r on r.import_id = l.import_id and r.row_no = l.row_no where l.import_id = $1 and l.row_no > $2 order by l.row_no limit 1000`;

/** Rows that were not written, with their cells and reasons. */
export async function* leftoversOf(
  db: Queryable,
  id: string,
): AsyncGenerator<Leftover & { line: number; cells: readonly string[] }> {
  for (let after = 0; ; ) {
    const rows = await db.query<Leftover & { line: number | null; cells: string | null } & Record<string, unknown>>({
      text: leftoverSql,
      values: [id, after],
    });
    for (const { line, cells, ...rest } of rows)
      yield { ...rest, line: line ?? 0, cells: JSON.parse(cells ?? "[]") as string[] };
    const last = rows.at(-1);
    if (!last) return;
    after = last.row;
  }
}
