import type { Queryable } from "../../../db/database.ts";
import { Conflict } from "../../../kernel/errors.ts";

/** While values are carried to another column or another option, the field stays as it is. */
export async function refuseRunning(trx: Queryable, fieldId: string): Promise<void> {
  const text = "select 1 from field_changes where field_id = $1 and state in ('checking', 'copying', 'undoing')";
  if ((await trx.query({ text, values: [fieldId] })).length > 0) throw new Conflict("fields.change_running");
}
