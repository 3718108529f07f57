// Gives some records another option. The kind's own rules are not asked: to them it is the same thing under another name.
import type { Transaction } from "../../../db/database.ts";
import { settleWritten } from "../../computed/settle-written.ts";
import type { Kind } from "../../kind.ts";
import { columnSql } from "../../query/column-sql.ts";
import { shapeOf } from "../../query/columns.ts";
import type { Asking } from "../../query/select.ts";
import { quoted } from "../../query/sql.ts";
import type { Draft, Rec } from "../../record.ts";
import { searchText } from "../../search/search-text.ts";
import { insertLines, type LineOf, type Row, rowOf, updateMany } from "../../store/bulk-sql.ts";
import { keysOf } from "../../store/create.ts";
import { draftOf, valueAt } from "../../store/draft.ts";

export interface Turning {
  /** The kind, and in whose name it is written. */
  readonly asking: Asking;
  readonly path: string;
  readonly option: string;
  readonly to: string;
  /** The change that counts them, and the operation that undoes them. */
  readonly id: string;
  readonly operationId: string;
}

const AT_ONCE = 500;

/** Turns some hundred records, those in the trash too; answers how many. */
export async function turnSome(trx: Transaction, turning: Turning): Promise<number> {
  const { kind, actor } = turning.asking;
  const records = await having(trx, kind, turning);
  if (records.length === 0) return 0;
  const drafts = records.map((record) => turned(record, turning));
  const rows = drafts.map((draft) => rowFor(kind, draft));
  await trx.query(updateMany(kind, actor, new Set([turning.path]), rows));
  const lines = drafts.map((draft) => lineFor(draft, turning));
  await trx.query(insertLines(kind, actor, turning.operationId, lines));
  const ids = records.map((record) => record.id);
  await settleWritten(turning.asking, trx, { ids, paths: [turning.path] });
  const text = "update field_changes set done = done + $2 where id = $1";
  await trx.query({ text, values: [turning.id, records.length] });
  return records.length;
}

async function having(trx: Transaction, kind: Kind, { path, option }: Turning): Promise<Rec[]> {
  const field = kind.byPath.get(path);
  if (!field) return [];
  const column = columnSql(field, "t");
  const has = field.type.name === "choices" ? `${column} @> array[$1]` : `${column} = $1`;
  const shape = shapeOf(kind);
  const text = `select ${shape.selected} from ${quoted(kind.table)} t where ${has} order by t.id limit ${AT_ONCE} for update`;
  const rows = await trx.query({ text, values: [option], rowMode: "array" });
  return (rows as unknown as (readonly unknown[])[]).map((row) => shape.read(row));
}

function turned(record: Rec, { path, option, to }: Turning): Draft {
  const value = valueAt(record, path);
  const now = Array.isArray(value) ? [...new Set(value.map((one) => (one === option ? to : one)))] : to;
  return draftOf(record.id, record, new Map([[path, now]]));
}

const rowFor = (kind: Kind, draft: Draft): Row => ({
  id: draft.id,
  version: draft.before?.version,
  search: searchText(kind, draft.get),
  keys: keysOf(kind, draft),
  ...rowOf(kind, draft.values),
});

const lineFor = ({ id, before, get }: Draft, { path, operationId }: Turning): LineOf => ({
  recordId: id,
  version: (before?.version ?? 0) + 1,
  action: "changed",
  operationId,
  before: { [path]: valueAt(before, path) },
  after: { [path]: get(path) },
});
