// Records that went from one person to another, since it was last looked: read from the history, whichever way they went.
import type { Queryable } from "../../db/database.ts";
import type { Kind } from "../kind.ts";

/** What one person was given, or no longer has, by one other. */
export interface Gone {
  readonly person: string;
  readonly way: "got" | "lost";
  readonly by: string;
  readonly kind: string;
  readonly count: number;
  /** Some of the records. */
  readonly ids: readonly string[];
}

/** So many of a kind are named in a letter. */
export const NAMED = 5;

// Only below the oldest transaction that runs: what becomes visible late is read the next time.
const read = `with place as (select xid, seq from given_away_place for update),
news as (select c.xid, c.seq, c.kind, c.record_id, c.actor_id, c.action, c.before, c.after from changes c
  where (c.xid, c.seq) > ((select xid from place), (select seq from place)) and c.xid < pg_snapshot_xmin(pg_current_snapshot())
  order by c.xid, c.seq limit $3),
moved as (update given_away_place set (xid, seq) = (select xid, seq from news order by xid desc, seq desc limit 1)
  where exists (select from news)),
changed as (select n.seq, n.kind, n.record_id, n.actor_id, n.before ->> k.field as before, n.after ->> k.field as after
  from news n join unnest($1::text[], $2::text[]) as k(kind, field) on k.kind = n.kind
  where n.action = 'changed' and n.after ? k.field and n.before ->> k.field is distinct from n.after ->> k.field),
told as (select after as person, 'got' as way, actor_id, kind, record_id, seq from changed
  union all select before, 'lost', actor_id, kind, record_id, seq from changed)
select person, way, actor_id as by, kind, count(distinct record_id)::int as count,
  (array_agg(record_id order by seq))[1:${NAMED}] as ids
from told where person is not null and person <> actor_id group by person, way, actor_id, kind order by person, way, by, kind`;

const STEP = 50_000;

/** Reads on, in the transaction that tells of it. */
export async function givenAway(db: Queryable, kinds: readonly Kind[]): Promise<Gone[]> {
  const owned = kinds.filter(({ ownerField }) => ownerField !== undefined);
  const values = [owned.map(({ name }) => name), owned.map(({ ownerField }) => ownerField), STEP];
  return await db.query<Gone & object>({ text: read, values });
}
