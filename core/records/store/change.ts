import type { Queryable, Transaction } from "../../db/database.ts";
import { type Actor, may } from "../../kernel/actor.ts";
import { Conflict, Invalid, NotAllowed, NotFound } from "../../kernel/errors.ts";
import { derive, writtenOnly } from "../computed/derive.ts";
import { asNow } from "../history/as-now.ts";
import { asSeen } from "../access/seen-values.ts";
import type { Assumption, Written } from "../kind.ts";
import { reaches } from "../query/scope.ts";
import { type Asking, oneSelect, type Select } from "../query/select.ts";
import type { Row } from "../query/selected.ts";
import type { Draft, Input, Rec, RecordText } from "../record.ts";
import type { ReadOptions, WriteOptions } from "../records.ts";
import { searchText } from "../search/search-text.ts";
import { changedSince, EditConflict } from "./conflict.ts";
import { keysOf } from "./create.ts";
import { draftOf, dropUnchanged } from "./draft.ts";
import { brokenLinks, linkConditions } from "./references.ts";
import { sayingTaken } from "./taken.ts";
import { runHooks } from "./run-hooks.ts";
import { alongside, companyOf, refuse, type Through, wantsAlong, writingOf } from "./through.ts";
import { takeInput } from "./validate.ts";
import { answeredBy, type Update, updateStatement } from "./write-sql.ts";

const TRIES = 5;

/** The record as this actor may see it, or undefined. */
export async function findRecord(
  asking: Asking,
  id: string,
  options: ReadOptions,
  db: Queryable,
): Promise<Rec | undefined> {
  const found = await findRow(asking, id, options, db);
  return found && found.select.read(found.row);
}

/** The same as JSON. */
export async function findText(
  asking: Asking,
  id: string,
  options: ReadOptions,
  db: Queryable,
): Promise<RecordText | undefined> {
  const found = await findRow(asking, id, { ...options, form: "json" }, db);
  return found && { version: found.select.version(found.row), text: found.select.write(found.row) };
}

async function findRow(
  asking: Asking,
  id: string,
  options: Parameters<typeof oneSelect>[2],
  db: Queryable,
): Promise<{ row: Row; select: Select } | undefined> {
  if (!may(asking.actor, `${asking.kind.plural}.read`)) return undefined;
  const select = oneSelect(asking, id, options);
  const [row] = (await db.query(select.statement)) as unknown as Row[];
  return row && { row, select };
}

/** The record, if the actor's right to do this reaches it: NotFound when it may not be seen, NotAllowed when only seen. */
export async function recordFor(
  asking: Asking,
  action: string,
  at: { id: string; trash: boolean; db: Queryable },
): Promise<Rec> {
  const { kind, actor } = asking;
  const record = await findRecord(asking, at.id, { trash: at.trash }, at.db);
  if (!record || at.trash !== (record.deletedAt !== null)) throw new NotFound("records.not_found", { kind: kind.name });
  if (!reaches(actor, kind, action, record))
    throw new NotAllowed("security.not_allowed", { permission: `${kind.plural}.${action}` });
  return record;
}

export interface Change {
  readonly id: string;
  readonly input: Input;
  readonly options: WriteOptions;
}

/** Writes only the fields that differ; two people who change different fields both win. */
export async function changeRecord(through: Through, actor: Actor, kind: string, change: Change): Promise<Rec> {
  const asking = await writingOf(through, actor, kind);
  for (let tries = 1; tries <= TRIES; tries++) {
    const db = change.options.trx ?? through.db;
    const before = await recordFor(asking, "change", { id: change.id, trash: false, db });
    const assumed: Assumption[] | undefined = tries === 1 ? [] : undefined;
    const draft = await changedDraft(asking, before, change, { db, assumed });
    if (draft.values.size === 0) return asSeen(asking.kind, asking.seen, before);
    const update = updateOf(asking, draft, { ...change.options, assumed });
    const step = { update, asking, before, options: change.options };
    const after = await sayingTaken(asking, through.db, () => updated(through, step));
    if (after) {
      if (!change.options.trx) through.announce();
      return asSeen(asking.kind, asking.seen, after);
    }
  }
  throw new Conflict("records.busy");
}

interface Looking {
  readonly db: Queryable;
  readonly assumed?: Assumption[] | undefined;
}

async function changedDraft(asking: Asking, before: Rec, change: Change, { db, assumed }: Looking): Promise<Draft> {
  const { kind, seen, reading } = asking;
  const { input, options } = change;
  const { values, problems } = options.fromHistory
    ? { values: asNow(kind, input), problems: [] }
    : takeInput(seen, input, reading);
  refuse(problems);
  const draft = draftOf(before.id, before, values);
  dropUnchanged(draft);
  await refuseConflict(asking, draft, options, db);
  if (values.size === 0) return draft;
  if (options.fromHistory) derive(kind, draft, companyOf(asking));
  else {
    const wrong = await runHooks(asking, draft, db, assumed);
    // All that is wrong is told at once, also what was assumed not to be.
    if (wrong.length > 0 && assumed && assumed.length > 0) return await changedDraft(asking, before, change, { db });
    refuse(wrong);
  }
  dropUnchanged(draft);
  return draft;
}

async function refuseConflict(
  { kind, seen }: Asking,
  draft: Draft,
  { baseVersion, strict }: WriteOptions,
  db: Queryable,
): Promise<void> {
  const before = draft.before as Rec;
  if (baseVersion === undefined || baseVersion === before.version) return;
  const others = await changedSince(db, kind, before.id, baseVersion);
  const both = strict ? [...others] : [...draft.values.keys()].filter((path) => others.has(path));
  if (both.length > 0 || baseVersion > before.version) {
    const shown = both.filter((path) => seen.byPath.has(path));
    throw new EditConflict(asSeen(kind, seen, before), shown);
  }
}

function updateOf(
  asking: Asking,
  draft: Draft,
  { operationId, assumed = [] }: WriteOptions & { readonly assumed: readonly Assumption[] | undefined },
): Update {
  const { kind, actor } = asking;
  const before = draft.before as Rec;
  const old = draftOf(draft.id, before, new Map());
  const written = writtenOnly(kind, draft.values);
  const line = {
    action: "changed" as const,
    before: Object.fromEntries([...written.keys()].map((path) => [path, old.get(path)])),
    after: Object.fromEntries(written),
    operationId: operationId ?? null,
  };
  const findable = kind.hooks?.keys !== undefined || kind.searchable.some((path) => draft.touches(path));
  const found = findable ? { found: { search: searchText(kind, draft.get), keys: keysOf(kind, draft) } } : {};
  return {
    kind,
    actor,
    record: before,
    values: draft.values,
    line,
    ...found,
    unless: (params) => [...linkConditions(asking, draft.values, params), ...assumed.map((holds) => holds(params))],
  };
}

export interface Step {
  readonly update: Update;
  readonly asking: Asking;
  readonly before: Rec;
  readonly options: WriteOptions;
}

// Nothing else can have changed: the update asks for the version that was read.
const merged = (before: Rec, answered: Rec): Rec => ({
  ...before,
  ...answered,
  custom: { ...before.custom, ...answered.custom },
});

/** Runs an update; undefined when the record has moved on meanwhile and the caller should look again. */
export async function updated(through: Through, step: Step): Promise<Rec | undefined> {
  const { update, asking, before, options } = step;
  const write = async (db: Queryable): Promise<Rec | undefined> => {
    const [row] = (await db.query(updateStatement(update))) as unknown as (readonly unknown[])[];
    if (row) return merged(before, answeredBy(update).read(row));
    const problems = await brokenLinks(asking, update.values, db);
    if (problems.length > 0) throw new Invalid(problems);
    return undefined;
  };
  if (!wantsAlong(asking.kind, update.values, before)) return await write(options.trx ?? through.db);
  const both = async (trx: Transaction): Promise<Rec | undefined> => {
    const record = await write(trx);
    const action = update.line.action as Written["action"];
    if (record) await alongside(asking, trx, [{ kind: asking.kind, action, record, before }]);
    return record;
  };
  return options.trx ? await both(options.trx) : await through.db.transaction(both);
}
