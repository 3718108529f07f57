// Writing many records of one kind in a few statements: imports, bulk changes, undo. The same checks as for a single one;
// what does not fit is answered row by row, and the others are written.
import type { Transaction } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { Invalid, type Problem } from "../../kernel/errors.ts";
import { writtenOnly } from "../computed/derive.ts";
import { allow, reaches } from "../query/scope.ts";
import type { Asking } from "../query/select.ts";
import type { Draft, Input, Rec } from "../record.ts";
import { asSeen } from "../access/seen-values.ts";
import { type BulkOptions, findable, insertAll, run } from "./bulk-insert.ts";
import { insertLines, type LineOf, type Row, rowOf, updateMany } from "./bulk-sql.ts";
import { readMany } from "./bulk-read.ts";
import { startDraft } from "./create.ts";
import { draftOf, dropUnchanged } from "./draft.ts";
import { brokenLinksOfMany } from "./references.ts";
import { takenAmong } from "./taken.ts";
import { alongside, type Through, writingOf } from "./through.ts";
import { runHooks } from "./run-hooks.ts";
import { takeInput } from "./validate.ts";

export type BulkResult =
  | { readonly ok: true; readonly record: Rec; readonly changed: boolean }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export interface BulkChange {
  readonly id: string;
  readonly input: Input;
}

/** A row on its way: a checked draft, or what is wrong with it. */
interface Prepared {
  readonly draft?: Draft;
  readonly problems: readonly Problem[];
}

const gone: Problem = { pointer: "", code: "not_found", message: "problem.not_found" };
const forbidden: Problem = { pointer: "", code: "not_allowed_here", message: "problem.not_allowed_here" };

/** Creates one record per input, in their order; up to some thousand at a time. */
export async function createMany(
  through: Through,
  actor: Actor,
  kind: string,
  { inputs, ...options }: BulkOptions & { inputs: readonly Input[] },
): Promise<BulkResult[]> {
  const asking = await writingOf(through, actor, kind);
  allow(actor, `${asking.kind.plural}.create`);
  const prepared = await hookedAll(
    asking,
    inputs.map((input) => startDraft(asking, input)),
    options.trx,
  );
  const checked = await withoutTaken(asking, await withoutBrokenLinks(asking, prepared, options.trx), options.trx);
  const written = options.dryRun ? new Map<string, Rec>() : await insertAll(asking, draftsOf(checked), options);
  return checked.map((one) => resultOf(asking, one, { written, dryRun: options.dryRun === true }));
}

/** The kind's hooks on each draft, in their order, after one look ahead for all of them. */
async function hookedAll(asking: Asking, all: readonly Prepared[], trx: Transaction): Promise<Prepared[]> {
  const { kind, kinds, actor } = asking;
  await kind.hooks?.ahead?.(draftsOf(all), { actor, db: trx, kinds });
  const done: Prepared[] = [];
  for (const one of all) done.push(await hooked(asking, one, trx));
  return done;
}

async function hooked(asking: Asking, { draft, problems }: Prepared, trx: Transaction): Promise<Prepared> {
  if (!draft || problems.length > 0 || draft.values.size === 0) return { ...(draft && { draft }), problems };
  try {
    return { draft, problems: await runHooks(asking, draft, trx) };
  } catch (error) {
    if (error instanceof Invalid) return { draft, problems: error.problems };
    throw error;
  }
}

async function withoutBrokenLinks(
  asking: Asking,
  prepared: readonly Prepared[],
  trx: Transaction,
): Promise<Prepared[]> {
  const broken = await brokenLinksOfMany(
    asking,
    draftsOf(prepared).map((draft) => draft.values),
    trx,
  );
  return prepared.map((one) => {
    const problems = one.draft && one.problems.length === 0 ? (broken.get(one.draft.values) ?? []) : [];
    return problems.length > 0 ? { ...one, problems } : one;
  });
}

async function withoutTaken(asking: Asking, prepared: readonly Prepared[], trx: Transaction): Promise<Prepared[]> {
  const taken = await takenAmong(asking, draftsOf(prepared), trx);
  return prepared.map((one) => ({ ...one, problems: (one.draft && taken.get(one.draft)) ?? one.problems }));
}

const draftsOf = (prepared: readonly Prepared[]): Draft[] =>
  prepared.flatMap(({ draft, problems }) => (draft && problems.length === 0 ? [draft] : []));

/** In a dry run what has values would have been written. */
function resultOf(
  { kind, seen }: Asking,
  { draft, problems }: Prepared,
  { written, dryRun }: { written: ReadonlyMap<string, Rec>; dryRun: boolean },
): BulkResult {
  if (problems.length > 0 || !draft) return { ok: false, problems };
  const record = written.get(draft.id);
  return {
    ok: true,
    record: asSeen(kind, seen, record ?? ({ custom: {}, ...draft.before, id: draft.id } as unknown as Rec)),
    changed: record !== undefined || (dryRun && draft.values.size > 0),
  };
}

/** Changes one record per change, in their order; rows are locked while it lasts. */
export async function changeMany(
  through: Through,
  actor: Actor,
  kind: string,
  { changes, ...options }: BulkOptions & { changes: readonly BulkChange[] },
): Promise<BulkResult[]> {
  const asking = await writingOf(through, actor, kind);
  allow(actor, `${asking.kind.plural}.change`);
  const before = await readMany(
    asking,
    changes.map((change) => change.id),
    options.trx,
  );
  const taken = changes.map((change) => changePrepared(asking, before.get(change.id), change.input));
  const prepared = await hookedAll(asking, taken, options.trx);
  for (const { draft } of prepared) if (draft) dropUnchanged(draft);
  const checked = await withoutTaken(asking, await withoutBrokenLinks(asking, prepared, options.trx), options.trx);
  const drafts = draftsOf(checked).filter((draft) => draft.values.size > 0);
  const written = options.dryRun ? new Map<string, Rec>() : await updateAll(asking, drafts, options);
  return checked.map((one) => resultOf(asking, one, { written, dryRun: options.dryRun === true }));
}

function changePrepared({ kind, seen, actor, reading }: Asking, before: Rec | undefined, input: Input): Prepared {
  if (!before) return { problems: [gone] };
  if (!reaches(actor, kind, "change", before)) return { problems: [forbidden] };
  const { values, problems } = takeInput(seen, input, reading);
  const draft = draftOf(before.id, before, values);
  dropUnchanged(draft);
  return { draft, problems };
}

/** One statement for all that change the same fields. */
async function updateAll(asking: Asking, drafts: readonly Draft[], options: BulkOptions): Promise<Map<string, Rec>> {
  const { kind, actor } = asking;
  const groups = Map.groupBy(drafts, (draft) => [...draft.values.keys()].sort().join(" "));
  const written = new Map<string, Rec>();
  for (const group of groups.values()) {
    const paths = new Set(group[0]?.values.keys());
    const rows = group.map(
      (draft): Row => ({
        id: draft.id,
        version: draft.before?.version,
        ...findable(asking, draft),
        ...rowOf(kind, draft.values),
      }),
    );
    for (const record of await run(asking, options.trx, updateMany(kind, actor, paths, rows)))
      written.set(record.id, record);
  }
  await remember(
    asking,
    drafts.filter((draft) => written.has(draft.id)),
    options,
  );
  const along = drafts.flatMap((draft) => {
    const record = written.get(draft.id);
    return record ? [{ kind, action: "changed" as const, record, before: draft.before }] : [];
  });
  await alongside(asking, options.trx, along);
  return written;
}

async function remember(
  { kind, actor }: Asking,
  drafts: readonly Draft[],
  { trx, operationId }: BulkOptions,
): Promise<void> {
  if (drafts.length === 0) return;
  const lines = drafts.map((draft): LineOf => {
    const old = draftOf(draft.id, draft.before, new Map());
    const written = writtenOnly(kind, draft.values);
    const before = Object.fromEntries([...written.keys()].map((path) => [path, old.get(path)]));
    return {
      recordId: draft.id,
      version: (draft.before?.version ?? 0) + 1,
      action: "changed",
      before,
      after: Object.fromEntries(written),
      operationId,
    };
  });
  await trx.query(insertLines(kind, actor, operationId, lines));
}
