import type { Queryable } from "../../db/database.ts";
import { Conflict } from "../../kernel/errors.ts";
import type { Kind } from "../kind.ts";
import type { Rec } from "../record.ts";

/** Somebody else changed the same fields meanwhile; carries the record as it is now, so that both values can be shown. */
export class EditConflict extends Conflict {
  override readonly status = 412;
  readonly current: Rec;
  readonly fields: readonly string[];

  constructor(current: Rec, fields: readonly string[]) {
    super("records.edit_conflict", { fields: fields.join(", "), version: current.version });
    this.current = current;
    this.fields = fields;
  }

  override get extra(): Readonly<Record<string, unknown>> {
    return { fields: this.fields, current: this.current };
  }
}

/** Paths that others (or oneself elsewhere) changed after a version, the trash included as `deletedAt`. */
export async function changedSince(db: Queryable, kind: Kind, id: string, version: number): Promise<Set<string>> {
  const text = `select distinct key from changes, jsonb_object_keys(coalesce(after, '{}'::jsonb)) key where record_id = $1 and version > $2`;
  const rows = await db.query<{ key: string }>({ text, values: [id, version], name: "changed_since" });
  return new Set(rows.map(({ key }) => kind.byPath.get(key)?.path ?? key));
}
