/** From narrow to wide: nobody's records, one's own, those of one's teams, also of the teams below them, everybody's. */
export const scopes = ["none", "own", "team", "subtree", "all"] as const;

/** How far a right reaches. */
export type Scope = (typeof scopes)[number];

/** True when the first reaches further than the second. */
export const isWider = (scope: Scope, than: Scope): boolean => scopes.indexOf(scope) > scopes.indexOf(than);

/** A right that holds for a record only while a condition is true of it, in the language of rules. */
export interface Limited {
  readonly reach: Scope;
  readonly when: string;
}

/** What a role is given of one right. */
export type Grant = Scope | Limited;

/** What somebody may under conditions, beside what they may anyway. */
export interface Limits {
  /** The company's time zone: where the days of conditions begin. */
  readonly zone: string;
  readonly rights: ReadonlyMap<string, readonly Limited[]>;
}

/** Which door a call came through; written into every history line. */
export type Source = "page" | "api" | "import" | "job" | "cli" | "setup";

/** What somebody may not do for a time, whatever their roles say: about to leave, or in a lockdown. */
export type Curb = "notice" | "read_only" | "no_exits" | "masked";

/** A request: the id that its answer carries, and from where it came. */
export interface Call {
  readonly id: string;
  readonly address: string;
}

/** Who is acting. Never null: background work acts as `system:<job>`. */
export interface Actor {
  /** A person's id, or `system:<job>`. */
  readonly id: string;
  readonly kind: "person" | "system";
  readonly name: string;
  readonly source: Source;
  /** BCP 47 language, IANA time zone: how this person reads and types values. */
  readonly language: string;
  readonly timeZone: string;
  readonly roles: readonly string[];
  /** The teams one belongs to or manages, and the teams below. */
  readonly teamIds: readonly string[];
  /** Everybody in the teams one belongs to or manages, oneself included. */
  readonly teamMates: readonly string[];
  /** The same with everybody in the teams below. */
  readonly subtreeMates: readonly string[];
  /** Right → reach, such as `deals.change` → `subtree`. What is not in it is `none`. */
  readonly grants: ReadonlyMap<string, Scope>;
  /** Kept apart from `grants`, so that whatever only asks how far a right reaches takes it for narrower, never for wider. */
  readonly limits?: Limits;
  /** Records that were given to this person or one of their teams for a while; absent when there are none. */
  readonly shares?: readonly Share[];
  /** Set when the call came with an API token: its scopes narrow the grants. */
  readonly tokenId?: string;
  /** How many different clients they may take out of the house a day; absent: nobody counts. */
  readonly dailyExits?: number;
  /** What their grants have been narrowed by; absent for most. */
  readonly curbs?: readonly Curb[];
  /** Takes nothing out: the company demands a second step for it, which was not shown lately, or not for this token. */
  readonly unconfirmed?: boolean;
  /** The request that this is done in; background work has none. */
  readonly call?: Call;
  /** The same one as they stand by now, for work that takes long; undefined once they are out. */
  readonly again?: () => Promise<Actor | undefined>;
}

/** One record that was given to somebody. It widens how far a right reaches, never what somebody may. */
export interface Share {
  readonly kind: string;
  readonly id: string;
  /** Also for changing it. */
  readonly edits: boolean;
  /** Who gave it: it holds as long as their own right reaches the record. */
  readonly by: Actor;
  /** When it ends, as `performance.now()` counts: by the time that passes, not by this computer's clock. Null without an end. */
  readonly until: number | null;
}

/** How far the actor's right reaches without a condition; a system actor reaches everything. */
export function reach(actor: Actor, permission: string): Scope {
  if (actor.kind === "system") return "all";
  return actor.grants.get(permission) ?? "none";
}

/** What the actor may of a right under conditions. */
export const limitsOf = (actor: Actor, permission: string): readonly Limited[] =>
  (actor.kind === "system" ? undefined : actor.limits?.rights.get(permission)) ?? [];

/** True when the right reaches anything at all; some record may not meet its condition. */
export const may = (actor: Actor, permission: string): boolean =>
  reach(actor, permission) !== "none" || limitsOf(actor, permission).length > 0;

/** The actor of work that no person started: may do everything, and is named in the history. */
export function systemActor(job: string, source: Source = "job"): Actor {
  const id = `system:${job}`;
  const nobody = { roles: [], teamIds: [], teamMates: [], subtreeMates: [], grants: new Map<string, Scope>() };
  return { id, kind: "system", name: id, source, language: "en", timeZone: "UTC", ...nobody };
}
