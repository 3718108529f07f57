// Has the indexes that fields wish for, one after the other, in the background.
import { sqlState, type Database } from "../../../db/database.ts";
import type { JobRun } from "../../../jobs/job.ts";
import { NotFound } from "../../../kernel/errors.ts";
import type { Kinds } from "../../kinds.ts";
import { quoted } from "../../query/sql.ts";
import { columnOf, type CustomField } from "../custom-field.ts";
import { readField, readFields } from "../field-rows.ts";
import { buildIndex, dropIndex, indexesNamed, type IndexWork } from "./build-index.ts";
import { carriedFor, type IndexPlan, indexesOf } from "./index-plan.ts";
import { type Duplicate, endWish, type IndexFailure, pendingWishes, type Wish, writePercent } from "./index-rows.ts";

export interface IndexNeeds {
  readonly db: Database;
  readonly kinds: Kinds;
  /** Opens a pool whose statements have no time limit; it is closed after the work. */
  readonly openPatient: () => Database;
}

const MOST_DUPLICATES = 100;
const DUPLICATE_KEY = "23505";
const TOO_LARGE = "54000";

type Run = Pick<JobRun, "signal">;

export class FieldIndexes {
  readonly #needs: IndexNeeds;

  constructor(needs: IndexNeeds) {
    this.#needs = needs;
  }

  /** Fulfils every wish there is. What cannot be is written down with its reason; what was interrupted is done again. */
  async work(run: Run): Promise<void> {
    const wishes = await pendingWishes(this.#needs.db);
    if (wishes.length === 0) return;
    const patient = this.#needs.openPatient();
    try {
      for (const wish of wishes) await this.#fulfil(wish, patient, run);
    } finally {
      await patient.close();
    }
    await this.work(run);
  }

  async #fulfil(wish: Wish, patient: Database, { signal }: Run): Promise<void> {
    const { db, kinds } = this.#needs;
    const field = await readField(db, wish.fieldId).catch(absent);
    const kind = field && kinds.find(field.kind);
    if (!field || !kind) return;
    signal.throwIfAborted();
    const progress = (percent: number) => writePercent(db, field.id, percent);
    const work = { db, patient, table: kind.table, signal, progress };
    await endWish(db, wish, await haveIndexes(work, field));
  }
}

// A field that was removed meanwhile took its wish along.
const absent = (error: unknown): undefined => {
  if (!(error instanceof NotFound)) throw error;
};

/** Builds what is missing, then drops what is too much: lists stay fast meanwhile. Answers why it cannot be. */
export async function haveIndexes(work: IndexWork, field: CustomField): Promise<IndexFailure | undefined> {
  const wanted = indexesOf(field, carriedFor(field, await readFields(work.db)));
  const failure = await built(work, field, wanted);
  const names = new Set(wanted.map((plan) => plan.name));
  for (const name of await indexesNamed(work.db, work.table, `${columnOf(field)}_`)) {
    if (!names.has(name) && isOurs(field, name)) await dropIndex(work, name);
  }
  return failure;
}

async function built(
  work: IndexWork,
  field: CustomField,
  wanted: readonly IndexPlan[],
): Promise<IndexFailure | undefined> {
  try {
    for (const plan of wanted) await buildIndex(work, plan);
    return undefined;
  } catch (error) {
    if (sqlState(error) === DUPLICATE_KEY) return { code: "duplicates", duplicates: await duplicatesOf(work, field) };
    if (sqlState(error) === TOO_LARGE) return { code: "value_too_long" };
    throw error;
  }
}

// `cf_x_2_index` belongs to the columns of another generation.
const isOurs = (field: CustomField, name: string): boolean =>
  /^_(index(_[0-9a-f]{8})?|newest|unique|words)$/.test(name.slice(columnOf(field).length));

async function duplicatesOf({ patient, table }: IndexWork, field: CustomField): Promise<Duplicate[]> {
  const column = quoted(columnOf(field));
  const text = `select ${column} as value, (array_agg(id order by id))[1:5] as records from ${quoted(table)}
    where deleted_at is null and ${column} is not null group by 1 having count(*) > 1 order by 1 limit ${MOST_DUPLICATES}`;
  return await patient.query<Duplicate & object>({ text });
}
