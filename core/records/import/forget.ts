import type { Queryable } from "../../db/database.ts";

const over = `(ended_at < now() - interval '31 days'
  or (ended_at is null and state in ('ready', 'checked') and created_at < now() - interval '14 days'))`;
/** Whoever was reading the file died over it. */
const broken = "(state = 'reading' and created_at < now() - interval '1 day')";

/** Takes out the files of imports that can no longer be undone, and imports that never began. */
export async function forgetOld(db: Queryable): Promise<void> {
  await db.query({ text: `delete from import_rows where import_id in (select id from imports where ${over})` });
  await db.query({ text: `delete from import_files where import_id in (select id from imports where ${over})` });
  await db.query({ text: `delete from imports where ${broken} or (${over} and state in ('ready', 'checked'))` });
}
