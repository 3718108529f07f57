import type { Database, Queryable } from "../db/database.ts";
import { type Actor, may, reach, type Scope } from "../kernel/actor.ts";
import { Invalid, NotAllowed } from "../kernel/errors.ts";
import type { Permissions } from "../security/rights.ts";
import { mustHaveAdministrator } from "./administrators.ts";
import { bumpRights } from "./rights-version.ts";

export interface Role {
  readonly id: string;
  /** Name of a role of one's own; null for the built-in ones, whose names are words. */
  readonly name: string | null;
}

/** The right to say who has which role. */
export const assignRoles = "users.assign-roles";

const wide: readonly Scope[] = ["none", "own", "team", "all"];

const changedGrants = `select permission, scope from role_grants where role = $1`;

export class Roles {
  readonly #db: Database;
  readonly #permissions: Permissions;

  constructor(db: Database, permissions: Permissions) {
    this.#db = db;
    this.#permissions = permissions;
  }

  async list(): Promise<Role[]> {
    return await this.#db.query<Role>({ text: "select id, name from roles order by position, id" });
  }

  async of(userId: string): Promise<string[]> {
    const text = "select role from user_roles where user_id = $1 order by role";
    return (await this.#db.query<{ role: string }>({ text, values: [userId] })).map(({ role }) => role);
  }

  /** What a role may: right → reach. */
  async grants(role: string, db: Queryable = this.#db): Promise<Map<string, Scope>> {
    const rows = await db.query<{ permission: string; scope: Scope }>({ text: changedGrants, values: [role] });
    const changes = new Map(rows.map(({ permission, scope }) => [permission, scope]));
    return this.#permissions.grants([role], new Map([[role, changes]]));
  }

  /** Gives a person exactly these roles. Nobody gives what they do not have, and one administrator always stays. */
  async assign(actor: Actor, userId: string, roles: readonly string[], trx?: Queryable): Promise<void> {
    if (!may(actor, assignRoles)) throw new NotAllowed("users.may_not_assign_roles");
    if (trx) return await this.#assign(actor, userId, roles, trx);
    await this.#db.transaction((own) => this.#assign(actor, userId, roles, own));
  }

  async #assign(actor: Actor, userId: string, roles: readonly string[], trx: Queryable): Promise<void> {
    await this.#knownOnly(roles);
    for (const role of roles) await this.#mayGive(actor, role, trx);
    const values = [userId, roles];
    const gone = "delete from user_roles where user_id = $1 and role <> all($2) returning role";
    const lost = await trx.query<{ role: string }>({ text: gone, values });
    const text = "insert into user_roles (user_id, role) select $1, unnest($2::text[]) on conflict do nothing";
    await trx.query({ text, values });
    if (lost.some(({ role }) => role === "admin")) await mustHaveAdministrator(trx);
    await bumpRights(trx);
  }

  async #knownOnly(roles: readonly string[]): Promise<void> {
    const known = new Set((await this.list()).map(({ id }) => id));
    if (roles.every((role) => known.has(role))) return;
    throw new Invalid([{ pointer: "/roles", code: "not_an_option", message: "problem.not_an_option" }]);
  }

  async #mayGive(actor: Actor, role: string, db: Queryable): Promise<void> {
    const grants = await this.grants(role, db);
    const more = [...grants].some(([right, scope]) => wide.indexOf(scope) > wide.indexOf(reach(actor, right)));
    if (more) throw new NotAllowed("users.role_above_own", { role });
  }
}
