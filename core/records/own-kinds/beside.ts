// Kinds of administrators beside those of areas and plugins: names are theirs only as long as nobody else declares them.
import type { Defined } from "../definitions/defined.ts";
import type { Kind, KindDefinition } from "../kind.ts";
import type { OwnKind } from "./own-kind.ts";

/** Those in use whose names nobody has declared. */
export function beside(kinds: readonly OwnKind[], declared: readonly KindDefinition[]): OwnKind[] {
  const taken = new Set(declared.flatMap(({ name, plural }) => [`name ${name}`, `plural ${plural}`]));
  return kinds.filter(
    ({ state, name, plural }) => state === "active" && !taken.has(`name ${name}`) && !taken.has(`plural ${plural}`),
  );
}

/** Their plurals that are somebody else's now. */
export function overtaken(kinds: readonly OwnKind[], byPlural: ReadonlyMap<string, Kind>): ReadonlySet<string> {
  const isAnothers = (kind: Kind | undefined): boolean => kind !== undefined && kind.own !== true;
  return new Set(kinds.flatMap(({ plural }) => (isAnothers(byPlural.get(plural)) ? [plural] : [])));
}

/** True when one of them goes by this name or plural: in use, put away, or not quite erased. */
export const goesBy = ({ kinds, erasing }: Pick<Defined, "kinds" | "erasing">, name: string): boolean =>
  [...kinds, ...erasing].some((one) => one.name === name || one.plural === name);
