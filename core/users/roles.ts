import type { Database, Queryable } from "../db/database.ts";
import { type Actor, type Grant, may, type Scope } from "../kernel/actor.ts";
import { Invalid, NotAllowed } from "../kernel/errors.ts";
import { readAccess } from "../records/access/field-access.ts";
import { modeFor, narrower } from "../records/access/mode.ts";
import { asksAsMuch } from "../records/expressions/parts.ts";
import { exceeds, heldBy, heldIn, widest } from "../security/grant.ts";
import type { Granted, Permissions } from "../security/rights.ts";
import { writeAudit } from "../security/audit/write-audit.ts";
import { mustHaveAdministrator } from "./administrators.ts";
import { bumpRights } from "../security/rights-version.ts";

export interface Role {
  readonly id: string;
  /** Name of a role of one's own; null for the built-in ones, whose names are words. */
  readonly name: string | null;
}

/** The right to say who has which role. */
export const assignRoles = "users.assign-roles";

const changedGrants = `select permission, scope, condition from role_grants where role = $1`;

interface GrantRow {
  readonly permission: string;
  readonly scope: Scope;
  readonly condition: string | null;
}

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

  async of(userId: string, db: Queryable = this.#db): Promise<string[]> {
    const text = "select role from user_roles where user_id = $1 order by role";
    return (await db.query<{ role: string }>({ text, values: [userId] })).map(({ role }) => role);
  }

  /** How far the rights of a role reach, at most: right → reach. */
  async grants(role: string): Promise<Map<string, Scope>> {
    const granted = await this.granted(role);
    const rights = [...granted.grants.keys(), ...granted.limited.keys()];
    return new Map(rights.map((right) => [right, widest(heldIn(granted, right))]));
  }

  /** What a role may, also under conditions. */
  async granted(role: string, db: Queryable = this.#db): Promise<Granted> {
    const rows = await db.query<GrantRow & object>({ text: changedGrants, values: [role] });
    const changes = new Map(
      rows.map(({ permission, scope, condition }): [string, Grant] => [
        permission,
        condition === null ? scope : { reach: scope, when: condition },
      ]),
    );
    return this.#permissions.granted([role], new Map([[role, changes]]));
  }

  /** Gives a person exactly these roles. Nobody gives what they do not have, and one administrator always stays. */
  async assign(actor: Actor, userId: string, roles: readonly string[], trx?: Queryable): Promise<void> {
    if (!may(actor, assignRoles)) throw new NotAllowed("users.may_not_assign_roles");
    if (trx) return await this.#assign(actor, userId, roles, trx);
    await this.#db.transaction((own) => this.#assign(actor, userId, roles, own));
  }

  async #assign(actor: Actor, userId: string, roles: readonly string[], trx: Queryable): Promise<void> {
    await this.#knownOnly(roles);
    for (const role of roles) await this.refuseAbove(actor, role, trx);
    const values = [userId, roles];
    const gone = "delete from user_roles where user_id = $1 and role <> all($2) returning role";
    const lost = await trx.query<{ role: string }>({ text: gone, values });
    const text = "insert into user_roles (user_id, role) select $1, unnest($2::text[]) on conflict do nothing";
    await trx.query({ text, values });
    if (lost.some(({ role }) => role === "admin")) await mustHaveAdministrator(trx);
    await bumpRights(trx);
    const detail = { roles, lost: lost.map(({ role }) => role) };
    await writeAudit(trx, actor, { action: "roles.assigned", kind: "user", recordId: userId, detail });
  }

  async #knownOnly(roles: readonly string[]): Promise<void> {
    const known = new Set((await this.list()).map(({ id }) => id));
    if (roles.every((role) => known.has(role))) return;
    throw new Invalid([{ pointer: "/roles", code: "not_an_option", message: "problem.not_an_option" }]);
  }

  /** Stops whoever could become this person by what they do, and would then have a role that is above their own. */
  async refuseToBe(actor: Actor, userId: string, db: Queryable): Promise<void> {
    if (actor.kind === "system" || actor.roles.includes("admin")) return;
    const others = (await this.of(userId, db)).filter((role) => !actor.roles.includes(role));
    for (const role of others) await this.refuseAbove(actor, role, db);
  }

  /** Stops whoever would give a role that may more, or sees more of a field, than they do. */
  async refuseAbove(actor: Actor, role: string, db: Queryable): Promise<void> {
    const granted = await this.granted(role, db);
    const rights = [...granted.grants.keys(), ...granted.limited.keys()];
    const more = rights.some((right) => exceeds(heldIn(granted, right), heldBy(actor, right), asksAsMuch));
    if (more || (await seesMore(db, actor, role))) throw new NotAllowed("users.role_above_own", { role });
  }
}

/** True when somebody with this role alone sees or may more of some field than the actor. */
export async function seesMore(db: Queryable, actor: Actor, role: string): Promise<boolean> {
  if (actor.kind === "system") return false;
  const fields = Map.groupBy(await readAccess(db), ({ kind, field }) => `${kind} ${field}`);
  return [...fields.values()].some((rules) => {
    const modes = new Map(rules.map((rule) => [rule.role, rule.mode]));
    return narrower(modeFor([role], modes), modeFor(actor.roles, modes)) !== modeFor([role], modes);
  });
}
