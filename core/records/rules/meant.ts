// Whom and what a rule is about.
import type { Actor } from "../../kernel/actor.ts";
import type { Kind } from "../kind.ts";
import type { Draft } from "../record.ts";
import type { CompiledRule } from "./compiled.ts";
import type { Place } from "./place.ts";

/** The record that a rule may be about. */
interface About {
  readonly kind: Kind;
  readonly draft: Draft;
  readonly actor: Actor;
  readonly place: Place | undefined;
}

/** Work that no person started is in no team: what is hidden from others is not hidden from it. */
export const isForTeam = ({ teams }: CompiledRule, actor: Actor, system: boolean): boolean =>
  teams.length === 0 || (actor.kind === "system" ? system : teams.some((team) => actor.teamIds.includes(team)));

/** False for a rule of a module that those whose record it is do not have. */
export const isMeant = ({ owner }: CompiledRule, { kind, draft, actor }: Omit<About, "place">): boolean =>
  kind.concerns(owner, draft, actor);

/** True when the record has come to where the rule begins. */
export const isReached = ({ stage }: CompiledRule, { place }: Pick<About, "place">): boolean =>
  stage === null || place?.reached(stage) === true;
