// Everything that happened, in order, for systems that no webhook can reach. Only what the caller may read now.
import type { Database } from "../../db/database.ts";
import { type Actor, may } from "../../kernel/actor.ts";
import { BadRequest } from "../../kernel/errors.ts";
import { seenLines } from "../history/seen-lines.ts";
import type { Kinds } from "../kinds.ts";
import type { Records } from "../records.ts";

export interface FeedLine {
  readonly id: string;
  readonly type: string;
  readonly recordId: string;
  readonly version: number;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly actorId: string;
  readonly at: string;
}

interface Row extends FeedLine {
  readonly kind: string;
}

const MOST = 200;

// Lines behind a running transaction wait: a number can become visible later than a higher one.
const read = `select xid::text || '-' || seq as id, kind, kind || '.' || action as type, record_id as "recordId", version, before, after, actor_id as "actorId", at
  from changes where (xid, seq) > ($1::text::xid8, $2::bigint) and xid < pg_snapshot_xmin(pg_current_snapshot()) and kind = any($3)
  order by xid, seq limit ${MOST}`;

/** Lines after a cursor (from the beginning without one), and the cursor to go on from; types such as `deal.*` narrow it. */
export async function changesAfter(
  { db, kinds, records }: { db: Database; kinds: Kinds; records: Records },
  actor: Actor,
  { after, types }: { after: string | undefined; types: string | undefined },
): Promise<{ data: FeedLine[]; next: string }> {
  const [xid, seq] = placeOf(after);
  const wanted = (types ?? "").split(",").filter(Boolean);
  const readable = kinds
    .all()
    .filter(
      (kind) =>
        may(actor, `${kind.plural}.read`) &&
        (wanted.length === 0 || wanted.some((type) => type.startsWith(`${kind.name}.`))),
    );
  const rows = await db.query<Row & object>({
    text: read,
    values: [xid, seq, readable.map((kind) => kind.name)],
    name: "changes_feed",
  });
  const data = await visible(
    records,
    actor,
    rows.filter((row) => wanted.length === 0 || wanted.some((type) => type === row.type || type === `${row.kind}.*`)),
  );
  const lines = seenLines(kinds, actor, data).map(({ kind: _kind, ...line }) => line);
  return { data: lines, next: rows.at(-1)?.id ?? after ?? "0-0" };
}

function placeOf(after: string | undefined): [string, string] {
  if (after === undefined || after === "") return ["0", "0"];
  const found = /^(\d{1,19})-(\d{1,18})$/.exec(after);
  if (!found) throw new BadRequest("records.bad_cursor");
  return [found[1] ?? "0", found[2] ?? "0"];
}

async function visible(records: Records, actor: Actor, rows: readonly Row[]): Promise<Row[]> {
  const seen = new Map<string, boolean>();
  for (const [kind, group] of Map.groupBy(rows, (row) => row.kind)) {
    const ids = [...new Set(group.map((row) => row.recordId))];
    for (const trash of [false, true]) {
      const filter = { field: "id", op: "in" as const, value: ids };
      const { data } = await records.list(actor, kind, { filter, limit: MOST, fields: [], trash });
      for (const record of data) seen.set(record.id, true);
    }
  }
  return rows.filter((row) => seen.has(row.recordId));
}
