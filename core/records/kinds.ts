// The registry of kinds: what areas and plugins declared, together with the fields of the data base, ready for use.
import type { Actor } from "../kernel/actor.ts";
import { NotFound } from "../kernel/errors.ts";
import { accessOf, closedPaths } from "./access/closed.ts";
import { KindsOfViewer } from "./access/seen-kinds.ts";
import { type AudienceOf, isTheirs } from "./audience.ts";
import { feedsBetween, unfed } from "./computed/rollups.ts";
import type { Defined } from "./definitions/defined.ts";
import type { CustomField } from "./fields/custom-field.ts";
import type { Field } from "./fields/field.ts";
import { customField, declaredField } from "./fields/ready.ts";
import { systemFields } from "./fields/system.ts";
import type { ListColumn } from "./list-column.ts";
import type { Feed, GuestAlong, GuestHook, Kind, KindDefinition, KindsSeen } from "./kind.ts";
import type { Rule } from "./rules/rule.ts";
import { Sets } from "./sets.ts";
import { beside, goesBy, overtaken } from "./own-kinds/beside.ts";
import { definitionOf } from "./own-kinds/definition.ts";
import type { OwnKind } from "./own-kinds/own-kind.ts";

interface DefinedFor extends Pick<Kind, "rules" | "layouts" | "resting"> {
  readonly customFields?: boolean;
  readonly added: readonly (readonly [CustomField, Field])[];
}

/** A kind to which is still to be said what leads to and from others. */
type Linked = Kind & { readonly feeds: Feed[]; readonly restingRollups: Field[] };

/** Hears which kinds of administrators are in use, and which of their plurals somebody else has, each time that may have changed. */
type Follow = (own: readonly OwnKind[], overtaken: ReadonlySet<string>) => void;

/** So many combinations of roles are kept; a company has a handful. */
const MOST_ROLE_SETS = 500;

export class Kinds implements KindsSeen {
  readonly #definitions = new Map<string, KindDefinition>();
  #defined: Defined = {
    version: 1,
    fields: [],
    words: [],
    layouts: [],
    kinds: [],
    erasing: [],
    rules: [],
    access: [],
    rewriting: [],
  };
  #kinds = new Map<string, Kind>();
  #plurals = new Map<string, Kind>();
  #seen = new Map<string, KindsSeen>();
  /** Whose fields and rules apply: those of everybody else rest, and their fields only keep what they hold. */
  readonly #awake = new Set(["core", "admin"]);
  /** Who has what such an owner brought, where not everybody does. */
  readonly #audiences = new Map<string, AudienceOf>();
  readonly #guests = new Sets<GuestHook>();
  readonly #along = new Sets<GuestAlong>();
  readonly #added = new Sets<ListColumn>();
  readonly #follow: Follow;

  constructor(follow: Follow = () => undefined) {
    this.#follow = follow;
  }

  /** Adds a kind and answers how to take it out again. */
  add(definition: KindDefinition): () => void {
    if (this.#definitions.has(definition.name)) throw new Error(`Kind ${definition.name} is declared twice`);
    this.#definitions.set(definition.name, definition);
    this.#compile();
    return () => {
      this.#definitions.delete(definition.name);
      this.#compile();
    };
  }

  /** These kinds together with some that are not in use yet, while nothing of their owner rests. */
  with(definitions: readonly KindDefinition[], owner: string): Kinds {
    const all = new Kinds();
    for (const one of [...this.#definitions.values(), ...definitions]) all.#definitions.set(one.name, one);
    for (const awake of [...this.#awake, owner]) all.#awake.add(awake);
    all.use(this.#defined);
    return all;
  }

  /** Replaces what administrators and plugins have defined by a newer version of it. */
  use(defined: Defined): void {
    this.#defined = defined;
    this.#compile();
  }

  /** What a plugin brought applies from now on, to some only with an `audience`; answers how to let it rest. In doubt it rests. */
  wake(owner: string, audience?: AudienceOf): () => void {
    this.#awake.add(owner);
    if (audience) this.#audiences.set(owner, audience);
    this.#compile();
    return () => {
      this.#awake.delete(owner);
      this.#audiences.delete(owner);
      this.#compile();
    };
  }

  /** True while what this owner defined rests. */
  isResting(owner: string): boolean {
    return !this.#awake.has(owner);
  }

  /** Has `hook` asked before records of a kind are written, from the next write on; answers how to end that. */
  addGuest(kind: string, hook: GuestHook): () => void {
    return this.#guests.add(kind, hook);
  }

  /** Has `guest` write along with records of a kind, from the next write on; answers how to end that. */
  addAlong(kind: string, guest: GuestAlong): () => void {
    return this.#along.add(kind, guest);
  }

  /** Offers a column for the list of its kind; answers how to take it out. */
  addColumn(column: ListColumn): () => void {
    return this.#added.add(column.kind, column);
  }

  get version(): number {
    return this.#defined.version;
  }

  /** The kinds as this actor sees them. Whatever is asked or answered for a person goes through here. */
  seenBy(actor: Actor): KindsSeen {
    if (actor.kind === "system") return this;
    const without = [...this.#audiences].filter(([, audience]) => !audience.has(actor)).map(([owner]) => owner);
    const masked = actor.curbs?.includes("masked") ?? false;
    if (this.#defined.access.length + without.length === 0 && !masked) return this;
    const viewer = [...actor.roles, ...without.map((owner) => `-${owner}`), ...(masked ? ["~"] : [])].join(" ");
    const { roles } = actor;
    const seen = this.#seen.get(viewer) ?? new KindsOfViewer(this, { roles, without: new Set(without), masked });
    if (this.#seen.size < MOST_ROLE_SETS) this.#seen.set(viewer, seen);
    return seen;
  }

  get(name: string): Kind {
    const kind = this.#kinds.get(name);
    if (!kind) throw new NotFound("records.unknown_kind", { kind: name });
    return kind;
  }

  find(name: string): Kind | undefined {
    return this.#kinds.get(name);
  }

  byPlural(plural: string): Kind | undefined {
    return this.#plurals.get(plural);
  }

  all(): readonly Kind[] {
    return [...this.#kinds.values()];
  }

  /** Those that administrators defined and that are in use. */
  own(): readonly OwnKind[] {
    return this.#defined.kinds.filter(({ name }) => this.#kinds.get(name)?.own);
  }

  /** True when a kind of an administrator goes by this name or plural: in use, put away, or not quite erased. */
  isCompanys(name: string): boolean {
    return goesBy(this.#defined, name);
  }

  /** Kinds of administrators that wait with their records, because an area or a plugin has taken their name. */
  displaced(): readonly OwnKind[] {
    return this.#defined.kinds.filter(({ name, state }) => state === "active" && !this.#kinds.get(name)?.own);
  }

  #applies({ state, owner }: Rule): boolean {
    return state === "active" && !this.isResting(owner);
  }

  #compile(): void {
    const declared = [...this.#definitions.values()];
    const own = beside(this.#defined.kinds, declared).map((one) => definitionOf(one, this.#fieldsOf(one.name)));
    const kinds = [...declared, ...own].map((definition) => this.#kindOf(definition));
    this.#kinds = new Map(kinds.map((kind) => [kind.name, kind]));
    const feeds = feedsBetween(this.#kinds);
    for (const kind of kinds) {
      kind.feeds.push(...(feeds.get(kind.name) ?? []));
      kind.restingRollups.push(...unfed(kind, feeds));
    }
    this.#plurals = new Map(kinds.map((kind) => [kind.plural, kind]));
    this.#seen = new Map();
    this.#follow(this.own(), overtaken(this.#defined.kinds, this.#plurals));
  }

  /** Fields in use that were added to a kind, in their order; or those of them that rest. */
  #fieldsOf(kind: string, resting = false): readonly CustomField[] {
    return this.#defined.fields
      .filter((field) => field.kind === kind && field.state === "active" && this.isResting(field.owner) === resting)
      .toSorted((a, b) => a.position - b.position);
  }

  /** What was defined for the kind. Under a name that was an administrator's before, all of it speaks of another table. */
  #definedFor(kind: KindDefinition): DefinedFor {
    const isAnothers = kind.own !== true && this.#defined.kinds.some(({ name }) => name === kind.name);
    return isAnothers
      ? { customFields: false, added: [], resting: [], rules: [], layouts: new Map() }
      : this.#definedUnder(kind.name);
  }

  #definedUnder(name: string): DefinedFor {
    const arranged = this.#defined.layouts.filter(({ kind }) => kind === name);
    return {
      added: this.#fieldsOf(name).map((one) => [one, customField(one)] as const),
      resting: this.#fieldsOf(name, true).map(customField),
      rules: this.#defined.rules.filter((rule) => rule.kind === name && this.#applies(rule)),
      layouts: new Map(arranged.map(({ role, layout }) => [role, layout])),
    };
  }

  #kindOf(definition: KindDefinition): Linked {
    const { added, ...defined } = this.#definedFor(definition);
    const own = Object.entries(definition.fields).map(([key, schema]) => declaredField(key, schema));
    const former = added.flatMap(([{ aliases }, field]) => aliases.map((key) => [`custom.${key}`, field] as const));
    const fields = [...own, ...added.map(([, field]) => field)];
    const byPath = new Map([...former, ...[...systemFields, ...fields].map((field) => [field.path, field] as const)]);
    const access = this.#accessOf(definition.name);
    const closed = closedPaths(fields, access, (name) => this.#accessOf(name));
    const rewriting = this.#defined.rewriting.includes(definition.name);
    return {
      ...definition,
      ...defined,
      version: this.version,
      fields,
      byPath,
      access,
      closed,
      rewriting,
      guests: this.#guests.of(definition.name),
      along: this.#along.of(definition.name),
      added: this.#added.of(definition.name),
      concerns: (owner, draft, actor) => isTheirs(this.#audiences.get(owner), definition.ownerField, { draft, actor }),
      feeds: [],
      restingRollups: [],
    };
  }

  #accessOf(kind: string): Kind["access"] {
    return accessOf(kind, this.#defined);
  }
}
