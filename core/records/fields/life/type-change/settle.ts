// After 30 days nobody can undo a change of type any more: the columns that values have left go.
import type { Queryable, Transaction } from "../../../../db/database.ts";
import type { Kinds } from "../../../kinds.ts";
import { isStill, move } from "./change-rows.ts";
import { dropColumns, openColumns, unwatchColumns } from "./columns.ts";
import { carryingOf } from "./type-changes.ts";

/** Changes that ended so long ago that nothing of them is needed. */
export async function longOver(db: Queryable, days: number): Promise<string[]> {
  const text = `select id from field_changes where sort = 'type' and state in ('done', 'undone', 'failed', 'cancelled', 'checked')
    and coalesce(ended_at, created_at) < now() - make_interval(days => $1) order by created_at`;
  return (await db.query<{ id: string }>({ text, values: [days] })).map((row) => row.id);
}

/** Takes away what a change left behind: old columns, triggers, lists. */
export async function settle(trx: Transaction, kinds: Kinds, id: string): Promise<void> {
  const { change, table, from, to } = await carryingOf(trx, kinds, id);
  if (!(await isStill(trx, id, change.state))) return;
  const left = change.state === "done" ? from : change.state === "undone" ? to : undefined;
  if (change.state === "done") await unwatchColumns(trx, table, to);
  if (left) {
    await openColumns(trx, table, left);
    await dropColumns(trx, table, left);
  }
  await trx.query({ text: "delete from field_touched where change_id = $1", values: [id] });
  await trx.query({ text: "delete from field_misfits where change_id = $1", values: [id] });
  await move(trx, id, change.state, "settled");
}
