// What is wished for the index of a field, and how far it is: one row per field that has or is to get one.
import type { Queryable } from "../../../db/database.ts";
import { sameJson } from "../../../kernel/json.ts";
import { columnOf, type CustomField } from "../custom-field.ts";
import { indexesOf, isCarried } from "./index-plan.ts";

/** A value that occurs more than once, so that its field cannot be unique. */
export interface Duplicate {
  readonly value: unknown;
  /** Ids of the first records that have it. */
  readonly records: readonly string[];
}

/** Why an index could not be built. */
export interface IndexFailure {
  readonly code: "duplicates" | "value_too_long";
  readonly duplicates?: readonly Duplicate[];
}

export interface IndexState {
  readonly state: "none" | "building" | "ready" | "failed" | "dropping";
  readonly unique: boolean;
  /** 0 to 100 while it is being built. */
  readonly percent: number | null;
  readonly failure: IndexFailure | null;
}

const none: IndexState = { state: "none", unique: false, percent: null, failure: null };

export async function readIndexState(db: Queryable, fieldId: string): Promise<IndexState> {
  const text = `select state, is_unique as "unique", failure, case when state = 'building' then done::int end as percent
    from field_indexes where field_id = $1`;
  const [row] = await db.query<IndexState & object>({ text, values: [fieldId] });
  return row ?? none;
}

/** Writes down what the field's indexes are to be from now on; a job does it. */
export async function wishIndexes(trx: Queryable, field: CustomField, before?: CustomField): Promise<void> {
  if (carriedColumn(field) !== (before && carriedColumn(before))) await wishWithOthers(trx, field);
  const wanted = indexesOf(field);
  if (sameJson(wanted, before ? indexesOf(before) : [])) return;
  const text = `insert into field_indexes (field_id, is_unique, state) values ($1, $2, $3) on conflict (field_id) do update
    set is_unique = excluded.is_unique, state = excluded.state, done = 0, failure = null, changed_at = clock_timestamp()`;
  const unique = wanted.some((plan) => plan.unique);
  await trx.query({ text, values: [field.id, unique, wanted.length > 0 ? "building" : "dropping"] });
}

const carriedColumn = (field: CustomField): string | undefined => (isCarried(field) ? columnOf(field) : undefined);

// The job compares, and leaves alone what is as it should be.
async function wishWithOthers(trx: Queryable, { kind, id }: CustomField): Promise<void> {
  const text = `update field_indexes i set state = 'building', done = 0, changed_at = clock_timestamp() from fields f
    where f.id = i.field_id and f.kind = $1 and f.id <> $2 and i.state = 'ready'`;
  await trx.query({ text, values: [kind, id] });
}

/** Wishes for the same once more after it failed. */
export async function wishAgain(trx: Queryable, fieldId: string): Promise<void> {
  const text = `update field_indexes set state = 'building', done = 0, failure = null, changed_at = clock_timestamp()
    where field_id = $1 and state = 'failed'`;
  await trx.query({ text, values: [fieldId] });
}

/** A wish that is not fulfilled yet, as it stood at `changedAt`. */
export interface Wish {
  readonly fieldId: string;
  readonly changedAt: string;
}

export async function pendingWishes(db: Queryable): Promise<Wish[]> {
  const text = `select field_id as "fieldId", changed_at as "changedAt" from field_indexes
    where state in ('building', 'dropping') order by changed_at`;
  return await db.query<Wish & object>({ text });
}

export async function writePercent(db: Queryable, fieldId: string, percent: number): Promise<void> {
  const text = "update field_indexes set done = $2 where field_id = $1 and state = 'building' and done < $2";
  await db.query({ text, values: [fieldId, percent] });
}

/** Says how it ended, unless something else has been wished meanwhile. */
export async function endWish(db: Queryable, { fieldId, changedAt }: Wish, failure?: IndexFailure): Promise<void> {
  const values = [fieldId, changedAt];
  const same = "field_id = $1 and changed_at = $2";
  if (failure) {
    const text = `update field_indexes set state = 'failed', failure = $3 where ${same} and state = 'building'`;
    return void (await db.query({ text, values: [...values, JSON.stringify(failure)] }));
  }
  await db.query({ text: `update field_indexes set state = 'ready' where ${same} and state = 'building'`, values });
  await db.query({ text: `delete from field_indexes where ${same} and state = 'dropping'`, values });
}
