// Grants beside each other: which of two lets somebody do more.
import { type Actor, type Grant, isWider, type Limited, limitsOf, reach, type Scope } from "../kernel/actor.ts";

/** What somebody, or a role, has of one right. */
export interface Held {
  readonly reach: Scope;
  readonly limited: readonly Limited[];
}

export const heldBy = (actor: Actor, right: string): Held => ({
  reach: reach(actor, right),
  limited: limitsOf(actor, right),
});

export const heldIn = (
  { grants, limited }: { grants: ReadonlyMap<string, Scope>; limited: ReadonlyMap<string, readonly Limited[]> },
  right: string,
): Held => ({ reach: grants.get(right) ?? "none", limited: limited.get(right) ?? [] });

export const heldAs = (grant: Grant | undefined): Held =>
  typeof grant === "object" ? { reach: "none", limited: [grant] } : { reach: grant ?? "none", limited: [] };

/** How far it reaches when every condition is true. */
export const widest = ({ reach: plain, limited }: Held): Scope =>
  limited.reduce<Scope>((most, one) => (isWider(one.reach, most) ? one.reach : most), plain);

/** True when the first of two conditions asks for all that the second does. */
export type AsksAsMuch = (when: string, as: string) => boolean;

const inTheSameWords: AsksAsMuch = (when, as) => when === as;

/** True when the first lets somebody do what the second does not. What holds under a condition is never as much as what holds anyway. */
export function exceeds(held: Held, than: Held, asksAsMuch = inTheSameWords): boolean {
  if (isWider(held.reach, than.reach)) return true;
  const isWithin = (one: Limited, two: Limited): boolean =>
    !isWider(one.reach, two.reach) && asksAsMuch(one.when, two.when);
  return held.limited.some((one) => isWider(one.reach, than.reach) && !than.limited.some((two) => isWithin(one, two)));
}
