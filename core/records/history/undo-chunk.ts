// Undoing some hundred lines of an operation in a few statements. A record counts as untouched while nobody but the operation
// itself wrote it since; then it becomes byte for byte what it was: a new one is erased, a changed one gets its old values.
import type { Transaction } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { derive } from "../computed/derive.ts";
import { rollUp } from "../computed/roll-up.ts";
import type { Kind } from "../kind.ts";
import type { Kinds } from "../kinds.ts";
import { shapeOf } from "../query/columns.ts";
import { reaches } from "../query/scope.ts";
import type { Asking } from "../query/select.ts";
import { Params, quoted } from "../query/sql.ts";
import type { Draft, Rec } from "../record.ts";
import { searchText } from "../search/search-text.ts";
import { readMany } from "../store/bulk-read.ts";
import { moveAll } from "../store/bulk-trash.ts";
import { insertLines, type LineOf, type Row, rowOf, updateMany } from "../store/bulk-sql.ts";
import { draftOf, valueAt } from "../store/draft.ts";
import { keysOf } from "../store/create.ts";
import { looseFiles } from "../files/claim.ts";
import { neededIds } from "../store/needed.ts";
import { removalProblems } from "../store/run-hooks.ts";
import { claimOf, takenAmong } from "../store/taken.ts";
import { alongside, companyOf, type Through, writingOf } from "../store/through.ts";
import { asNow } from "./as-now.ts";
import type { HistoryLine } from "./history.ts";
import { mayTakeBack } from "./may-take-back.ts";
import type { Undone } from "./undone.ts";

interface Chunk {
  readonly trx: Transaction;
  readonly operationId: string;
  /** The operation to undo, and every attempt to undo it. */
  readonly ours: readonly string[];
  /** Newest first. */
  readonly lines: readonly HistoryLine[];
}

type Kept = Undone["kept"][number];

interface Todo {
  readonly line: HistoryLine;
  readonly record: Rec;
}

interface Turn {
  readonly kinds: Kinds;
  readonly asking: Asking;
  readonly chunk: Chunk;
  readonly todo: readonly Todo[];
  /** What is left, for the answer. */
  readonly kept: Kept[];
}

export async function undoChunk(through: Through, actor: Actor, chunk: Chunk): Promise<Undone> {
  const kept: Kept[] = [];
  let undone = 0;
  for (const lines of rounds(chunk.lines)) {
    for (const alike of runs(lines)) {
      const asking = await writingOf(through, actor, alike[0]?.kind ?? "");
      const todo = await free(asking, await untouched(asking, { ...chunk, lines: alike }, kept), chunk.trx, kept);
      if (todo.length > 0) await undoAlike({ kinds: through.kinds, asking, chunk, todo, kept });
      undone += todo.length;
    }
  }
  return { undone: undone - kept.filter(({ reason }) => reason === "still_needed").length, kept };
}

/** Lines of one record are undone one after the other, those of different records together. */
function rounds(lines: readonly HistoryLine[]): HistoryLine[][] {
  const seen = new Map<string, number>();
  const made: HistoryLine[][] = [];
  for (const line of lines) {
    const round = seen.get(line.recordId) ?? 0;
    seen.set(line.recordId, round + 1);
    (made[round] ??= []).push(line);
  }
  return made;
}

/** Neighbouring lines of one sort, newest first: a team was made after its manager, so it has to go before. */
function runs(lines: readonly HistoryLine[]): HistoryLine[][] {
  const made: HistoryLine[][] = [];
  for (const line of lines) {
    const run = made.at(-1);
    if (run?.[0]?.kind === line.kind && run[0].action === line.action) run.push(line);
    else made.push([line]);
  }
  return made;
}

async function untouched(asking: Asking, { lines, trx, ours }: Chunk, kept: Kept[]): Promise<Turn["todo"][number][]> {
  const ids = lines.map((line) => line.recordId);
  const found = new Map([...(await readMany(asking, ids, trx)), ...(await readMany(asking, ids, trx, true))]);
  const touched = await touchedSince(lines, ours, trx);
  return lines.flatMap((line) => {
    const record = found.get(line.recordId);
    // Erased by an earlier, interrupted undo, or by somebody for good: nothing is left to take back.
    if (!record) return [];
    const reason = touched.has(line.recordId) ? "changed_since" : reasonToKeep(asking, line, record);
    if (reason) kept.push({ kind: asking.kind.name, id: line.recordId, reason });
    return reason ? [] : [{ line, record }];
  });
}

/** Those that claim no unique value which somebody else has by now. */
async function free(asking: Asking, todo: readonly Todo[], trx: Transaction, kept: Kept[]): Promise<Todo[]> {
  const { kind } = asking;
  const claims = todo.flatMap(({ line, record }) => {
    if (line.action === "changed") return [{ id: record.id, values: asNow(kind, line.before, line.at) }];
    return line.action === "removed" ? [claimOf(kind, record)] : [];
  });
  const taken = new Set([...(await takenAmong(asking, claims, trx)).keys()].map((claim) => claim.id));
  for (const id of taken) kept.push({ kind: kind.name, id, reason: "value_taken" });
  return todo.filter(({ record }) => !taken.has(record.id));
}

/** Records that anybody else wrote after these lines. */
async function touchedSince(
  lines: readonly HistoryLine[],
  ours: readonly string[],
  trx: Transaction,
): Promise<Set<string>> {
  const params = new Params();
  const rows = params.add(JSON.stringify(lines.map(({ recordId, version }) => ({ id: recordId, version }))), "jsonb");
  const text = `select distinct c.record_id as id from jsonb_to_recordset(${rows}) as x(id uuid, version integer)
    join changes c on c.record_id = x.id and c.version > x.version
    where c.operation_id is null or c.operation_id <> all(${params.add(ours, "uuid[]")})`;
  return new Set((await trx.query<{ id: string }>({ text, values: params.values })).map((row) => row.id));
}

function reasonToKeep(asking: Asking, line: HistoryLine, record: Rec): string | undefined {
  const { kind, actor } = asking;
  if (!mayTakeBack(asking, line)) return "not_allowed";
  return reaches(actor, kind, line.action === "changed" ? "change" : "delete", record) ? undefined : "not_allowed";
}

async function undoAlike(turn: Turn): Promise<void> {
  const action = turn.todo[0]?.line.action;
  if (action === "created") return await eraseAll(turn);
  if (action === "changed") return await revertAll(turn);
  await moveBack(turn);
}

/** Erases what nobody else refers to; the others are listed and stay. */
async function eraseAll({ asking, kinds, chunk: { trx, operationId }, todo, kept }: Turn): Promise<void> {
  const { kind, actor } = asking;
  const needed = await neededIds(
    kinds,
    kind,
    todo.map(({ record }) => record.id),
    trx,
  );
  const held = await heldBack(asking, todo, trx);
  for (const id of new Set([...needed, ...held])) kept.push({ kind: kind.name, id, reason: "still_needed" });
  const going = todo.filter(({ record }) => !needed.has(record.id) && !held.has(record.id));
  if (going.length === 0) return;
  await trx.query({
    text: `delete from ${quoted(kind.table)} where id = any($1::uuid[])`,
    values: [going.map(({ record }) => record.id)],
  });
  await looseFiles(
    trx,
    going.map(({ record }) => record.id),
  );
  const lines = going.map((one) => lineOf(one, "erased", operationId));
  await trx.query(insertLines(kind, actor, operationId, lines));
  const sides = going.map(
    ({ record }) =>
      (path: string) =>
        valueAt(record, path),
  );
  await rollUp(trx, kind, sides, companyOf(asking));
}

/** What would be kept from the trash is not erased either. */
async function heldBack(asking: Asking, todo: readonly Todo[], trx: Transaction): Promise<ReadonlySet<string>> {
  const held = new Set<string>();
  for (const { record } of todo) if ((await removalProblems(asking, record, trx)).length > 0) held.add(record.id);
  return held;
}

/** The line of history that says what was taken back. */
function lineOf({ line, record }: Todo, action: LineOf["action"], operationId: string): LineOf {
  const after = action === "erased" ? null : line.before;
  return { recordId: record.id, version: record.version + 1, action, before: line.after, after, operationId };
}

async function revertAll(turn: Turn): Promise<void> {
  for (const group of Map.groupBy(turn.todo, ({ line }) =>
    Object.keys(line.before ?? {})
      .sort()
      .join(" "),
  ).values()) {
    await revertAlike({ ...turn, todo: group });
  }
}

async function revertAlike({ asking, chunk: { trx, operationId }, todo }: Turn): Promise<void> {
  const { kind, actor } = asking;
  const drafts = todo.map(({ line, record }) => draftOf(record.id, record, asNow(kind, line.before, line.at)));
  for (const draft of drafts) derive(kind, draft, companyOf(asking));
  const rows = drafts.map((draft) => updateOf(kind, draft));
  const written = (await trx.query(
    updateMany(kind, actor, new Set(drafts[0]?.values.keys()), rows),
  )) as unknown as (readonly unknown[])[];
  const lines = todo.map((one) => lineOf(one, "changed", operationId));
  await trx.query(insertLines(kind, actor, operationId, lines));
  await stampAsBefore(
    kind,
    trx,
    todo.map(({ line }) => line),
  );
  const after = new Map(written.map((row) => shapeOf(kind).read(row)).map((record) => [record.id, record]));
  const reverted = todo.flatMap(({ record }) => {
    const now = after.get(record.id);
    return now ? [{ kind, action: "changed" as const, record: now, before: record }] : [];
  });
  await alongside(asking, trx, reverted);
}

function updateOf(kind: Kind, draft: Draft): Row {
  const found = { search: searchText(kind, draft.get), keys: keysOf(kind, draft) };
  return { id: draft.id, version: draft.before?.version, ...found, ...rowOf(kind, draft.values) };
}

/** "Last changed" goes back too: by whom and when the version before the undone one was written. */
async function stampAsBefore(kind: Kind, trx: Transaction, lines: readonly HistoryLine[]): Promise<void> {
  const params = new Params();
  const at = params.add(
    JSON.stringify(lines.map((line) => ({ id: line.recordId, version: line.version - 1 }))),
    "jsonb",
  );
  const text = `update ${quoted(kind.table)} t set updated_at = c.at, updated_by = c.actor_id
    from jsonb_to_recordset(${at}) as x(id uuid, version integer) join changes c on c.record_id = x.id and c.version = x.version where t.id = x.id`;
  await trx.query({ text, values: params.values });
}

async function moveBack({ asking, chunk, todo }: Turn): Promise<void> {
  const trash = todo[0]?.line.action === "removed" ? "restore" : "remove";
  await moveAll(
    asking,
    todo.map(({ record }) => record),
    trash,
    chunk,
  );
}
