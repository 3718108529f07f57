// Roll-ups: what the records that refer to a record add up to.
import type { Field } from "../fields/field.ts";
import type { Feed, Kind } from "../kind.ts";
import type { Rollup } from "./rollup.ts";

export const rollupIn = ({ schema }: Pick<Field, "schema">): Rollup | undefined =>
  schema["x-rollup"] as Rollup | undefined;

/** Which roll-ups each kind feeds, by its name; what leads nowhere any more feeds nothing. */
export function feedsBetween(kinds: ReadonlyMap<string, Kind>): ReadonlyMap<string, readonly Feed[]> {
  const all = [...kinds.values()].flatMap((parent) =>
    parent.fields.flatMap((field): Feed[] => {
      const rollup = rollupIn(field);
      return rollup && isSound(rollup, kinds.get(rollup.kind)) ? [{ parent, field, rollup }] : [];
    }),
  );
  return Map.groupBy(all, ({ rollup }) => rollup.kind);
}

const isSound = ({ via, of }: Rollup, child: Kind | undefined): boolean =>
  child !== undefined && child.byPath.has(via) && (of === undefined || child.byPath.has(of));

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
