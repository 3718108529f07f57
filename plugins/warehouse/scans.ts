// What was scanned for a document, one row per scan, of a kit one per part: so that the last one can be taken back, and none counts twice.
import type { Transaction } from "trellis/sdk";

export interface ScanRow {
  readonly document: string;
  readonly line: string;
  readonly quantity: string;
  /** What stood on the line before; null where the scan made it. */
  readonly before: string | null;
  /** Of a kit each of its parts has a row: the kit, and how many were scanned. */
  readonly kit: string | null;
  readonly kits: string | null;
  readonly part: number;
  /** Said by whoever scans, anew for each scan: sent twice, it is one. */
  readonly key: string;
  readonly by: string;
}

/** A scan, by the first of its rows. */
export type Scan = Omit<ScanRow, "by" | "document" | "part">;

const columns = `line_id as line, trim_scale(quantity)::text as quantity, before::text, kit_id as kit, trim_scale(kits)::text as kits, key`;

export async function writeScan(
  trx: Transaction,
  { document, line, quantity, before, key, by, part, kit, kits }: ScanRow,
): Promise<void> {
  const text = `insert into plugin_warehouse.scans (document_id, line_id, quantity, before, key, made_by, part, kit_id, kits)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;
  await trx.query({ text, values: [document, line, quantity, before, key, by, part, kit, kits] });
}

/** The scan of this key, if it has come already. */
export async function scanOf(trx: Transaction, document: string, key: string): Promise<Scan | undefined> {
  const text = `select ${columns} from plugin_warehouse.scans where document_id = $1 and key = $2 and part = 0`;
  const [row] = await trx.query<Scan & object>({ text, values: [document, key] });
  return row;
}

/** The newest scan of somebody that still counts. */
export async function lastScan(trx: Transaction, document: string, by: string): Promise<Scan | undefined> {
  const text = `select ${columns} from plugin_warehouse.scans
    where document_id = $1 and made_by = $2 and part = 0 and undone_at is null order by id desc limit 1`;
  const [row] = await trx.query<Scan & object>({ text, values: [document, by] });
  return row;
}

/** All that this scan counted does not count any more. */
export async function takeBack(trx: Transaction, document: string, key: string): Promise<void> {
  const text = "update plugin_warehouse.scans set undone_at = now() where document_id = $1 and key = $2";
  await trx.query({ text, values: [document, key] });
}

/** What stood there before the first scan of a line that counts is known to that one: when it is taken back, to the next. */
export async function handOn(trx: Transaction, document: string, key: string): Promise<void> {
  const text = `update plugin_warehouse.scans s set before = gone.before from plugin_warehouse.scans gone
    where gone.document_id = $1 and gone.key = $2 and s.id > gone.id and s.id = (
      select min(x.id) from plugin_warehouse.scans x
      where x.document_id = $1 and x.line_id = gone.line_id and x.undone_at is null)`;
  await trx.query({ text, values: [document, key] });
}

/** How much was scanned of each line of a document, the newest first. */
export async function scannedOf(
  db: Pick<Transaction, "query">,
  document: string,
): Promise<ReadonlyMap<string, string>> {
  const text = `select line_id as line, trim_scale(sum(quantity))::text as quantity from plugin_warehouse.scans
    where document_id = $1 and undone_at is null group by 1 order by max(id) desc`;
  const rows = await db.query<{ line: string; quantity: string }>({ text, values: [document] });
  return new Map(rows.map(({ line, quantity }) => [line, quantity]));
}
