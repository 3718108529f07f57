import type { Transaction } from "../../db/database.ts";
import type { Asking } from "../query/select.ts";
import { readMany } from "../store/bulk-read.ts";
import { valueAt } from "../store/draft.ts";
import { companyOf } from "../store/through.ts";
import { rollUp } from "./roll-up.ts";
import { settleFormulas } from "./settle.ts";

/** After a statement of an area's own that set these fields of these records: what formulas and roll-ups make of it. */
export async function settleWritten(
  asking: Asking,
  trx: Transaction,
  { ids, paths }: { readonly ids: readonly string[]; readonly paths: readonly string[] },
): Promise<void> {
  if (ids.length === 0) return;
  const company = companyOf(asking);
  await settleFormulas(trx, asking.kind, { ids, paths, company });
  if (asking.kind.feeds.length === 0) return;
  const records = [...(await readMany(asking, ids, trx)).values()];
  const sides = records.map((record) => (path: string) => valueAt(record, path));
  await rollUp(trx, asking.kind, sides, company);
}
