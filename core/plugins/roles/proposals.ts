// Which rights a plugin proposes for which role. Nobody has them until an administrator says so.
import { type Actor, type Grant, isWider, type Scope } from "../../kernel/actor.ts";
import { Conflict } from "../../kernel/errors.ts";
import { allowed } from "../life/plugins.ts";
import type { PluginView } from "../life/view.ts";
import type { Manifest, RoleTemplate } from "../manifest/manifest.ts";

/** The roles there are, as far as proposals need to know. */
export interface RolesHere {
  list(): Promise<readonly RoleHere[]>;
  /** What a role may now. */
  grants(role: string): Promise<ReadonlyMap<string, Scope>>;
  /** Makes a role what is said; refuses whoever may not. */
  define(actor: Actor, role: RoleHere): Promise<void>;
}

export interface RoleHere {
  readonly id: string;
  readonly name: string | null;
  readonly position: number;
  /** Where it is not what the role has from the start. */
  readonly grants: Readonly<Record<string, Grant>>;
}

/** What is left to give to one role. */
export interface Proposal {
  readonly role: string;
  /** Null for the built-in roles, whose names are words. */
  readonly name: string | null;
  /** Right → reach. */
  readonly grants: Readonly<Record<string, Scope>>;
}

/** What the plugin proposes and the roles do not have yet; roles that are not there are passed over. */
export async function openProposals(manifest: Pick<Manifest, "roles">, roles: RolesHere): Promise<readonly Proposal[]> {
  const here = new Map((await roles.list()).map((role) => [role.id, role]));
  const open: Proposal[] = [];
  for (const { role, grants } of manifest.roles ?? []) {
    const known = here.get(role);
    const left = known ? missing(grants, await roles.grants(role)) : {};
    if (known && Object.keys(left).length > 0) open.push({ role, name: known.name, grants: left });
  }
  return open;
}

/** Gives the chosen roles what is proposed for them; what they have beyond it stays. */
export async function acceptProposals(
  actor: Actor,
  plugin: PluginView,
  { roles, chosen }: { readonly roles: RolesHere; readonly chosen: readonly string[] },
): Promise<void> {
  allowed(actor);
  if (plugin.state !== "enabled") throw new Conflict("plugins.not_on", { plugin: plugin.id });
  const here = new Map((await roles.list()).map((role) => [role.id, role]));
  for (const { role, grants } of await openProposals(plugin.manifest ?? {}, roles)) {
    const known = here.get(role);
    if (known && chosen.includes(role)) await roles.define(actor, { ...known, grants: { ...known.grants, ...grants } });
  }
}

const missing = (grants: RoleTemplate["grants"], has: ReadonlyMap<string, Scope>): Readonly<Record<string, Scope>> =>
  Object.fromEntries(Object.entries(grants).filter(([right, scope]) => isWider(scope, has.get(right) ?? "none")));
