// There is always somebody who can let the others in.
import type { Queryable } from "../db/database.ts";
import { Conflict } from "../kernel/errors.ts";

const LOCK = 7_203_611_005;

const find = `select 1 from users u join user_roles r on r.user_id = u.id and r.role = 'admin'
where u.state = 'active' and u.deleted_at is null limit 1`;

export async function hasAdministrator(db: Queryable): Promise<boolean> {
  return (await db.query({ text: find })).length > 0;
}

/** One at a time may add the first administrator or take one away; held until the transaction ends. */
export async function lockAdministrators(trx: Queryable): Promise<void> {
  await trx.query({ text: "select pg_advisory_xact_lock($1)", values: [LOCK] });
}

/** Called inside the transaction that takes these people away, after it did: when one of them was administrator, another must be left. */
export async function keepAnAdministrator(trx: Queryable, gone: readonly string[]): Promise<void> {
  const text = "select 1 from user_roles where role = 'admin' and user_id = any($1)";
  if ((await trx.query({ text, values: [gone] })).length === 0) return;
  await mustHaveAdministrator(trx);
}

export async function mustHaveAdministrator(trx: Queryable): Promise<void> {
  await lockAdministrators(trx);
  if (!(await hasAdministrator(trx))) throw new Conflict("users.last_administrator");
}
