// Statements on the table of changes of fields: what is to become of one, and how far it is.
import type { Queryable } from "../../../../db/database.ts";
import { NotFound } from "../../../../kernel/errors.ts";
import { isId, newId } from "../../../../kernel/ids.ts";
import type { CustomField } from "../../custom-field.ts";
import type { FieldSchema, Manner } from "../../field.ts";

/** What a field is to become, and how its values are read on the way. */
export interface TypePlan extends Manner {
  readonly schema: FieldSchema;
  /** True: every different text becomes an option. */
  readonly collect: boolean;
  /** Only look, until somebody says go. */
  readonly dryRun: boolean;
  /** Set where the field has no column of its own yet: it gets one, and its values leave `ext`. */
  readonly leavesExt?: boolean;
  /** Chosen by a person: what does not fit becomes blank, and stays in the old column for 30 days. */
  readonly misfits: "block" | "blank";
}

export type ChangeState =
  | "checking"
  | "checked"
  | "copying"
  | "done"
  | "undoing"
  | "undone"
  | "failed"
  | "cancelled"
  | "settled";

/** A conversion as the dry run shows it. */
export interface Example {
  readonly from: string;
  readonly to: string;
}

export interface TypeChange {
  readonly id: string;
  readonly fieldId: string;
  readonly state: ChangeState;
  readonly plan: TypePlan;
  readonly before: FieldSchema;
  readonly fromGeneration: number;
  readonly toGeneration: number;
  readonly position: string | null;
  /** Values looked at so far, of `total`. */
  readonly done: number;
  readonly total: number;
  readonly misfits: number;
  readonly examples: readonly Example[];
  /** Why it failed: a code. */
  readonly failure: { readonly code: string } | null;
  readonly actorId: string;
  readonly createdAt: string;
  readonly switchedAt: string | null;
  readonly endedAt: string | null;
}

const columns = `id, field_id as "fieldId", state, plan, before, from_generation as "fromGeneration",
  to_generation as "toGeneration", position, done, total, misfits, coalesce(found -> 'examples', '[]') as examples, failure,
  actor_id as "actorId", created_at as "createdAt", switched_at as "switchedAt", ended_at as "endedAt"`;

/** Where values stood before the change; afterwards they have columns. */
export const tierBefore = ({ plan }: Pick<TypeChange, "plan">): CustomField["tier"] =>
  plan.leavesExt ? "ext" : "column";

type NewChange = Pick<TypeChange, "fieldId" | "plan" | "before" | "fromGeneration" | "toGeneration" | "actorId">;

export async function insertChange(trx: Queryable, change: NewChange): Promise<TypeChange> {
  const text = `insert into field_changes (id, field_id, sort, plan, before, from_generation, to_generation, actor_id)
    values ($1, $2, 'type', $3, $4, $5, $6, $7) returning ${columns}`;
  const { fieldId, plan, before, fromGeneration, toGeneration, actorId } = change;
  const given = [JSON.stringify(plan), JSON.stringify(before), fromGeneration, toGeneration, actorId];
  const [row] = await trx.query<TypeChange & object>({ text, values: [newId(), fieldId, ...given] });
  return row as TypeChange;
}

export async function readChange(db: Queryable, id: string): Promise<TypeChange> {
  const text = `select ${columns} from field_changes where id = $1 and sort = 'type'`;
  const [row] = isId(id) ? await db.query<TypeChange & object>({ text, values: [id] }) : [];
  if (!row) throw new NotFound("fields.change_not_found");
  return row;
}

/** Those of one field, the newest first. */
export async function listChanges(db: Queryable, fieldId: string): Promise<TypeChange[]> {
  const text = `select ${columns} from field_changes where field_id = $1 and sort = 'type' order by created_at desc limit 50`;
  return await db.query<TypeChange & object>({ text, values: [fieldId] });
}

const named = {
  position: "position",
  done: "done",
  total: "total",
  misfits: "misfits",
  plan: "plan",
  failure: "failure",
} as const;

type Facts = Partial<Pick<TypeChange, keyof typeof named>>;

/** Notes how far it is. */
export async function note(db: Queryable, id: string, facts: Facts): Promise<void> {
  const given = Object.entries(facts);
  const sets = given.map(([name], at) => `${named[name as keyof Facts]} = $${at + 2}`);
  const values = given.map(([, value]) =>
    typeof value === "object" && value !== null ? JSON.stringify(value) : value,
  );
  await db.query({ text: `update field_changes set ${sets.join(", ")} where id = $1`, values: [id, ...values] });
}

export async function noteExamples(db: Queryable, id: string, examples: readonly Example[]): Promise<void> {
  const text = "update field_changes set found = jsonb_set(found, '{examples}', $2::jsonb) where id = $1";
  await db.query({ text, values: [id, JSON.stringify(examples)] });
}

const open: ReadonlySet<ChangeState> = new Set(["checking", "checked", "copying", "undoing"]);

/** Moves it on, if it still is where it was thought to be; false when somebody else was faster. */
export async function move(db: Queryable, id: string, from: ChangeState, to: ChangeState): Promise<boolean> {
  const ended = open.has(to) ? "null" : "now()";
  const switched = from === "copying" && to === "done" ? ", switched_at = now()" : "";
  const text = `update field_changes set state = $3, position = null, ended_at = ${ended}${switched}
    where id = $1 and state = $2 returning id`;
  return (await db.query({ text, values: [id, from, to] })).length > 0;
}

/** Holds the change in its state until the transaction ends; false when it has moved on. */
export async function isStill(trx: Queryable, id: string, state: ChangeState): Promise<boolean> {
  const text = "select 1 from field_changes where id = $1 and state = $2 for update";
  return (await trx.query({ text, values: [id, state] })).length > 0;
}

/** A value that has no place. */
export interface Misfit {
  readonly recordId: string;
  readonly value: unknown;
  readonly problem: { readonly code: string; readonly values?: Readonly<Record<string, unknown>> };
}

/** Which way values go: into the new columns, or back. */
export type Direction = "to" | "back";

/** Writes down what did not fit among these records, and forgets those that fit by now. */
export async function keepMisfits(
  trx: Queryable,
  at: { readonly id: string; readonly way: Direction },
  looked: readonly string[],
  misfits: readonly Misfit[],
): Promise<void> {
  const gone = "delete from field_misfits where change_id = $1 and way = $2 and record_id = any($3::uuid[])";
  await trx.query({ text: gone, values: [at.id, at.way, looked] });
  if (misfits.length === 0) return;
  const text = `insert into field_misfits (change_id, way, record_id, value, problem)
    select $1, $2, x."recordId", x.value, x.problem from jsonb_to_recordset($3::jsonb) as x("recordId" uuid, value jsonb, problem jsonb)`;
  await trx.query({ text, values: [at.id, at.way, JSON.stringify(misfits)] });
}

export async function countMisfits(db: Queryable, id: string, way: Direction): Promise<number> {
  const text = "select count(*)::int as n from field_misfits where change_id = $1 and way = $2";
  const [row] = await db.query<{ n: number }>({ text, values: [id, way] });
  return row?.n ?? 0;
}

/** A page of them in the order of the records' ids. */
export async function listMisfits(
  db: Queryable,
  at: { readonly id: string; readonly way: Direction; readonly after: string | undefined; readonly limit: number },
): Promise<Misfit[]> {
  const text = `select record_id as "recordId", value, problem from field_misfits
    where change_id = $1 and way = $2 and ($3::uuid is null or record_id > $3) order by record_id limit $4`;
  return await db.query<Misfit & object>({ text, values: [at.id, at.way, at.after ?? null, at.limit] });
}
