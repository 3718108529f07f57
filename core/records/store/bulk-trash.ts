import type { Statement, Transaction } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Problem } from "../../kernel/errors.ts";
import { shapeOf } from "../query/columns.ts";
import { allow, reaches } from "../query/scope.ts";
import type { Asking } from "../query/select.ts";
import { Params, quoted } from "../query/sql.ts";
import { asSeen } from "../access/seen-values.ts";
import type { Rec } from "../record.ts";
import type { BulkResult } from "./bulk.ts";
import type { BulkOptions } from "./bulk-insert.ts";
import { readMany } from "./bulk-read.ts";
import { insertLines } from "./bulk-sql.ts";
import { removalProblems } from "./run-hooks.ts";
import { claimOf, takenAmong } from "./taken.ts";
import { alongside, type Through, writingOf } from "./through.ts";

type Trash = "remove" | "restore";

const problem = (code: string): BulkResult => ({
  ok: false,
  problems: [{ pointer: "", code, message: `problem.${code}` } satisfies Problem],
});

/** Moves many records to the trash, or back; one result per id, in their order. */
export async function trashMany(
  through: Through,
  actor: Actor,
  kind: string,
  { ids, trash, ...options }: BulkOptions & { ids: readonly string[]; trash: Trash },
): Promise<BulkResult[]> {
  const asking = await writingOf(through, actor, kind);
  allow(actor, `${asking.kind.plural}.delete`);
  const before = await readMany(asking, ids, options.trx, trash === "restore");
  const reached = [...before.values()].filter((record) => reaches(actor, asking.kind, "delete", record));
  const { free: mine, taken } = await freeToMove(asking, reached, trash, options.trx);
  const written = options.dryRun
    ? new Map(mine.map((record) => [record.id, record]))
    : await moveAll(asking, mine, trash, options);
  return ids.map((id) => {
    const record = written.get(id);
    if (record) return { ok: true, record: asSeen(asking.kind, asking.seen, record), changed: !options.dryRun };
    const problems = taken.get(id);
    return problems ? { ok: false, problems } : problem(before.has(id) ? "not_allowed_here" : "not_found");
  });
}

/** Records that nobody keeps from the trash, or whose unique values nobody took while they lay there. */
async function freeToMove(
  asking: Asking,
  records: readonly Rec[],
  trash: Trash,
  trx: Transaction,
): Promise<{ free: Rec[]; taken: ReadonlyMap<string, readonly Problem[]> }> {
  const taken = trash === "restore" ? await takenMeanwhile(asking, records, trx) : await keptBack(asking, records, trx);
  return { free: records.filter((record) => !taken.has(record.id)), taken };
}

async function takenMeanwhile(asking: Asking, records: readonly Rec[], trx: Transaction) {
  const found = await takenAmong(
    asking,
    records.map((record) => claimOf(asking.kind, record)),
    trx,
  );
  return new Map([...found].map(([claim, problems]) => [claim.id, problems]));
}

async function keptBack(asking: Asking, records: readonly Rec[], trx: Transaction) {
  const kept = new Map<string, readonly Problem[]>();
  for (const record of records) {
    const problems = await removalProblems(asking, record, trx);
    if (problems.length > 0) kept.set(record.id, problems);
  }
  return kept;
}

/** Writes rows, history lines and what the kind writes along; the caller has checked rights. Answers the records as they are now. */
export async function moveAll(
  asking: Asking,
  records: readonly Rec[],
  trash: Trash,
  { trx, operationId }: Pick<BulkOptions, "trx" | "operationId">,
): Promise<Map<string, Rec>> {
  if (records.length === 0) return new Map();
  const { kind, actor } = asking;
  const rows = (await trx.query(
    moveStatement(
      asking,
      records.map((record) => record.id),
      trash,
    ),
  )) as unknown as (readonly unknown[])[];
  const after = new Map(rows.map((row) => shapeOf(kind).read(row)).map((record) => [record.id, record]));
  const action = trash === "remove" ? "removed" : "restored";
  const lines = records.map(
    (record) =>
      ({
        recordId: record.id,
        version: record.version + 1,
        action,
        operationId,
        before: { deletedAt: record.deletedAt },
        after: { deletedAt: trash === "remove" ? true : null },
      }) as const,
  );
  await trx.query(insertLines(kind, actor, operationId, lines));
  const moved = records.flatMap((before) => written(asking, before, after.get(before.id), action));
  await alongside(asking, trx, moved);
  return after;
}

const written = ({ kind }: Asking, before: Rec, record: Rec | undefined, action: "removed" | "restored") =>
  record ? [{ kind, action, record, before }] : [];

function moveStatement({ kind, actor }: Asking, ids: readonly string[], trash: Trash): Statement {
  const params = new Params();
  const sets = `deleted_at = ${trash === "remove" ? "now()" : "null"}, version = t.version + 1, updated_at = now(), updated_by = ${params.add(actor.id, "text")}`;
  const columns = shapeOf(kind)
    .columns.map((column) => `t.${quoted(column)}`)
    .join(", ");
  const text = `update ${quoted(kind.table)} as t set ${sets} where t.id = any(${params.add(ids, "uuid[]")}) returning ${columns}`;
  return { text, values: params.values, rowMode: "array" };
}
