// The rights there are, and which roles have them from the start. Areas and plugins add theirs; administrators change the reach.
import { type Grant, isWider, type Limited, type Scope } from "../kernel/actor.ts";

/** Role → reach. A role that is not named does not have the right. */
export type RoleScopes = Readonly<Record<string, Exclude<Scope, "none">>>;
/** What an administrator changed: role → right → reach, with its condition where there is one. */
export type Changes = ReadonlyMap<string, ReadonlyMap<string, Grant>>;

/** What some roles may together. */
export interface Granted {
  /** Right → how far it reaches without a condition. */
  readonly grants: Map<string, Scope>;
  /** Right → what it reaches beyond that while a condition is true. */
  readonly limited: Map<string, readonly Limited[]>;
}

/** Records with an owner: administrators everything, managers their teams' and those below, sales their own. Taking data out is no sales right. */
const owned: Readonly<Record<string, RoleScopes>> = {
  read: { admin: "all", manager: "subtree", sales: "own" },
  create: { admin: "all", manager: "subtree", sales: "own" },
  change: { admin: "all", manager: "subtree", sales: "own" },
  delete: { admin: "all", manager: "subtree", sales: "own" },
  import: { admin: "all", manager: "subtree", sales: "own" },
  export: { admin: "all", manager: "subtree" },
};

/** Records without an owner are everybody's to read and keep in order; only few may take them away. */
const shared: Readonly<Record<string, RoleScopes>> = {
  read: { admin: "all", manager: "all", sales: "all" },
  create: { admin: "all", manager: "all", sales: "all" },
  change: { admin: "all", manager: "all", sales: "all" },
  delete: { admin: "all", manager: "all" },
  import: { admin: "all", manager: "all" },
  export: { admin: "all", manager: "all" },
};

/** What the office is built from (pipelines, stages): everybody reads, administrators change. */
const settled: Readonly<Record<string, RoleScopes>> = {
  read: { admin: "all", manager: "all", sales: "all" },
  create: { admin: "all" },
  change: { admin: "all" },
  delete: { admin: "all" },
  import: { admin: "all" },
  export: { admin: "all" },
};

/** The last part of a kind's general rights, such as `deals.read`. */
export const generalActions: readonly string[] = Object.keys(owned);

/** Who is given rights. */
export interface Holder {
  readonly id: string;
  readonly roles: readonly string[];
  readonly teamIds: readonly string[];
}

interface Limit {
  readonly rights: ReadonlySet<string>;
  has(holder: Holder): boolean;
}

interface KindOfRights {
  readonly plural: string;
  readonly owner?: string;
  readonly ownerField?: string;
  readonly pages?: boolean;
}

/** What is not given to any role yet. */
const untold: Readonly<Record<string, RoleScopes>> = Object.fromEntries(generalActions.map((action) => [action, {}]));

export class Permissions {
  readonly #limits = new Set<Limit>();
  readonly #own = new Map<string, RoleScopes>();
  readonly #ofKinds = new Map<string, RoleScopes>();
  #ofOwnKinds: ReadonlyMap<string, RoleScopes> = new Map();
  #overtaken: ReadonlySet<string> = new Set();
  #version = 0;

  /** Grows with every right added or taken out. */
  get version(): number {
    return this.#version;
  }

  /** Adds a right, or gives one of a kind's general rights another start. */
  add(id: string, roles: RoleScopes): void {
    this.#own.set(id, roles);
    this.#version++;
  }

  remove(id: string): void {
    this.#own.delete(id);
    this.#version++;
  }

  /** Keeps rights from those who do not have the module they belong to, whatever their roles say; answers how to lift that. */
  limit(rights: ReadonlySet<string>, has: (holder: Holder) => boolean): () => void {
    const limit = { rights, has };
    this.#limits.add(limit);
    this.#version++;
    return () => {
      this.#limits.delete(limit);
      this.#version++;
    };
  }

  /** True for a right of a module that this person does not have, whatever their role says. */
  isWithheld(right: string, holder: Holder): boolean {
    return [...this.#limits].some(({ rights, has }) => rights.has(right) && !has(holder));
  }

  /** The six general rights of a kind. Those of a plugin's kind are nobody's but the administrators' until they are given. */
  addKind(kind: KindOfRights): void {
    const ofPlugin = kind.owner !== undefined && kind.owner !== "core";
    const roles = ofPlugin ? untold : kind.ownerField ? owned : kind.pages === false ? settled : shared;
    for (const [id, scopes] of generalRights(kind.plural, roles)) this.#ofKinds.set(id, scopes);
    this.#version++;
  }

  /**
   * The six general rights of each kind that an administrator defined, instead of those of before. What roles were given for one
   * whose plural somebody else has by now was never given for theirs: it waits with the kind.
   */
  useOwnKinds(
    kinds: readonly { readonly plural: string; readonly owned: boolean }[],
    overtaken: ReadonlySet<string> = new Set(),
  ): void {
    const rights = new Map(kinds.flatMap(({ plural, owned: is }) => generalRights(plural, is ? owned : shared)));
    if (sameRights(rights, this.#ofOwnKinds) && sameWords(overtaken, this.#overtaken)) return;
    this.#ofOwnKinds = rights;
    this.#overtaken = overtaken;
    this.#version++;
  }

  removeKind(plural: string): void {
    for (const action of generalActions) this.#ofKinds.delete(`${plural}.${action}`);
    this.#version++;
  }

  /** Every right there is, with the reach each role has from the start. */
  all(): ReadonlyMap<string, RoleScopes> {
    return new Map([...this.#ofOwnKinds, ...this.#ofKinds, ...this.#own].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** What these roles may together without a condition, and this person with them. */
  grants(roles: readonly string[], changes: Changes, holder?: Holder): Map<string, Scope> {
    return this.granted(roles, changes, holder).grants;
  }

  /** What these roles may together, and this person with them; a role never takes away what another gives. Administrators cannot lock themselves out. */
  granted(roles: readonly string[], changes: Changes, holder?: Holder): Granted {
    const granted: Granted = { grants: new Map(), limited: new Map() };
    const withheld = holder ? [...this.#limits].filter((limit) => !limit.has(holder)) : [];
    for (const [id, scopes] of this.all()) {
      if (withheld.some(({ rights }) => rights.has(id))) continue;
      const isGiven = !this.#overtaken.has(id.slice(0, id.lastIndexOf(".")));
      const changed = (role: string) => (isGiven ? changes.get(role)?.get(id) : undefined);
      addTo(
        granted,
        id,
        roles.map((role) => grantOf(role, scopes, changed(role))),
      );
    }
    return granted;
  }
}

function addTo({ grants, limited }: Granted, right: string, all: readonly Grant[]): void {
  const reach = all.filter((grant) => typeof grant === "string").reduce(wider, "none");
  if (reach !== "none") grants.set(right, reach);
  const more = all.filter((grant) => typeof grant !== "string").filter((grant) => isWider(grant.reach, reach));
  if (more.length > 0) limited.set(right, more);
}

const generalRights = (
  plural: string,
  roles: Readonly<Record<string, RoleScopes>>,
): readonly (readonly [id: string, scopes: RoleScopes])[] =>
  Object.entries(roles).map(([action, scopes]) => [`${plural}.${action}`, scopes] as const);

const sameRights = (a: ReadonlyMap<string, RoleScopes>, b: ReadonlyMap<string, RoleScopes>): boolean =>
  a.size === b.size && [...a].every(([id, scopes]) => b.get(id) === scopes);

const sameWords = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((word) => b.has(word));

const grantOf = (role: string, scopes: RoleScopes, changed: Grant | undefined): Grant =>
  role === "admin" ? "all" : (changed ?? scopes[role] ?? "none");

const wider = (a: Scope, b: Scope): Scope => (isWider(b, a) ? b : a);
