import type { Queryable } from "../../db/database.ts";
import { isObject } from "../../kernel/json.ts";
import type { Kind } from "../kind.ts";
import type { Rec } from "../record.ts";
import { valueAt } from "../store/draft.ts";

/** True when a field of this kind, as somebody sees it, names the file: in the record as it is, or in its history. */
export async function isNamed(db: Queryable, seen: Kind, record: Rec, id: string): Promise<boolean> {
  const paths = seen.fields.filter((field) => field.type.name === "file").map((field) => field.path);
  if (paths.some((path) => idsIn(valueAt(record, path)).includes(id))) return true;
  const text = `select exists (select 1 from changes c, unnest($2::text[]) p(path) where c.record_id = $1
    and (c.after -> p.path @> $3::jsonb or c.before -> p.path @> $3::jsonb)) as named`;
  const values = [record.id, paths, JSON.stringify([{ id }])];
  const [row] = await db.query<{ named: boolean }>({ text, values });
  return row?.named === true;
}

/** The ids of the files a value names. */
export const idsIn = (value: unknown): string[] =>
  Array.isArray(value)
    ? value.flatMap((one) => (isObject(one) && typeof one["id"] === "string" ? [one["id"]] : []))
    : [];
