// Records that were given to an actor, beside those that their rights reach.
import type { Actor, Share } from "../../kernel/actor.ts";

/** What each sort of share lets somebody do who has the right to it at all. */
const reading: ReadonlySet<string> = new Set(["read", "export"]);
const changing: ReadonlySet<string> = new Set([...reading, "change"]);

/** The live shares of this kind that are good for the action. */
export function sharesFor(actor: Actor, kind: string, action: string): readonly Share[] {
  if (!actor.shares || actor.kind === "system") return [];
  const now = performance.now();
  return actor.shares.filter(
    (share) =>
      share.kind === kind &&
      (share.edits ? changing : reading).has(action) &&
      (share.until === null || share.until > now),
  );
}
