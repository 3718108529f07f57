import type { Queryable, Transaction } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { Conflict, type Problem } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import { asSeen } from "../access/seen-values.ts";
import { writtenOnly } from "../computed/derive.ts";
import type { Assumption, Kind } from "../kind.ts";
import { shapeOf } from "../query/columns.ts";
import { allow } from "../query/scope.ts";
import type { Asking } from "../query/select.ts";
import type { Draft, Input, Rec } from "../record.ts";
import type { WriteOptions } from "../records.ts";
import { searchText } from "../search/search-text.ts";
import { draftOf, openValues } from "./draft.ts";
import { brokenLinks, linkConditions } from "./references.ts";
import { sayingTaken } from "./taken.ts";
import { runHooks } from "./run-hooks.ts";
import { alongside, refuse, type Through, wantsAlong, writingOf } from "./through.ts";
import { takeInput } from "./validate.ts";
import { type Insert, insertStatement } from "./write-sql.ts";

/** Checks, writes the row with its history line, and what the kind writes along; all or nothing. */
export async function createRecord(
  through: Through,
  actor: Actor,
  kind: string,
  { input, options }: { input: Input; options: WriteOptions },
): Promise<Rec> {
  const asking = await writingOf(through, actor, kind);
  allow(actor, `${asking.kind.plural}.create`);
  const asked = { input, options };
  const record = (await attempt(through, asking, asked, [])) ?? (await attempt(through, asking, asked));
  if (!record) throw new Conflict("records.busy");
  if (!options.trx) through.announce();
  return asSeen(asking.kind, asking.seen, record);
}

/** A new record with what was sent, its defaults and its owner; the kind's hooks have not seen it yet. */
export function startDraft(
  { kind, seen, actor, reading }: Asking,
  input: Input,
): { readonly draft: Draft; readonly problems: readonly Problem[] } {
  const { values, problems } = takeInput(seen, input, reading);
  for (const field of kind.fields) {
    if (!values.has(field.path) && field.schema.default !== undefined) values.set(field.path, field.schema.default);
  }
  if (kind.ownerField && actor.kind === "person" && !values.has(kind.ownerField)) values.set(kind.ownerField, actor.id);
  return { draft: draftOf(newId(), undefined, values), problems };
}

interface Asked {
  readonly input: Input;
  readonly options: WriteOptions;
}

/** Undefined when an assumption does not hold, or something is wrong that is only told when nothing is assumed. */
async function attempt(
  through: Through,
  asking: Asking,
  { input, options }: Asked,
  assumed?: Assumption[],
): Promise<Rec | undefined> {
  const { draft, problems } = startDraft(asking, input);
  refuse(problems);
  const wrong = await runHooks(asking, draft, options.trx ?? through.db, assumed);
  if (wrong.length > 0 && assumed && assumed.length > 0) return undefined;
  refuse(wrong);
  const insert = insertOf(asking, draft, { operationId: options.operationId, assumed });
  return await sayingTaken(asking, through.db, () => inserted(through, asking, insert, options));
}

async function inserted(
  through: Through,
  asking: Asking,
  insert: Insert,
  options: WriteOptions,
): Promise<Rec | undefined> {
  const { kind, values } = insert;
  const write = async (db: Queryable): Promise<Rec | undefined> => {
    const [row] = (await db.query(insertStatement(insert))) as unknown as (readonly unknown[])[];
    if (row) return shapeOf(kind).read(row);
    refuse(await brokenLinks(asking, values, db));
    return undefined;
  };
  if (!wantsAlong(kind, values, undefined)) return await write(options.trx ?? through.db);
  const both = async (trx: Transaction): Promise<Rec | undefined> => {
    const record = await write(trx);
    if (record) await alongside(asking, trx, [{ kind, action: "created", record, before: undefined }]);
    return record;
  };
  return options.trx ? await both(options.trx) : await through.db.transaction(both);
}

function insertOf(
  asking: Asking,
  draft: Draft,
  { operationId, assumed = [] }: { operationId: string | undefined; assumed: Assumption[] | undefined },
): Insert {
  const { kind, actor } = asking;
  const after = givenValues(kind, draft);
  return {
    kind,
    actor,
    id: draft.id,
    values: draft.values,
    search: searchText(kind, draft.get),
    keys: keysOf(kind, draft),
    line: { action: "created", before: null, after, operationId: operationId ?? null },
    unless: (params) => [...linkConditions(asking, draft.values, params), ...assumed.map((holds) => holds(params))],
  };
}

/** What the history of a new record shows: every value that is not blank. */
export function givenValues(kind: Kind, draft: Draft): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  for (const [path, value] of writtenOnly(kind, draft.values)) if (value !== null) given[path] = value;
  return given;
}

export const keysOf = (kind: Kind, draft: Draft): readonly string[] =>
  kind.hooks?.keys?.(openValues(kind, draft)) ?? [];
