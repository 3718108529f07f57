// From a time to the lines that were written around it. The seals know of which time their lines are, so no index by time is kept.
import type { Queryable } from "../../db/database.ts";
import type { Trail } from "../../security/audit/chain.ts";

interface Bounds {
  readonly first: string;
  readonly last: string;
}

/** Seals that are looked at around the border: a line may have its number from before others that are older. */
const AROUND = 100;
const END = "9223372036854775807";

// While no seal begins after the end of the period, lines of it may still be without one.
const text = `select
  coalesce((select min(first_seq) from (select first_seq from audit_seals where trail = $1 and last_at >= $2::timestamptz
    order by last_at limit ${AROUND}) s), 0) as first,
  case when exists (select from audit_seals where trail = $1 and first_at >= $3::timestamptz) then
    coalesce((select max(last_seq) from (select last_seq from audit_seals where trail = $1 and first_at < $3::timestamptz
      order by first_at desc limit ${AROUND}) s), 0) else ${END} end as last`;

/** Numbers between which every line of the period stands; others may stand there, too. */
export async function boundsOf(
  db: Queryable,
  trail: Trail,
  { from, until }: { readonly from?: string | undefined; readonly until?: string | undefined },
): Promise<Bounds> {
  if (from === undefined && until === undefined) return { first: "0", last: END };
  const values = [trail, from ?? "-infinity", until ?? "infinity"];
  const [found] = await db.query<Bounds & object>({ text, values });
  return found ?? { first: "0", last: END };
}
