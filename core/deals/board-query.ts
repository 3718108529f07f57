// What a board is asked for, and whose deals are meant.
import type { Actor } from "../kernel/actor.ts";
import { isId } from "../kernel/ids.ts";
import type { Filter } from "../records/query/grammar.ts";
import type { Asking } from "../records/query/select.ts";

/** How the engine looks at deals for an actor: kind, rights, reading. */
export type AskFor = (actor: Actor, kind: string) => Promise<Asking>;

/** Whose deals: undefined for everybody's within the actor's reach. */
export type Owners = readonly string[] | undefined;

/** `me`, `team`, `all`, or a person's id. */
export type Whose = string;

export interface BoardQuery {
  /** Cards per stage. */
  readonly limit: number;
  readonly owner?: Whose | undefined;
  readonly filter?: Filter | undefined;
  readonly q?: string | undefined;
  /** Only this stage, for more of its cards. */
  readonly stage?: string | undefined;
  /** Time and id of the last card before, from the column's `next`. */
  readonly after?: readonly [string, string] | undefined;
}

/** The people meant by `me`, `team`, `all` or an id; what one may not read is left out by rights anyway. */
export function ownersOf(actor: Actor, whose: Whose | undefined): Owners {
  if (whose === undefined || whose === "" || whose === "all") return undefined;
  if (whose === "me") return [actor.id];
  if (whose === "team") return [...new Set([actor.id, ...actor.subtreeMates])];
  return isId(whose) ? [whose] : [];
}
