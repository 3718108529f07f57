// What a role is: as it stands, as it is written, and as it was at some time.
import { type Grant, type Scope, scopes } from "../kernel/actor.ts";
import { isObject } from "../kernel/json.ts";
import type { FieldAccess } from "../records/access/field-access.ts";
import type { Mode } from "../records/access/mode.ts";

/** Right → reach, with the condition of one that has one. */
export type Reaches = Readonly<Record<string, Grant>>;

/** True for `"team"`, and for `{"reach": "team", "when": "amount < 1000"}`. */
export function isGrant(value: unknown): value is Grant {
  if (!isObject(value)) return scopes.includes(value as Scope);
  const { reach, when, ...more } = value;
  return scopes.includes(reach as Scope) && typeof when === "string" && Object.keys(more).length === 0;
}

export interface RoleDefinition {
  readonly id: string;
  /** Null for the built-in roles, whose names are words of the interface. */
  readonly name: string | null;
  readonly position: number;
  /** Where it is not the one the role has from the start. */
  readonly grants: Reaches;
}

/** A role as it stands. */
export interface StandingRole extends RoleDefinition {
  /** Grows with every change. */
  readonly version: number;
}

/** A line of the history of roles. */
export interface RoleChange {
  readonly seq: string;
  readonly at: string;
  readonly actorId: string;
  /** Name of the person, or the actor's id for background work. */
  readonly actorName: string;
  readonly role: string;
  /** What the role is called now; null for one that is gone, and for those that are words of the interface. */
  readonly nameNow: string | null;
  /** Null before it was made, and after it was taken away. */
  readonly before: RoleThen | null;
  readonly after: RoleThen | null;
  /** Kind → what became of the modes of its fields, where that is what changed; then there is no before and no after. */
  readonly fields: Readonly<Record<string, ChangedModes>> | null;
}

/** Field, as the data base calls it → mode before and after. */
export type ChangedModes = Readonly<Record<string, readonly [Mode, Mode]>>;

export interface RoleThen extends Omit<RoleDefinition, "id"> {
  /** Who had it when it was taken away. */
  readonly people?: readonly string[];
  /** What was closed to it then. */
  readonly closed?: readonly ClosedToRole[];
}

/** One field that a role does not see as it is, or does not change. */
export type ClosedToRole = Pick<FieldAccess, "kind" | "field" | "mode">;

/** The roles that the product brings; they stay. */
export const builtIn: readonly string[] = ["admin", "manager", "sales"];
