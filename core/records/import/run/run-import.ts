// Runs an import to its end, chunk by chunk. A process may die at any point: each chunk marks its rows as done in the
// transaction that wrote them, so whoever goes on begins exactly there.
import { type Queryable, sqlState, type Transaction } from "../../../db/database.ts";
import { stillHere } from "../../../security/still-here.ts";
import { quoted } from "../../query/sql.ts";
import type { ReadRow } from "../convert/row-reader.ts";
import { type Counts, noCounts } from "../import-record.ts";
import { advance } from "../import-table.ts";
import { keepLeftovers, type Leftover, nextRows } from "../staging.ts";
import { countsOf, type RowResult, writeChunk } from "./chunk.ts";
import type { Running } from "./running.ts";
import { linkSelves } from "./self-links.ts";

/** Small enough that what a chunk leaves behind is collected while it is young: four times as many took a third more memory. */
export const chunkRows = 250;

export interface RunOptions {
  /** Aborted when the process stops; the rest is done by the next run. */
  readonly signal?: AbortSignal | undefined;
  progress?(done: number): Promise<void>;
}

interface Place {
  readonly state: string;
  readonly position: number;
  readonly rows: number;
}

/** Answers true when everything is done, false when it was told to stop. */
export async function runImport(running: Running, { signal, progress }: RunOptions = {}): Promise<boolean> {
  let size = chunkRows;
  const ahead = new ReadAhead(running);
  for (let chunks = 1; ; chunks++) {
    if (signal?.aborted) return false;
    await stillHere(running.through.db, running.asking.actor, `${running.asking.kind.plural}.import`);
    const step = await tryChunk(running, ahead, size);
    if (chunks === fewChunks || (step === "done" && chunks > 1)) await countAgain(running);
    if (step === "done") return true;
    if (step === "smaller") size = Math.max(1, Math.floor(size / 10));
    else {
      size = Math.min(chunkRows, size * 10);
      await progress?.(step.position);
    }
  }
}

const fewChunks = 16;

/** Tells the planner how much there is by now: what it knows of a table that was empty makes it read the whole of it each time. */
async function countAgain({ asking, through, dryRun }: Running): Promise<void> {
  if (dryRun) return;
  const { table } = asking.kind;
  const known = "select reltuples >= $2 as much from pg_class where oid = $1::regclass";
  const [is] = await through.db.query<{ much: boolean }>({ text: known, values: [quoted(table), muchRows] });
  // Only a matter of speed: an import does not fail over it.
  if (!is?.much) await through.db.query({ text: `analyze ${quoted(table)}` }).catch(() => undefined);
}

/** A table known to be as large as this is read through its indexes, whatever comes on top; counting it takes a second. */
const muchRows = 100_000;

type Step = Place | "done" | "smaller";

/** Reads the next chunk while the database is busy with this one. What was read is given out once: a repeated chunk reads anew. */
class ReadAhead {
  readonly #running: Running;
  #next: { readonly after: number; readonly size: number; readonly rows: Promise<readonly ReadRow[]> } | undefined;

  constructor(running: Running) {
    this.#running = running;
  }

  async take(trx: Transaction, after: number, size: number): Promise<readonly ReadRow[]> {
    const known = this.#next;
    this.#next = undefined;
    const rows = known?.after === after && known.size === size ? await known.rows : await this.#read(trx, after, size);
    const last = rows.at(-1)?.source.row;
    if (last !== undefined && rows.length === size) this.#begin(last, size);
    return rows;
  }

  #begin(after: number, size: number): void {
    const rows = this.#read(this.#running.through.db, after, size);
    // Whoever takes it sees the failure; nobody may come if the run ends before.
    rows.catch(() => undefined);
    this.#next = { after, size, rows };
  }

  async #read(db: Queryable, after: number, size: number): Promise<readonly ReadRow[]> {
    return (await nextRows(db, this.#running.importId, after, size)).map(this.#running.read);
  }
}

/** A row that the database itself refuses takes its chunk along: smaller chunks find out which one it is. */
async function tryChunk(running: Running, ahead: ReadAhead, size: number): Promise<Step> {
  try {
    return await running.through.db.transaction((trx) => oneChunk(running, trx, ahead, size));
  } catch (error) {
    if (!/^2[23]/.test(sqlState(error))) throw error;
    if (size > 1) return "smaller";
    return await running.through.db.transaction((trx) => setAside(running, trx, sqlState(error)));
  }
}

// The lock makes two processes that run the same import take turns, each seeing how far the other came.
async function placeOf(trx: Transaction, id: string): Promise<Place> {
  const text = "select state, position, row_count as rows from imports where id = $1 for update";
  const [place] = await trx.query<Place & Record<string, unknown>>({ text, values: [id], name: "import_place" });
  return place ?? { state: "undone", position: 0, rows: 0 };
}

async function oneChunk(running: Running, trx: Transaction, ahead: ReadAhead, size: number): Promise<Step> {
  const place = await placeOf(trx, running.importId);
  if (place.state !== "running") return "done";
  if (place.position >= place.rows) return await linkingChunk(running, trx, place);
  const rows = await ahead.take(trx, place.position, size);
  if (rows.length === 0) throw new Error(`Import ${running.importId} has lost its rows`);
  const { rows: results, made } = await writeChunk(running, trx, rows);
  await keepLeftovers(trx, running.importId, results.flatMap(leftover));
  return await moveOn(running, trx, place, { last: rows.at(-1)?.source.row, counts: countsOf(results), made });
}

/** Behind the last row begins the second way through: links between rows. */
async function linkingChunk(running: Running, trx: Transaction, place: Place): Promise<Step> {
  if (running.selfPaths.length === 0) return "done";
  const rows = await nextRows(trx, running.importId, place.position - place.rows, chunkRows);
  if (rows.length === 0) return "done";
  const { notes, made } = await linkSelves(running, trx, rows);
  if (notes.length > 0)
    await trx.query({
      text: "update imports set notes = notes || $2::jsonb where id = $1",
      values: [running.importId, JSON.stringify(notes)],
    });
  const last = rows.at(-1)?.row ?? 0;
  await advance(trx, running.importId, { position: place.rows + last, counts: noCounts, made });
  return { ...place, position: place.rows };
}

async function moveOn(
  running: Running,
  trx: Transaction,
  place: Place,
  done: { last: number | undefined; counts: Counts; made: number },
): Promise<Place> {
  const position = done.last ?? place.position;
  await advance(trx, running.importId, { position, counts: done.counts, made: done.made });
  return { ...place, position };
}

const leftover = ({ row, outcome, problems }: RowResult): Leftover[] =>
  outcome === "skipped" || outcome === "error" ? [{ row: row.source.row, outcome, problems }] : [];

async function setAside(running: Running, trx: Transaction, state: string): Promise<Step> {
  const place = await placeOf(trx, running.importId);
  const rows = await nextRows(trx, running.importId, place.position, 1);
  const problem = { pointer: "", code: "database_refused", message: "problem.database_refused", values: { state } };
  await keepLeftovers(
    trx,
    running.importId,
    rows.map(({ row }) => ({ row, outcome: "error", problems: [problem] })),
  );
  return await moveOn(running, trx, place, {
    last: rows.at(-1)?.row,
    counts: { ...noCounts, errors: rows.length },
    made: 0,
  });
}
