// What roles may, and who may give it to them.
import { type Actor, type Grant, type Scope } from "../kernel/actor.ts";
import type { Problem } from "../kernel/errors.ts";
import { conditionProblems, mayBeTold, type SeenKinds } from "../records/access/grant-conditions.ts";
import { asksAsMuch } from "../records/expressions/parts.ts";
import { exceeds, type Held, heldBy, heldIn } from "../security/grant.ts";
import type { Granted, Permissions } from "../security/rights.ts";
import type { Reaches, RoleDefinition, RoleThen } from "./role.ts";

/** A grant as it is shown: without the words of a condition that one may not read. */
export type ToldGrant = Grant | { readonly reach: Scope; readonly when: null };

export class RoleGrants {
  readonly #permissions: Permissions;
  readonly #kinds: SeenKinds;

  constructor(permissions: Permissions, kinds: SeenKinds) {
    this.#permissions = permissions;
    this.#kinds = kinds;
  }

  isRight(id: string): boolean {
    return this.#permissions.all().has(id);
  }

  /** What the role may with these changes of its start: right → reach, with its condition where there is one. */
  reaches(role: string, grants: Reaches): ReadonlyMap<string, Grant> {
    const { grants: plain, limited } = this.#granted(role, grants);
    const conditional = [...limited].flatMap(([right, [one]]) => (one ? [[right, one] as const] : []));
    return new Map<string, Grant>([...plain, ...conditional].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  #granted(role: string, grants: Reaches): Granted {
    return this.#permissions.granted([role], new Map([[role, new Map(Object.entries(grants))]]));
  }

  /** The same without the words of conditions about fields that the actor does not see. */
  told(actor: Actor, { id, grants }: RoleDefinition): Readonly<Record<string, ToldGrant>> {
    const all = [...this.reaches(id, grants)];
    return Object.fromEntries(all.map(([right, grant]) => [right, this.toldOf(actor, right, grant)]));
  }

  toldOf(actor: Actor, right: string, grant: Grant): ToldGrant {
    if (typeof grant === "string" || mayBeTold(this.#kinds, actor, right, grant.when)) return grant;
    return { reach: grant.reach, when: null };
  }

  /** What is left of the wanted reaches when those that the role has from the start are not said again. */
  differing(role: string, grants: Reaches): Reaches {
    const start = this.#permissions.all();
    const differs = ([right, grant]: [string, Grant]) =>
      !start.has(right) || (start.get(right)?.[role] ?? "none") !== grant;
    return Object.fromEntries(Object.entries(grants).filter(differs));
  }

  /** What is wrong with grants that somebody would like to give. */
  problems(actor: Actor, grants: Reaches): readonly Problem[] {
    const unknown = Object.keys(grants).filter((right) => !this.isRight(right));
    return unknown.length > 0 ? unknown.map(unknownRight) : this.conditionProblems(actor, grants);
  }

  /** The same where rights of a module that is not here yet wait for it; a condition can only be read with its kind. */
  conditionProblems(actor: Actor, grants: Reaches): readonly Problem[] {
    return Object.entries(grants).flatMap(([right, grant]) => conditionProblems(this.#kinds, actor, right, grant));
  }

  /** True when a right of the role becomes wider than it was and than the actor's own. */
  isAbove(actor: Actor, role: string, { before, after }: Change): boolean {
    const [was, is] = [before, after].map((then) => (then ? this.#granted(role, then.grants) : nothing));
    const more = (right: string, than: Held): boolean => exceeds(heldIn(is ?? nothing, right), than, asksAsMuch);
    return [...(is?.grants.keys() ?? []), ...(is?.limited.keys() ?? [])].some(
      (right) => more(right, heldIn(was ?? nothing, right)) && more(right, heldBy(actor, right)),
    );
  }
}

interface Change {
  readonly before: RoleThen | null;
  readonly after: RoleThen | null;
}

const nothing: Granted = { grants: new Map(), limited: new Map() };

const unknownRight = (right: string): Problem => ({
  pointer: `/grants/${right}`,
  code: "unknown_right",
  message: "problem.unknown_right",
  values: { right: right.slice(0, 80) },
});
