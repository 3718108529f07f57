import type { Queryable } from "../../db/database.ts";
import type { HistoryLine } from "./history.ts";

/** One written record, whoever wrote it; `place` goes on from there. */
export interface AuditLine extends Omit<HistoryLine, "before" | "after" | "actorName"> {
  readonly place: string;
  /** Paths of the fields that were written; values are in the record's history, behind its rights. */
  readonly fields: readonly string[];
}

export interface AuditQuery {
  readonly limit?: number;
  /** Only what was written after this place. */
  readonly after?: string | undefined;
  readonly kind?: string | undefined;
  readonly actorId?: string | undefined;
}

const text = `select * from (
    select xid || '.' || seq as place, seq, kind, record_id as "recordId", version, action, actor_id as "actorId", source,
      operation_id as "operationId", at, array(select jsonb_object_keys(after) order by 1) as fields, xid
    from changes
    where ($1::text is null or (xid, seq) > (split_part($1, '.', 1)::xid8, split_part($1, '.', 2)::bigint))
      and ($2::text is null or kind = $2) and ($3::text is null or actor_id = $3)
      and xid < pg_snapshot_xmin(pg_current_snapshot())
    order by xid desc, seq desc limit $4
  ) latest order by xid, seq`;

/** What was written last, the oldest of it first. For the operator of the server, who stands above all rights. */
export async function auditLog(
  db: Queryable,
  { limit = 50, after, kind, actorId }: AuditQuery = {},
): Promise<AuditLine[]> {
  const values = [after ?? null, kind ?? null, actorId ?? null, limit];
  const rows = await db.query<AuditLine & { xid?: string }>({ text, values });
  return rows.map(({ xid: _, ...line }) => line);
}
