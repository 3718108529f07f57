import type { Queryable } from "../../../db/database.ts";

export interface TeamOnPath {
  readonly id: string;
  readonly title: string;
  /** Its manager's name. */
  readonly manager: string | null;
}

// `cycle` ends also in a circle of teams.
const text = `with recursive up as (
  select t.id, t.name, t.parent_id, t.manager_id, 0 as height from teams t join users u on u.team_id = t.id
    where u.id = $2 and t.deleted_at is null
  union all select p.id, p.name, p.parent_id, p.manager_id, height + 1 from teams p join up on up.parent_id = p.id where p.deleted_at is null
) cycle id set is_circle using way
select up.id, up.name as title, m.name as manager, (up.manager_id = $1 or up.id = p.team_id) as own
from up join users p on p.id = $1 left join users m on m.id = up.manager_id where not is_circle order by height`;

/** The teams from one of this person's, or that they manage, down to the one of the owner; none when there is no such way. */
export async function teamPath(db: Queryable, person: string, owner: string): Promise<readonly TeamOnPath[]> {
  const up = await db.query<TeamOnPath & { own: boolean | null }>({ text, values: [person, owner] });
  const end = up.findIndex(({ own }) => own === true);
  return up
    .slice(0, end + 1)
    .map(({ id, title, manager }) => ({ id, title, manager }))
    .toReversed();
}
