// The teams as a tree: which stands below which, who manages it, and how many work in it.
import type { Queryable } from "../db/database.ts";

export interface TeamBranch {
  readonly id: string;
  readonly name: string;
  readonly manager: { readonly id: string; readonly name: string } | null;
  /** People who belong to it, without those of the teams below. */
  readonly people: number;
  readonly below: readonly TeamBranch[];
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly parentId: string | null;
  readonly managerId: string | null;
  readonly managerName: string | null;
  readonly people: number;
}

const text = `select t.id, t.name, t.parent_id as "parentId", m.id as "managerId", m.name as "managerName",
  (select count(*)::int from users u where u.team_id = t.id and u.deleted_at is null and u.state <> 'inactive') as people
from teams t left join users m on m.id = t.manager_id and m.deleted_at is null where t.deleted_at is null order by lower(t.name), t.id`;

export async function teamTree(db: Queryable): Promise<readonly TeamBranch[]> {
  return treeOf(await db.query<Row & object>({ text }));
}

/** A team whose upper one is in the trash stands on top; none is left out, whatever stands above it. */
export function treeOf(rows: readonly Row[]): readonly TeamBranch[] {
  const left = new Map(rows.map((row) => [row.id, row]));
  const branch = (row: Row): TeamBranch => {
    left.delete(row.id);
    const { id, name, managerId, managerName, people } = row;
    const manager = managerId === null ? null : { id: managerId, name: managerName ?? "" };
    const below = rows
      .filter(({ parentId }) => parentId === id)
      .flatMap((one) => (left.has(one.id) ? branch(one) : []));
    return { id, name, manager, people, below };
  };
  const tops = rows.filter(({ parentId }) => parentId === null || !left.has(parentId)).map(branch);
  // What is left stands in a circle, which an old import may have made.
  const circles = rows.flatMap((row) => (left.has(row.id) ? branch(row) : []));
  return [...tops, ...circles];
}
