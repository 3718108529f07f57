// Links between rows of one file, such as parent companies: made when all rows are there.
import type { Transaction } from "../../../db/database.ts";
import { Params, quoted } from "../../query/sql.ts";
import { changeMany } from "../../store/bulk.ts";
import { inputOf, type ReadRow } from "../convert/row-reader.ts";
import type { FileNote } from "../file/table.ts";
import type { StagedRow } from "../staging.ts";
import { findMatches, matchKey } from "./matching.ts";
import { settleMissing } from "./missing.ts";
import type { Running } from "./running.ts";

/** Links what the rows name; answers what could not be linked, line by line. */
export async function linkSelves(
  running: Running,
  trx: Transaction,
  rows: readonly StagedRow[],
): Promise<{ notes: FileNote[]; made: number }> {
  const naming = rows.map(running.read).filter((row) => running.selfPaths.some((path) => row.named.has(path)));
  if (naming.length === 0) return { notes: [], made: 0 };
  const made = await settleMissing(running, trx, await running.references.resolve(trx, naming, running.selfPaths));
  const ids = await ownIds(running, trx, naming);
  const links = naming.flatMap((row) => {
    const id = ids.get(row);
    const values = new Map([...row.values].filter(([path]) => running.selfPaths.includes(path)));
    return id !== undefined && values.size > 0 ? [{ row, change: { id, input: inputOf(values) } }] : [];
  });
  const { through, actor, asking, operationId } = running;
  const results = await changeMany(through, actor, asking.kind.name, {
    changes: links.map(({ change }) => change),
    trx,
    operationId,
  });
  const failed = results.flatMap((result, at) =>
    result.ok ? [] : [{ line: links[at]?.row.source.line, reason: result.problems[0]?.message }],
  );
  return { notes: failed.map((values) => ({ code: "link_failed", values })), made };
}

async function ownIds(running: Running, trx: Transaction, rows: readonly ReadRow[]): Promise<Map<ReadRow, string>> {
  const { asking, plan } = running;
  if (plan.match === null) return await byTitle(running, trx, rows);
  const keys = rows.map((row) => matchKey(asking, plan, row));
  const found = await findMatches(trx, asking, plan, keys);
  return new Map(
    rows.flatMap((row, at): [ReadRow, string][] => {
      const ids = found.get(keys[at] ?? "") ?? [];
      return ids.length === 1 && ids[0] !== undefined ? [[row, ids[0]]] : [];
    }),
  );
}

/** Without a match key: the records of this very import, by their titles. */
async function byTitle(
  { asking: { kind }, operationId }: Running,
  trx: Transaction,
  rows: readonly ReadRow[],
): Promise<Map<ReadRow, string>> {
  const params = new Params();
  const title = `t.${quoted(kind.byPath.get(kind.titleField)?.columns[0] ?? "id")}`;
  const titleOf = (row: ReadRow): string => String(row.values.get(kind.titleField) ?? "").toLowerCase();
  const text = `select t.id, lower(${title}) as title from ${quoted(kind.table)} t where lower(${title}) = any(${params.add(rows.map(titleOf), "text[]")})
    and t.deleted_at is null and exists (select 1 from changes c where c.operation_id = ${params.add(operationId, "uuid")} and c.record_id = t.id)`;
  const found = await trx.query<{ id: string; title: string }>({ text, values: params.values });
  const ids = new Map(found.map(({ id, title: own }) => [own, id]));
  return new Map(
    rows.flatMap((row): [ReadRow, string][] => {
      const id = ids.get(titleOf(row));
      return id === undefined ? [] : [[row, id]];
    }),
  );
}
