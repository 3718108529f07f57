/** How far a right reaches: nobody's records, one's own, one's teams', everybody's. */
export type Scope = "none" | "own" | "team" | "all";

/** Which door a call came through; written into every history line. */
export type Source = "page" | "api" | "import" | "job" | "cli" | "setup";

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
  readonly teamIds: readonly string[];
  /** Everybody in one's teams and the teams below, oneself included. */
  readonly teamMates: readonly string[];
  /** Right → reach, such as `deals.change` → `team`. What is not in it is `none`. */
  readonly grants: ReadonlyMap<string, Scope>;
  /** Set when the call came with an API token: its scopes narrow the grants. */
  readonly tokenId?: string;
}

/** How far the actor's right reaches; a system actor reaches everything. */
export function reach(actor: Actor, permission: string): Scope {
  if (actor.kind === "system") return "all";
  return actor.grants.get(permission) ?? "none";
}

export const may = (actor: Actor, permission: string): boolean => reach(actor, permission) !== "none";

/** The actor of work that no person started: may do everything, and is named in the history. */
export function systemActor(job: string, source: Source = "job"): Actor {
  const id = `system:${job}`;
  const nobody = { roles: [], teamIds: [], teamMates: [], grants: new Map<string, Scope>() };
  return { id, kind: "system", name: id, source, language: "en", timeZone: "UTC", ...nobody };
}
