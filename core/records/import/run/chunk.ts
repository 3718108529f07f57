// A thousand rows at a time: read, link, match, write; in one transaction with the mark that they are done.
import type { Transaction } from "../../../db/database.ts";
import type { Problem } from "../../../kernel/errors.ts";
import type { Rec } from "../../record.ts";
import { type BulkResult, changeMany, createMany } from "../../store/bulk.ts";
import { readMany } from "../../store/bulk-read.ts";
import { checkValue } from "../../store/validate.ts";
import { inputOf, pointer, type ReadRow } from "../convert/row-reader.ts";
import type { Counts } from "../import-record.ts";
import type { Plan } from "../plan/plan.ts";
import { valuesFor } from "./conflicts.ts";
import { keepExternalIds } from "./external-ids.ts";
import { ambiguous, findMatches, matchKey } from "./matching.ts";
import { settleMissing } from "./missing.ts";
import { problem } from "./references.ts";
import type { Running } from "./running.ts";

export type Outcome = "created" | "updated" | "skipped" | "error";

/** What became of one row. */
export interface RowResult {
  readonly row: ReadRow;
  readonly outcome: Outcome;
  readonly problems: readonly Problem[];
}

export interface ChunkResult {
  readonly rows: readonly RowResult[];
  readonly made: number;
}

/** Writes a chunk, or finds out what writing it would do. */
export async function writeChunk(running: Running, trx: Transaction, read: readonly ReadRow[]): Promise<ChunkResult> {
  // While a table grows its statistics lag behind, and a scan per chunk would be chosen where an index answers at once.
  // A chunk that a power cut takes back takes back its mark too, and is done again; the last word of an import waits for the disk.
  // Words are sorted into their index in larger lots: it costs half as much.
  await trx.query({
    text: "set local enable_seqscan = off; set local synchronous_commit = off; set local gin_pending_list_limit = '4MB'",
  });
  for (const row of read) checkNewFields(running, row);
  const others = await running.references.resolve(trx, read, otherPaths(running, read));
  const made = await settleMissing(running, trx, others);
  refuseUnknownSelves(running, read, await running.references.resolve(trx, read, running.selfPaths));
  const results = new Map<ReadRow, RowResult>();
  for (const wave of wavesOf(running, read))
    for (const result of await writeWave(running, trx, wave)) results.set(result.row, result);
  return { rows: read.map((row) => results.get(row) as RowResult), made };
}

/** Fields that do not exist yet cannot be written by a dry run, but their values can be judged. */
function checkNewFields({ asking, newPaths }: Running, row: ReadRow): void {
  for (const path of newPaths) {
    const field = asking.kind.byPath.get(path);
    const checked = field && row.values.has(path) ? checkValue(field, row.values.get(path), asking.reading) : undefined;
    if (checked && !checked.ok)
      row.problems.push(...checked.problems.map((found) => ({ ...found, pointer: pointer(path) })));
    row.values.delete(path);
  }
}

export function countsOf(rows: readonly RowResult[]): Counts {
  const count = (outcome: Outcome): number => rows.filter((row) => row.outcome === outcome).length;
  return { created: count("created"), updated: count("updated"), skipped: count("skipped"), errors: count("error") };
}

const otherPaths = ({ selfPaths }: Running, rows: readonly ReadRow[]): string[] =>
  [...new Set(rows.flatMap((row) => [...row.named.keys()]))].filter((path) => !selfPaths.includes(path));

/** A parent company may stand further down: it is linked when all rows are there, if it is anywhere at all. */
function refuseUnknownSelves(
  running: Running,
  rows: readonly ReadRow[],
  missing: readonly { value: string; link: { field: { path: string } }; rows: readonly ReadRow[] }[],
): void {
  for (const { value, link, rows: naming } of missing) {
    const { path } = link.field;
    if (running.ownTitles.has(value.trim().toLowerCase()) || Object.hasOwn(running.plan.createMissing, path)) continue;
    running.noteMissing(path, value, naming.length);
    for (const row of naming) row.problems.push(problem("reference_missing", path, value));
  }
  // Even those that were found wait for the end, so that a file means the same in whatever order its rows stand.
  for (const path of running.selfPaths) for (const row of rows) row.values.delete(path);
}

/** Rows of one key go one after the other: the first may make the record that the second changes. */
function wavesOf({ asking, plan }: Running, rows: readonly ReadRow[]): Keyed[][] {
  const waves: Keyed[][] = [];
  const times = new Map<string, number>();
  for (const row of rows) {
    const key = matchKey(asking, plan, row);
    const at = key === "" ? 0 : (times.get(key) ?? 0);
    if (key !== "") times.set(key, at + 1);
    (waves[at] ??= []).push({ row, key });
  }
  return waves;
}

interface Keyed {
  readonly row: ReadRow;
  readonly key: string;
}

async function writeWave(running: Running, trx: Transaction, wave: readonly Keyed[]): Promise<RowResult[]> {
  const sorted = await sort(running, trx, wave);
  return [
    ...sorted.done,
    ...(await createAll(running, trx, sorted.fresh)),
    ...(await changeAll(running, trx, sorted.known)),
    ...(await rehearseAgain(running, trx, sorted.again)),
  ];
}

interface Known {
  readonly row: ReadRow;
  readonly id: string;
}

interface Sorted {
  readonly done: RowResult[];
  readonly fresh: ReadRow[];
  readonly known: Known[];
  /** In a rehearsal: they would change what an earlier row would make. */
  readonly again: ReadRow[];
}

const refused = (row: ReadRow, problems: readonly Problem[]): RowResult => ({ row, outcome: "error", problems });

async function sort(running: Running, trx: Transaction, wave: readonly Keyed[]): Promise<Sorted> {
  const { asking, plan } = running;
  const matches = await findMatches(
    trx,
    asking,
    plan,
    wave.map(({ key }) => key),
  );
  const sorted: Sorted = { done: [], fresh: [], known: [], again: [] };
  for (const { row, key } of wave) {
    const ids = matches.get(key) ?? [];
    const done = settled(plan, { row, key }, ids);
    if (done) sorted.done.push(done);
    else if (ids[0] !== undefined) sorted.known.push({ row, id: ids[0] });
    else if (!isSeen(running, key)) sorted.fresh.push(row);
    else if (plan.conflict === "ours") sorted.done.push(skipped(row, "already_there"));
    else sorted.again.push(row);
  }
  return sorted;
}

/** What is decided about a row before anything is written. */
function settled(plan: Plan, { row, key }: Keyed, ids: readonly string[]): RowResult | undefined {
  if (row.problems.length > 0) return refused(row, row.problems);
  if (ids.length > 1) return refused(row, [ambiguous(plan.match ?? "", key, ids.length)]);
  return ids.length === 1 && plan.conflict === "ours" ? skipped(row, "already_there") : undefined;
}

/** A rehearsal writes nothing, so it has to remember which new keys earlier rows would have made. */
function isSeen({ dryRun, seen }: Running, key: string): boolean {
  if (!dryRun || key === "") return false;
  const again = seen.has(key);
  seen.add(key);
  return again;
}

const skipped = (row: ReadRow, code: string): RowResult => ({
  row,
  outcome: "skipped",
  problems: [{ pointer: "", code, message: `problem.${code}` }],
});

async function createAll(running: Running, trx: Transaction, rows: readonly ReadRow[]): Promise<RowResult[]> {
  if (rows.length === 0) return [];
  const { through, actor, asking, operationId, dryRun } = running;
  const inputs = rows.map((row) => inputOf(row.values));
  const results = await createMany(through, actor, asking.kind.name, {
    inputs,
    trx,
    operationId,
    dryRun,
    idsOnly: true,
  });
  if (!dryRun) await keepExternalIds(running, trx, paired(rows, results));
  return results.map((result, at) => answer(rows[at] as ReadRow, result, "created"));
}

/** The record is not there yet, so the row's own values are judged as those of a new one; what a new one lacks does not matter. */
async function rehearseAgain(running: Running, trx: Transaction, rows: readonly ReadRow[]): Promise<RowResult[]> {
  const tried = await createAll(running, trx, rows);
  return tried.map(({ row, problems }) => {
    const own = [...row.values.keys()].map((path) => `/${path.replaceAll(".", "/")}`);
    const wrong = problems.filter(({ pointer }) => own.some((at) => pointer === at || pointer.startsWith(`${at}/`)));
    return wrong.length > 0 ? refused(row, wrong) : { row, outcome: "updated", problems: [] };
  });
}

async function changeAll(running: Running, trx: Transaction, known: readonly Known[]): Promise<RowResult[]> {
  if (known.length === 0) return [];
  const { through, actor, asking, operationId, dryRun, plan } = running;
  const before =
    plan.conflict === "theirs"
      ? new Map<string, Rec>()
      : await readMany(
          asking,
          known.map(({ id }) => id),
          trx,
        );
  const changes = known.map(({ row, id }) => ({
    id,
    input: inputOf(valuesFor(plan.conflict, asking.kind, row.values, before.get(id))),
  }));
  const results = await changeMany(through, actor, asking.kind.name, { changes, trx, operationId, dryRun });
  if (!dryRun)
    await keepExternalIds(
      running,
      trx,
      paired(
        known.map(({ row }) => row),
        results,
      ),
    );
  return results.map((result, at) => {
    const { row } = known[at] as Known;
    return result.ok && !result.changed ? skipped(row, "nothing_new") : answer(row, result, "updated");
  });
}

const answer = (row: ReadRow, result: BulkResult, outcome: Outcome): RowResult =>
  result.ok ? { row, outcome, problems: [] } : refused(row, result.problems);

const paired = (rows: readonly ReadRow[], results: readonly BulkResult[]): [string, string][] =>
  results.flatMap((result, at): [string, string][] => {
    const externalId = rows[at]?.externalId ?? "";
    return result.ok && externalId !== "" ? [[externalId, result.record.id]] : [];
  });
