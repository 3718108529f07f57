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

const plain = `'{"values": [], "samples": []}'::jsonb`;
const written = "imports where operation_id in (select operation_id from changes where record_id = any($1::uuid[]))";

/** Takes the rows out of the imports that wrote these records, and what was shown of them; that they ran, and undo, stay. */
export async function forgetRows(db: Queryable, ids: readonly string[]): Promise<void> {
  for (const table of ["import_rows", "import_files", "import_edits", "import_leftovers"])
    await db.query({ text: `delete from ${table} where import_id in (select id from ${written})`, values: [ids] });
  const text = `update imports set checked = checked || '{"sample": [], "problems": [], "misspellings": []}',
    profile = (select coalesce(jsonb_agg(one || ${plain}), '[]') from jsonb_array_elements(profile) one)
    where id in (select id from ${written})`;
  await db.query({ text, values: [ids] });
}
