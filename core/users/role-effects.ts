// What a change of a role does to the people who have it: they may have others, too.
import type { Queryable } from "../db/database.ts";
import type { Grant } from "../kernel/actor.ts";
import { asksAsMuch } from "../records/expressions/parts.ts";
import { exceeds, heldAs, heldIn } from "../security/grant.ts";
import type { Granted, Permissions } from "../security/rights.ts";
import type { Reaches, RoleDefinition } from "./role.ts";
import { readRoles } from "./role-rows.ts";

export interface Effect {
  readonly right: string;
  readonly before: Grant;
  readonly after: Grant;
  /** People whose own reach becomes another by it. */
  readonly people: number;
}

interface Combination {
  readonly roles: string[];
  readonly people: number;
}

const combinations = `select roles, count(*)::int as people from (
  select u.id, array_agg(r.role order by r.role) as roles from users u join user_roles r on r.user_id = u.id
  where u.deleted_at is null and u.state <> 'inactive' group by u.id having $1 = any(array_agg(r.role))) held
group by roles`;

/** Right by right what the role would have, and how many people would notice. */
export async function effectsOf(
  db: Queryable,
  permissions: Permissions,
  role: RoleDefinition,
  grants: Reaches,
): Promise<Effect[]> {
  const now = changesOf(await readRoles(db));
  const then = new Map(now).set(role.id, new Map(Object.entries(grants)));
  const held = await db.query<Combination & object>({ text: combinations, values: [role.id] });
  const [was, is] = [permissions.granted([role.id], now), permissions.granted([role.id], then)];
  const each = held.map(({ roles, people }) => ({
    people,
    was: permissions.granted(roles, now),
    is: permissions.granted(roles, then),
  }));
  return [...permissions.all().keys()].flatMap((right) => {
    if (isSame(was, is, right)) return [];
    const noticing = each.filter((one) => !isSame(one.was, one.is, right));
    const people = noticing.reduce((sum, one) => sum + one.people, 0);
    return { right, before: grantOf(was, right), after: grantOf(is, right), people };
  });
}

/** What one role has of a right, which is one grant. */
export const grantOf = ({ grants, limited }: Granted, right: string): Grant =>
  grants.get(right) ?? limited.get(right)?.[0] ?? "none";

const isSame = (was: Granted, is: Granted, right: string): boolean =>
  JSON.stringify(heldIn(was, right)) === JSON.stringify(heldIn(is, right));

/** Whether it lets people do less or more than before; with another condition it may be either. */
export function turnOf({ before, after }: Effect): "loses" | "gains" | "differs" {
  const [was, is] = [heldAs(before), heldAs(after)];
  if (!exceeds(is, was, asksAsMuch)) return "loses";
  return exceeds(was, is, asksAsMuch) ? "differs" : "gains";
}

const changesOf = (roles: readonly RoleDefinition[]): Map<string, ReadonlyMap<string, Grant>> =>
  new Map(roles.map(({ id, grants }) => [id, new Map(Object.entries(grants))]));

/** Role → how many people have it. */
export async function peopleByRole(db: Queryable): Promise<ReadonlyMap<string, number>> {
  const text = `select r.role, count(*)::int as people from user_roles r join users u on u.id = r.user_id
    where u.deleted_at is null and u.state <> 'inactive' group by r.role`;
  const rows = await db.query<{ role: string; people: number }>({ text });
  return new Map(rows.map(({ role, people }) => [role, people]));
}
