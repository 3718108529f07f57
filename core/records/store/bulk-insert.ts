// Writing new rows in lots, each prepared while the database is busy with the one before.
import type { Statement, Transaction } from "../../db/database.ts";
import { type Shape, shapeOf } from "../query/columns.ts";
import type { Asking } from "../query/select.ts";
import type { Draft, Rec } from "../record.ts";
import { searchText } from "../search/search-text.ts";
import { insertLines, insertMany, type LineOf, type Row, rowOf } from "./bulk-sql.ts";
import { givenValues, keysOf } from "./create.ts";
import { againWhenTaken } from "./taken.ts";
import { alongside, wantsAlong } from "./through.ts";

export interface BulkOptions {
  readonly trx: Transaction;
  readonly operationId: string;
  /** Check everything and write nothing. */
  readonly dryRun?: boolean;
  /** Of what is created, only the ids are wanted: nothing else need be read back. */
  readonly idsOnly?: boolean;
}

/** So many rows are prepared while the database writes those before. */
const SLICE = 64;

/** Inserts what was checked, with its history and what is written along; answers the records by id. */
export async function insertAll(
  asking: Asking,
  drafts: readonly Draft[],
  options: BulkOptions,
): Promise<Map<string, Rec>> {
  const { kind } = asking;
  const paths = new Set(drafts.flatMap((draft) => [...draft.values.keys()]));
  const alongToo = drafts.some(({ values }) => wantsAlong(kind, values, undefined));
  const shape = options.idsOnly && !alongToo ? shapeOf(kind, []) : shapeOf(kind);
  const records: Rec[] = [];
  let writing: Promise<readonly Rec[]> | undefined;
  for (let at = 0; at < drafts.length; at += SLICE) {
    const slice = drafts.slice(at, at + SLICE);
    const rows = slice.map(
      (draft): Row => ({ id: draft.id, ...findable(asking, draft), ...rowOf(kind, draft.values) }),
    );
    const statement = insertMany(kind, asking.actor, rows, { paths, shape });
    records.push(...((await writing) ?? []));
    writing = insertSlice(asking, slice, { statement, shape, options });
  }
  records.push(...((await writing) ?? []));
  const made = records.map((record) => ({ kind, action: "created" as const, record, before: undefined }));
  if (alongToo) await alongside(asking, options.trx, made);
  return new Map(records.map((record) => [record.id, record]));
}

async function insertSlice(
  asking: Asking,
  drafts: readonly Draft[],
  { statement, shape, options }: { statement: Statement; shape: Shape; options: BulkOptions },
): Promise<readonly Rec[]> {
  const { kind, actor } = asking;
  const writing = run(asking, options.trx, statement, shape);
  // The history is put into words while the database is busy with the rows.
  const lines = drafts.map(
    (draft): LineOf => ({
      recordId: draft.id,
      version: 1,
      action: "created",
      before: null,
      after: givenValues(kind, draft),
      operationId: options.operationId,
    }),
  );
  const telling = insertLines(kind, actor, options.operationId, lines);
  const records = await writing;
  await options.trx.query(telling);
  return records;
}

/** Runs a statement that answers rows of this shape. */
export async function run(
  { kind }: Asking,
  trx: Transaction,
  statement: Statement,
  shape: Shape = shapeOf(kind),
): Promise<Rec[]> {
  const rows = (await againWhenTaken(kind, () => trx.query(statement))) as unknown as (readonly unknown[])[];
  return rows.map((row) => shape.read(row));
}

/** What a record is found by. */
export const findable = ({ kind }: Asking, draft: Draft): Row => ({
  search: searchText(kind, draft.get),
  keys: keysOf(kind, draft),
});
