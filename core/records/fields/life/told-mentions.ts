// Of the places that use a field, those that somebody may know of: a rule that looks at what they do not see would tell of it.
import type { Actor } from "../../../kernel/actor.ts";
import type { Kinds } from "../../kinds.ts";
import { inSight } from "../../rules/in-sight.ts";
import type { Mention } from "./mentions.ts";

/** Which mentions of a field of this kind the actor is told. */
export function toldTo(kinds: Kinds, actor: Actor, kind: string): (mention: Mention) => boolean {
  const isSeen = inSight(kinds, actor, kind);
  return ({ place, link }) => place !== "rule" || isSeen({ id: link?.split("/").at(-1) ?? "" });
}
