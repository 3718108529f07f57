// The records that somebody was given for a while, with those who gave them: a share reaches only as far as its giver.
import type { Actor, Share } from "../kernel/actor.ts";

/** A share as the database answers it, at this moment live. */
export interface HeldRow {
  readonly kind: string;
  readonly id: string;
  readonly edits: boolean;
  readonly by: string;
  /** Seconds it has left, by the clock of the database; null without an end. */
  readonly left: number | null;
}

/** SQL text of a JSON array of the live shares of person `u`, whose own teams are in `mine`. */
export const heldSql = `coalesce((select json_agg(json_build_object('kind', s.kind, 'id', s.record_id, 'edits', s.edits, 'by', s.given_by,
    'left', extract(epoch from s.ends_at - now()))) from shares s
  where s.ended_at is null and coalesce(s.ends_at > now(), true) and s.given_by <> u.id
    and (s.user_id = u.id or s.team_id in (select id from mine))), '[]')`;

/** What is left of them with their givers; undefined when there is nothing. */
export async function sharesHeld(
  rows: readonly HeldRow[],
  actorOf: (userId: string) => Promise<Actor | undefined>,
): Promise<readonly Share[] | undefined> {
  if (rows.length === 0) return undefined;
  const now = performance.now();
  const ids = [...new Set(rows.map(({ by }) => by))];
  const givers = new Map(await Promise.all(ids.map(async (id) => [id, await actorOf(id)] as const)));
  const held = rows.flatMap(({ kind, id, edits, by: giver, left }) => {
    const by = givers.get(giver);
    return by ? [{ kind, id, edits, by, until: left === null ? null : now + left * 1000 }] : [];
  });
  return held.length > 0 ? held : undefined;
}
