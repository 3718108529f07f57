// Roles of one's own, and what the company has changed of what a role may.
import type { Database, Queryable } from "../db/database.ts";
import { type Actor, may } from "../kernel/actor.ts";
import { Conflict, Invalid, NotAllowed, NotFound, type Problem } from "../kernel/errors.ts";
import { type Json, sameJson } from "../kernel/json.ts";
import type { SeenKinds } from "../records/access/grant-conditions.ts";
import { refuseOutdated } from "../records/definitions/outdated.ts";
import type { Permissions } from "../security/rights.ts";
import {
  builtIn,
  type Reaches,
  type RoleChange,
  type RoleDefinition,
  type RoleThen,
  type StandingRole,
} from "./role.ts";
import { RoleGrants } from "./role-grants.ts";
import { newRoleId } from "./role-id.ts";
import { checkRole } from "./role-rules.ts";
import {
  closeFields,
  copyFieldModes,
  holdRole,
  lockNames,
  openFields,
  readRoleChanges,
  readRoles,
  writeRole,
} from "./role-rows.ts";
import { assignRoles, type Roles } from "./roles.ts";

/** The right to look at what roles may, and to change it. */
export const readingRoles = "roles.read";
export const changeRoles = "roles.change";

export interface NewRole {
  readonly name: string;
  /** The role whose reaches and closed fields it begins with. */
  readonly from?: string | undefined;
  readonly grants?: Reaches | undefined;
}

export interface ChangedRole {
  readonly name?: string | undefined;
  /** Reaches that are to be others; the rest stays. */
  readonly grants?: Reaches | undefined;
  /** The version it was read at. */
  readonly version?: number | undefined;
}

export interface RoleParts {
  readonly db: Database;
  readonly permissions: Permissions;
  readonly roles: Roles;
  readonly kinds: SeenKinds;
}

export class RoleDefinitions {
  readonly #db: Database;
  readonly #roles: Roles;
  /** What roles may, and what may be given to them. */
  readonly grants: RoleGrants;

  constructor({ db, permissions, roles, kinds }: RoleParts) {
    this.#db = db;
    this.#roles = roles;
    this.grants = new RoleGrants(permissions, kinds);
  }

  async list(): Promise<RoleDefinition[]> {
    return (await readRoles(this.#db)).map(({ version, ...role }) => role);
  }

  /** All roles as they stand, for those who may look. */
  async all(actor: Actor): Promise<StandingRole[]> {
    allowed(actor, readingRoles);
    return await readRoles(this.#db);
  }

  async get(actor: Actor, id: string): Promise<StandingRole> {
    const role = (await this.all(actor)).find((one) => one.id === id);
    if (!role) throw new NotFound("users.role_not_found");
    return role;
  }

  /** Makes the role what the definition says. Nobody gives more than they have, and administrators keep everything. */
  async define(actor: Actor, { id, ...after }: RoleDefinition): Promise<void> {
    allowed(actor, changeRoles);
    await this.#db.transaction(async (trx) => {
      const before = await holdRole(trx, id);
      refuse(this.grants.conditionProblems(actor, changed(before?.grants, after.grants)));
      await this.#write(trx, actor, id, { before: before ? thenOf(before) : null, after });
    });
  }

  async create(actor: Actor, { name, from, grants = {} }: NewRole): Promise<StandingRole> {
    allowed(actor, changeRoles);
    return await this.#db.transaction(async (trx) => {
      await lockNames(trx);
      const roles = await readRoles(trx);
      const origin = from === undefined ? undefined : roles.find(({ id }) => id === from);
      refuse([
        ...checkRole(roles, { name }),
        ...this.grants.problems(actor, grants),
        ...(from !== undefined && !origin ? [notThere("/from")] : []),
      ]);
      const id = newRoleId(name, roles);
      const begins = origin ? Object.fromEntries(this.grants.reaches(origin.id, origin.grants)) : {};
      const position = Math.max(...roles.map((role) => role.position)) + 10;
      const after = { name: name.trim(), position, grants: this.grants.differing(id, { ...begins, ...grants }) };
      await this.#write(trx, actor, id, { before: null, after });
      if (origin) await copyFieldModes(trx, actor, origin.id, id);
      return { id, version: 1, ...after };
    });
  }

  /** Outdated when somebody was quicker. */
  async change(actor: Actor, id: string, { name, grants = {}, version }: ChangedRole): Promise<StandingRole> {
    allowed(actor, changeRoles);
    await this.#db.transaction(async (trx) => {
      await lockNames(trx);
      const roles = await readRoles(trx);
      const standing = roles.find((role) => role.id === id)?.grants;
      const problems = this.grants.problems(actor, changed(standing, grants));
      refuse([...(name === undefined ? [] : checkRole(roles, { id, name })), ...problems]);
      const before = await held(trx, id);
      refuseOutdated(before, version);
      const wanted = this.grants.differing(id, { ...before.grants, ...grants });
      const after = { ...thenOf(before), ...(name !== undefined && { name: name.trim() }), grants: wanted };
      await this.#write(trx, actor, id, { before: thenOf(before), after });
    });
    return await this.get(actor, id);
  }

  /** Takes the role away; whoever had it has the other one from then on. The roles that the product brings stay. */
  async remove(
    actor: Actor,
    id: string,
    { to, version }: { to?: string | undefined; version?: number | undefined },
  ): Promise<void> {
    allowed(actor, changeRoles);
    if (builtIn.includes(id)) throw new Conflict("users.role_stays");
    await this.#db.transaction(async (trx) => {
      const before = await held(trx, id);
      refuseOutdated(before, version);
      if (to !== undefined && (to === id || !(await holdRole(trx, to)))) throw new Invalid([notThere("/to")]);
      const people = await this.#moveTo(trx, actor, id, to);
      const closed = await openFields(trx, actor, id);
      await this.#write(trx, actor, id, { before: { ...thenOf(before), people, closed }, after: null });
    });
  }

  async history(actor: Actor): Promise<RoleChange[]> {
    allowed(actor, readingRoles);
    return await readRoleChanges(this.#db);
  }

  /** Makes the role what it was before this change; Conflict when it was changed again since. */
  async undo(actor: Actor, seq: string): Promise<void> {
    allowed(actor, changeRoles);
    const [line] = await readRoleChanges(this.#db, seq);
    if (!line || line.fields) throw new NotFound("users.role_not_found");
    const { role, before, after } = line;
    await this.#db.transaction(async (trx) => {
      const now = await holdRole(trx, role);
      if (!sameJson((now ? thenOf(now) : null) as unknown as Json, after as unknown as Json))
        throw new Conflict("users.role_changed_since");
      const { people = [], closed = [], ...then } = before ?? {};
      if (!before) await this.#moveTo(trx, actor, role, undefined);
      await this.#write(trx, actor, role, {
        before: now ? thenOf(now) : null,
        after: before ? (then as RoleThen) : null,
      });
      if (closed.length > 0) await closeFields(trx, actor, role, closed);
      if (people.length > 0) await giveBack(trx, actor, role, people);
    });
  }

  async #moveTo(trx: Queryable, actor: Actor, role: string, to: string | undefined): Promise<string[]> {
    const text = "select user_id as id from user_roles where role = $1 order by user_id for update";
    const people = (await trx.query<{ id: string }>({ text, values: [role] })).map(({ id }) => id);
    if (people.length === 0) return people;
    if (to === undefined) throw new Conflict("users.role_in_use", { count: people.length });
    allowed(actor, assignRoles);
    await this.#roles.refuseAbove(actor, to, trx);
    const move = "insert into user_roles (user_id, role) select unnest($1::uuid[]), $2 on conflict do nothing";
    await trx.query({ text: move, values: [people, to] });
    await trx.query({ text: "delete from user_roles where role = $1", values: [role] });
    return people;
  }

  /** Writes what the actor may write: no right of the role becomes wider than the actor's own. */
  async #write(
    trx: Queryable,
    actor: Actor,
    id: string,
    written: { before: RoleThen | null; after: RoleThen | null },
  ): Promise<void> {
    if (id === "admin") throw new NotAllowed("users.may_not_change_role");
    if (this.grants.isAbove(actor, id, written)) throw new NotAllowed("users.role_above_own", { role: id });
    await writeRole(trx, actor, id, written);
  }
}

/** Grants that are not what stands. */
const changed = (standing: Reaches = {}, wanted: Reaches): Reaches =>
  Object.fromEntries(
    Object.entries(wanted).filter(([right, grant]) => !sameJson(grant as Json, (standing[right] ?? null) as Json)),
  );

const thenOf = ({ name, position, grants }: RoleDefinition): RoleThen => ({ name, position, grants });

const notThere = (pointer: string): Problem => ({ pointer, code: "not_an_option", message: "problem.not_an_option" });

function allowed(actor: Actor, permission: string): void {
  if (may(actor, permission)) return;
  if (permission === changeRoles) throw new NotAllowed("users.may_not_change_role");
  throw new NotAllowed("security.not_allowed", { permission });
}

function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new Invalid(problems);
}

async function held(trx: Queryable, id: string): Promise<StandingRole> {
  const role = await holdRole(trx, id);
  if (!role) throw new NotFound("users.role_not_found");
  return role;
}

// A role that comes back, comes back to those who had it and are still there.
async function giveBack(trx: Queryable, actor: Actor, role: string, people: readonly string[]): Promise<void> {
  allowed(actor, assignRoles);
  const text = `insert into user_roles (user_id, role) select id, $2 from users where id = any($1) and deleted_at is null on conflict do nothing`;
  await trx.query({ text, values: [people, role] });
}
