// Formulas of records whose other values were written without a draft: roll-ups, exchange rates, whole tables anew.
import type { Transaction } from "../../db/database.ts";
import { sameJson } from "../../kernel/json.ts";
import type { Kind } from "../kind.ts";
import { shapeOf } from "../query/columns.ts";
import { Params, quoted } from "../query/sql.ts";
import type { Rec } from "../record.ts";
import { type Row, rowOf, setMany } from "../store/bulk-sql.ts";
import { valueAt } from "../store/draft.ts";
import { type Company, worked } from "./derive.ts";
import { type Formula, formulasOf } from "./formulas.ts";

export interface Settling {
  readonly ids: readonly string[];
  /** Only formulas that use these, directly or through others; absent: all. */
  readonly paths?: readonly string[];
  readonly company: Company;
}

/** Works formulas out for these records, in the trash or not; no version, no history. Answers how many changed. */
export async function settleFormulas(trx: Transaction, kind: Kind, { ids, paths, company }: Settling): Promise<number> {
  const due = paths ? formulasOver(kind, paths) : formulasOf(kind);
  if (due.length === 0 || ids.length === 0) return 0;
  const records = await lockedRecords(trx, kind, ids);
  const changes = records.flatMap((record) => changeOf(kind, record, due, company));
  if (changes.length > 0) await trx.query(setMany(kind, new Set(due.map(({ field }) => field.path)), changes));
  return changes.length;
}

/** Formulas that use one of these paths, or a formula that does. */
export function formulasOver(kind: Kind, paths: readonly string[]): readonly Formula[] {
  const changed = new Set(paths);
  return formulasOf(kind).filter(({ field, expression }) => {
    const isOver = [...(expression?.uses ?? [])].some((path) => changed.has(path));
    if (isOver) changed.add(field.path);
    return isOver;
  });
}

function changeOf(kind: Kind, record: Rec, due: readonly Formula[], company: Company): Row[] {
  const values = new Map<string, unknown>();
  const get = (path: string): unknown => (values.has(path) ? values.get(path) : valueAt(record, path));
  for (const formula of due) values.set(formula.field.path, worked(formula, get, company).value);
  const isSame = [...values].every(([path, value]) => sameJson(value, valueAt(record, path)));
  return isSame ? [] : [{ id: record.id, ...rowOf(kind, values) }];
}

async function lockedRecords(trx: Transaction, kind: Kind, ids: readonly string[]): Promise<Rec[]> {
  const params = new Params();
  const shape = shapeOf(kind);
  const text = `select ${shape.selected} from ${quoted(kind.table)} t where t.id = any(${params.add(ids, "uuid[]")}) order by t.id for no key update`;
  const rows = (await trx.query({
    text,
    values: params.values,
    rowMode: "array",
  })) as unknown as (readonly unknown[])[];
  return rows.map((row) => shape.read(row));
}
