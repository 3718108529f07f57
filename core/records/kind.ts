// A kind of record is data plus hooks. Everything the engine does for one, it does for all.
import type { Modes } from "./access/mode.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Problem } from "../kernel/errors.ts";
import type { Queryable, Transaction } from "../db/database.ts";
import type { Rollup } from "./computed/rollup.ts";
import type { Field, FieldSchema, Reading } from "./fields/field.ts";
import type { ListColumn } from "./list-column.ts";
import type { Layout } from "./layouts/layout.ts";
import type { Draft, Rec } from "./record.ts";
import type { Params } from "./query/sql.ts";
import type { Place } from "./rules/place.ts";
import type { Rule } from "./rules/rule.ts";

/** What an area or a plugin writes down about a kind. */
export interface KindDefinition {
  /** Singular, lower case, such as `deal`; the name in events (`deal.changed`). */
  readonly name: string;
  /** Plural in kebab-case: path of pages and REST, first part of its rights (`deals.read`). */
  readonly plural: string;
  readonly table: string;
  /** `core`, the plugin's id, or `admin` for a kind that was defined while the system runs. */
  readonly owner: string;
  /** True: an administrator defined it. Its REST stands under `/api/v1/objects/`, its names in its definition. */
  readonly own?: boolean;
  readonly icon: string;
  /** JSON Schema 2020-12 of the base fields, in the order of the form. */
  readonly fields: Readonly<Record<string, FieldSchema>>;
  /** The text field that names a record. */
  readonly titleField: string;
  readonly listColumns: readonly string[];
  /** Facts in the head of the record page, in order. */
  readonly keyFacts?: readonly string[];
  /** Fields of quick create, the title first. */
  readonly quickFields?: readonly string[];
  /** Second letter of the key that makes a new one: `d` in `c` `d`. */
  readonly newKey?: string;
  /** Fields whose text is found by search. */
  readonly searchable: readonly string[];
  /** The field that says whose record it is (a user); without one, rights reach all or nobody. */
  readonly ownerField?: string;
  /** The field with people who may read the record besides those whose right reaches it: they were asked to come, or to help. */
  readonly readersField?: string;
  /** Which of its records are still to be done: those alone go to others when their owner leaves; with no values, none. */
  readonly openWhen?: { readonly field: string; readonly is: readonly string[] };
  /** Field a board of this kind is arranged by, if it has one. */
  readonly boardField?: string | undefined;
  /** Default order of lists, such as `-createdAt`. */
  readonly defaultSort?: string;
  /** False: not in menu, search and generic pages (pipelines, stages); REST and rights stay. */
  readonly pages?: boolean;
  /** False: the general REST leaves it alone, because its area answers for it. */
  readonly rest?: boolean;
  /** True: programs change and delete its records at the version they read, and not without saying which. */
  readonly versionNeeded?: boolean;
  /** False: administrators may not add fields. */
  readonly customFields?: boolean;
  readonly hooks?: KindHooks;
}

export interface HookContext {
  readonly actor: Actor;
  readonly db: Queryable;
  /** The kinds as the actor sees them: of fields that are not in them nothing must be told. */
  readonly kinds: KindsSeen;
  /**
   * Given: what is nearly always so need not be asked. A hook may add it here and go on; the writing statement makes sure of
   * it, and where it does not hold, all is done again from the start with nothing assumed.
   */
  readonly assumed?: Assumption[] | undefined;
  /** True: the record is about to go to the trash, and the draft is what stands there. */
  readonly removes?: boolean;
}

/** A condition of the writing statement, written with its parameters. */
export type Assumption = (params: Params) => string;

export interface DoorContext extends HookContext {
  /** What was asked for, by path, before hooks added to it. */
  readonly asked: ReadonlyMap<string, unknown>;
}
/** What a hook needs that only writes. */
export type WritingContext = Omit<HookContext, "kinds" | "assumed">;

/** What is particular about a kind. Everything here runs on every way in: page, REST, import, bulk, job. */
export interface KindHooks {
  /** Looks up for many drafts at once what `prepare` would otherwise ask one by one: imports, bulk changes. */
  ahead?(drafts: readonly Draft[], context: HookContext): Promise<void>;
  /** Fills and normalises before the fields are checked; may read, must not write. */
  prepare?(draft: Draft, context: HookContext): void | Promise<void>;
  /** Rules over several fields, after each field was checked. */
  check?(draft: Draft, context: HookContext): readonly Problem[] | Promise<readonly Problem[]>;
  /** Where the record stands on its way, for rules that begin at a stage. Absent: the options of a choice `boardField`, if it has one. */
  place?(draft: Draft, context: HookContext): Place | undefined | Promise<Place | undefined>;
  /** Which fields each stage asks for before a record may enter it, by the stage's name; for pages that tell of it. */
  gates?(context: HookContext): Promise<readonly Gate[]>;
  /** What a stage asks of a record that enters it; answers what keeps it out. May let it in, and mark it. Absent: all of it does. */
  overrule?(draft: Draft, atDoor: readonly Problem[], context: DoorContext): readonly Problem[];
  /** Texts other than the searchable fields to find a record by; values that must be found exactly (`keys`). */
  keys?(record: Readonly<Record<string, unknown>>): readonly string[];
  /** Writes rows of its own in the same transaction: all records of one statement at once, a bulk's or a single one. */
  along?(trx: Transaction, written: readonly Written[], context: WritingContext): Promise<void>;
  /** False when a change with these new values has nothing to write along, which saves it the transaction. Absent: always true. */
  wantsAlong?(values: ReadonlyMap<string, unknown>, before: Rec | undefined): boolean;
  /** Ids of records that became part of this one: they are erased with it. */
  absorbed?(trx: Transaction, id: string): Promise<readonly string[]>;
  /** Takes out what the area keeps about records that are erased for good. */
  erase?(trx: Transaction, ids: readonly string[]): Promise<void>;
  /** Reads what people paste into quick create, such as the foot of an e-mail. Present: quick create offers a box for it. */
  paste?(text: string, context: HookContext & { readonly reading: Reading }): Promise<Pasted>;
  /** Records that a new one with these values may be the same as, the likeliest first. */
  similar?(values: Readonly<Record<string, unknown>>, context: HookContext): Promise<readonly Similar[]>;
}

export interface Gate {
  readonly stage: string;
  /** Paths of fields. */
  readonly needs: readonly string[];
}

/** What somebody else than the kind's own area has to say about a write before it happens. May change the draft; problems refuse it. */
export type GuestHook = (draft: Draft, context: HookContext) => Promise<readonly Problem[]>;

/** What somebody else than the kind's own area writes with its records, in the same transaction. */
export interface GuestAlong {
  /** False: a change with these new values has nothing to write along, which saves it the transaction. */
  wants(values: ReadonlyMap<string, unknown>, before: Rec | undefined): boolean;
  /** All records of one statement at once, a bulk's or a single one. */
  write(trx: Transaction, written: readonly Written[], context: WritingContext): Promise<void>;
}

/** What a pasted text says about a new record. */
export interface Pasted {
  /** By field key. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Records it names that do not exist yet: made along with the new one, and referred to from `path`. */
  readonly missing: readonly Missing[];
}

export interface Missing {
  readonly path: string;
  readonly title: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** An existing record that a new one may repeat. Who may not see it learns no more than whom to ask. */
export interface Similar {
  readonly id: string | null;
  readonly title: string | null;
  /** Name of its owner. */
  readonly owner: string | null;
  /** 0 to 1. */
  readonly score: number;
  /** Key of the words that say what is the same. */
  readonly why: string;
  /** True when saving needs a reason. */
  readonly blocks: boolean;
}

export interface Written {
  readonly kind: Kind;
  readonly action: "created" | "changed" | "removed" | "restored";
  readonly record: Rec;
  readonly before: Rec | undefined;
}

/** A roll-up from the side of the records it adds up: each of their writes keeps it exact. */
export interface Feed {
  /** Kind of the record that holds it. */
  readonly parent: Kind;
  readonly field: Field;
  readonly rollup: Rollup;
}

/** A kind ready for use: base and custom fields together. Replaced as a whole when a definition changes. */
export interface Kind extends Omit<KindDefinition, "fields"> {
  /** Part of the names of prepared statements: another set of fields, another statement. */
  readonly version: number;
  readonly fields: readonly Field[];
  /** Fields whose plugin is switched off: nobody sees, checks or asks for them, and records keep what they hold. */
  readonly resting: readonly Field[];
  /** Roll-ups of other records that its records are added up in. */
  readonly feeds: readonly Feed[];
  /** Its own roll-ups that rest, because what they look at is archived or does not fit any more: they are blank. */
  readonly restingRollups: readonly Field[];
  /** Asked before each write, in the order they came. */
  readonly guests: ReadonlySet<GuestHook>;
  /** Write along with each write, after the kind's own area, in the order they came. */
  readonly along: ReadonlySet<GuestAlong>;
  /** Columns that others add to its list. */
  readonly added: ReadonlySet<ListColumn>;
  /** True when what this owner brought is meant for such a record: by whose it is, else by who writes it. */
  concerns(owner: string, draft: Draft, actor: Actor): boolean;
  /** Those that apply, in their order. */
  readonly rules: readonly Rule[];
  /** By path, and by the paths of keys a field had before; also the allow-list of names in filters and sorts. */
  readonly byPath: ReadonlyMap<string, Field>;
  /** How administrators arranged it, by role; the empty role is everybody. */
  readonly layouts: ReadonlyMap<string, Layout>;
  /** Who may not do everything with a field: path → role → mode. */
  readonly access: ReadonlyMap<string, Modes>;
  /** Fields that are hidden from or masked for somebody: no record is found by them. */
  readonly closed: ReadonlySet<string>;
  /** True while search texts still hold values of a field that was closed meanwhile, or miss those of one that was opened. */
  readonly rewriting: boolean;
  /** The kind itself, where this is what somebody sees of it who may not do everything with all of its fields. */
  readonly whole?: Kind;
}

/** The kinds there are, as somebody sees them. */
export interface KindsSeen {
  /** Throws NotFound for a name that is none's. */
  get(name: string): Kind;
  find(name: string): Kind | undefined;
  byPlural(plural: string): Kind | undefined;
  all(): readonly Kind[];
}
