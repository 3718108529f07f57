// To whom a record was given, and that it was taken back, as its timeline tells it.
import type { Queryable } from "../../db/database.ts";

const select = `select s.given_at as "givenAt", g.name as "givenBy", coalesce(u.name, t.name) as "to", s.edits, s.ended_at as "endedAt",
  coalesce(e.name, s.ended_by) as "endedBy", s.ends_at as "endsAt", coalesce(s.ends_at < now(), false) as over
from shares s join users g on g.id = s.given_by left join users u on u.id = s.user_id left join teams t on t.id = s.team_id
  left join users e on e.id::text = s.ended_by
where s.kind = $1 and s.record_id = $2 order by s.given_at desc limit 50`;

interface ShareEntry {
  readonly at: string;
  readonly icon: string;
  readonly view: object;
}

interface Row {
  readonly givenAt: string;
  readonly givenBy: string;
  readonly to: string;
  readonly edits: boolean;
  readonly endedAt: string | null;
  readonly endedBy: string | null;
  readonly endsAt: string | null;
  readonly over: boolean;
}

/** For those who see the record; who that is was asked before. */
export async function shareLines(db: Queryable, kind: string, id: string): Promise<readonly ShareEntry[]> {
  const rows = await db.query<Row & object>({ text: select, values: [kind, id] });
  return rows.flatMap((row) => [...endOf(row), givenAs(row)]);
}

const givenAs = ({ givenAt, givenBy, to, edits, endsAt }: Row): ShareEntry => ({
  at: givenAt,
  icon: "users",
  view: {
    at: givenAt,
    word: edits ? "shares.told.edit" : "shares.told.read",
    values: { by: givenBy, to },
    until: endsAt,
  },
});

function endOf({ endedAt, endedBy, endsAt, over, to }: Row): ShareEntry[] {
  if (endedAt !== null) {
    const values = { by: endedBy ?? "", to };
    return [{ at: endedAt, icon: "users", view: { at: endedAt, word: "shares.told.ended", values, until: null } }];
  }
  if (!over || endsAt === null) return [];
  const values = { by: "", to };
  return [{ at: endsAt, icon: "users", view: { at: endsAt, word: "shares.told.over", values, until: null } }];
}
