// A new master key: everything that was sealed with the one before is sealed anew, row by row, while people work. What was done is
// told by the value itself, so that it goes on where it was broken off.
import type { Database, Transaction } from "../db/database.ts";
import type { Seal } from "./seal.ts";

type Row = Readonly<Record<string, unknown>>;

/** A column of sealed values, and what each of them is bound to. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  place(row: Row): string;
}

export interface Resealed {
  /** Sealed anew by this run. */
  readonly done: number;
  /** Cannot be opened by any key that is here, and stays as it is. */
  readonly unreadable: number;
}

const BATCH = 100;

/** Values that the newest key has not sealed. */
export async function countStale(db: Database, seal: Seal, columns: readonly SealedColumn[]): Promise<number> {
  const counts = columns.map(async ({ table, column }) => {
    const [row] = await db.query<{ count: number }>({
      text: `select count(*)::int as count from ${table} where substring(${column} from 1 for ${seal.head.length}) <> $1`,
      values: [seal.head],
    });
    return row?.count ?? 0;
  });
  return (await Promise.all(counts)).reduce((sum, one) => sum + one, 0);
}

/** Seals everything anew that the newest key has not sealed; `told` hears after each batch. */
export async function reseal(
  db: Database,
  seal: Seal,
  columns: readonly SealedColumn[],
  told: (done: number) => void = () => undefined,
): Promise<Resealed> {
  let [done, unreadable] = [0, 0];
  for (const column of columns) {
    for (let after = "(0,0)"; ; ) {
      const batch = await db.transaction(async (trx) => await resealBatch(trx, seal, column, after));
      done += batch.done;
      unreadable += batch.unreadable;
      told(done);
      if (batch.last === undefined) break;
      after = batch.last;
    }
  }
  return { done, unreadable };
}

/** In the order in which rows lie: what is written while this goes on is sealed with the newest key anyway. */
async function resealBatch(
  trx: Transaction,
  seal: Seal,
  { table, column, place }: SealedColumn,
  after: string,
): Promise<Resealed & { readonly last: string | undefined }> {
  // Nobody changed a setting: the history of definitions is not told.
  await trx.query({ text: "select set_config('trellis.resealing', 'on', true)" });
  const rows = await trx.query<{ place_of_row: string } & Record<string, unknown>>({
    text: `select ctid::text as place_of_row, * from ${table} where ctid > $1::tid and substring(${column} from 1 for ${seal.head.length}) <> $2
      order by ${table}.ctid limit ${BATCH} for update`,
    values: [after, seal.head],
  });
  let unreadable = 0;
  for (const { place_of_row: ctid, ...row } of rows) {
    const sealed = row[column] as Buffer;
    const text = seal.open(sealed, place(row));
    if (text === undefined) unreadable++;
    else
      await trx.query({
        text: `update ${table} set ${column} = $1 where ctid = $2::tid and ${column} = $3`,
        values: [seal.close(text, place(row)), ctid, sealed],
      });
  }
  return { done: rows.length - unreadable, unreadable, last: rows.at(-1)?.place_of_row };
}
