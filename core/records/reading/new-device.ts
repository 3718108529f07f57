// Looks behind masks on a device that somebody never used before.
import type { Queryable } from "../../db/database.ts";

// Somebody's very first device is not a new one: there was none before.
const text = `with last as (select seq, detail ->> 'device' as device from audit_events
    where actor_id = $1 and action = 'session.started' and seq <= $2 order by seq desc limit 1)
  select (select count(*)::int from audit_events e where e.actor_id = $1 and e.action = 'field.revealed' and e.seq > last.seq
    and e.seq <= $2 and e.at > coalesce($3::timestamptz, now()) - interval '1 hour') as count from last
  where exists (select from audit_events b where b.actor_id = $1 and b.action = 'session.started' and b.seq < last.seq)
    and not exists (select from audit_events b where b.actor_id = $1 and b.action = 'session.started' and b.seq < last.seq
      and b.detail ->> 'device' = last.device)`;

const END = "9223372036854775807";

/** How many in the hour before now, or before a line of the trail; undefined where the device is one they had used. */
export async function looksOnNewDevice(
  db: Pick<Queryable, "query">,
  actorId: string,
  { seq = END, at = null }: { readonly seq?: string; readonly at?: string | null } = {},
): Promise<number | undefined> {
  return (await db.query<{ count: number }>({ text, values: [actorId, seq, at] }))[0]?.count;
}
