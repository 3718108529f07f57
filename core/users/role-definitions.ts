// Roles of one's own, and what the company has changed of what a role may.
import type { Database, Queryable } from "../db/database.ts";
import { type Actor, reach, type Scope } from "../kernel/actor.ts";
import { NotAllowed } from "../kernel/errors.ts";
import type { Permissions } from "../security/rights.ts";
import { bumpRights } from "./rights-version.ts";

export interface RoleDefinition {
  readonly id: string;
  /** Null for the built-in roles, whose names are words of the interface. */
  readonly name: string | null;
  readonly position: number;
  /** Right → reach, where it is not the one the role has from the start. */
  readonly grants: Readonly<Record<string, Scope>>;
}

/** The right to change what a role may. */
export const changeRoles = "roles.change";

const wide: readonly Scope[] = ["none", "own", "team", "all"];

const all = `select id, name, position,
  coalesce((select jsonb_object_agg(permission, scope) from role_grants where role = roles.id), '{}') as grants
from roles order by position, id`;

export class RoleDefinitions {
  readonly #db: Database;
  readonly #permissions: Permissions;

  constructor(db: Database, permissions: Permissions) {
    this.#db = db;
    this.#permissions = permissions;
  }

  async list(): Promise<RoleDefinition[]> {
    return await this.#db.query<RoleDefinition & object>({ text: all });
  }

  isRight(id: string): boolean {
    return this.#permissions.all().has(id);
  }

  /** Makes the role what the definition says. Nobody gives more than they have, and administrators keep everything. */
  async define(actor: Actor, role: RoleDefinition): Promise<void> {
    const grants = Object.entries(role.grants);
    if (reach(actor, changeRoles) === "none" || role.id === "admin") throw new NotAllowed("users.may_not_change_role");
    const more = grants.some(([right, scope]) => wide.indexOf(scope) > wide.indexOf(reach(actor, right)));
    if (more) throw new NotAllowed("users.role_above_own", { role: role.id });
    await this.#db.transaction(async (trx) => {
      await putRole(trx, role);
      await bumpRights(trx);
    });
  }
}

async function putRole(trx: Queryable, { id, name, position, grants }: RoleDefinition): Promise<void> {
  const put = `insert into roles (id, name, position) values ($1, $2, $3)
    on conflict (id) do update set name = excluded.name, position = excluded.position`;
  await trx.query({ text: put, values: [id, name, position] });
  await trx.query({ text: "delete from role_grants where role = $1", values: [id] });
  const give = "insert into role_grants (role, permission, scope) select $1, key, value from jsonb_each_text($2)";
  await trx.query({ text: give, values: [id, JSON.stringify(grants)] });
}
