import type { Queryable, Transaction } from "../../../db/database.ts";
import { Conflict } from "../../../kernel/errors.ts";

/** How a change that is under way is worked on behind everybody's back. */
export interface Working {
  /** Has the job go on with a change, in the transaction that made it necessary. */
  readonly enqueue: (trx: Transaction | undefined, id: string) => Promise<void>;
  /** True while a job for it waits, runs, or will be tried again. */
  readonly isWorkedOn: (on: Queryable, id: string) => Promise<boolean>;
}

const underWay = "state in ('checking', 'copying', 'undoing')";

/** Throws while the type or an option of a field is being changed: its definition has to hold still. */
export async function refuseRunning(trx: Queryable, fieldId: string): Promise<void> {
  const text = `select 1 from field_changes where field_id = $1 and ${underWay}`;
  if ((await trx.query({ text, values: [fieldId] })).length > 0) throw new Conflict("fields.change_running");
}

/** True when a change should be going on and no job is left that does: its tries are used up. */
export async function isStuck(db: Queryable, working: Working, id: string): Promise<boolean> {
  const text = `select 1 from field_changes where id = $1 and ${underWay}`;
  return (await db.query({ text, values: [id] })).length > 0 && !(await working.isWorkedOn(db, id));
}

/** Has a new job go on from where the last one stopped. Throws unless the change is stuck. */
export async function takeUp(trx: Transaction, working: Working, id: string): Promise<void> {
  if (!(await isStuck(trx, working, id))) throw new Conflict("fields.change_not_stuck");
  await working.enqueue(trx, id);
}
