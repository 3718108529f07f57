// Roll-ups: what the records that refer to a record add up to.
import type { Field } from "../fields/field.ts";
import type { Feed, Kind } from "../kind.ts";
import type { Rollup } from "./rollup.ts";
import { isSound } from "./rollup-fit.ts";

export const rollupIn = ({ schema }: Pick<Field, "schema">): Rollup | undefined =>
  schema["x-rollup"] as Rollup | undefined;

/** Which roll-ups each kind feeds, by its name; what cannot be worked out any more is fed by nothing, and stays blank. */
export function feedsBetween(kinds: ReadonlyMap<string, Kind>): ReadonlyMap<string, readonly Feed[]> {
  const all = [...kinds.values()].flatMap((parent) =>
    parent.fields.flatMap((field): Feed[] => {
      const rollup = rollupIn(field);
      return rollup && isSound(parent, field, rollup, kinds.get(rollup.kind)) ? [{ parent, field, rollup }] : [];
    }),
  );
  return Map.groupBy(all, ({ rollup }) => rollup.kind);
}

/** Roll-ups of a kind that nothing feeds. */
export function unfed(kind: Kind, feeds: ReadonlyMap<string, readonly Feed[]>): readonly Field[] {
  const fed = new Set([...feeds.values()].flat().map(({ field }) => field));
  return kind.fields.filter((field) => rollupIn(field) && !fed.has(field));
}

/** Paths whose change may change a roll-up. */
export function watchedBy({ via, of, filter }: Rollup): readonly string[] {
  return [via, ...(of === undefined ? [] : [of]), ...pathsIn(filter)];
}

function pathsIn(filter: unknown): string[] {
  if (Array.isArray(filter)) return filter.flatMap(pathsIn);
  if (typeof filter !== "object" || filter === null) return [];
  const { field } = filter as { field?: unknown };
  return typeof field === "string" ? [field] : Object.values(filter).flatMap(pathsIn);
}
