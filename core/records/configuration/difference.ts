import { isObject, type Json, sameJson } from "../../kernel/json.ts";
import { pointerOf } from "../store/validate.ts";
import type { Difference, Items } from "./section.ts";

/** What has to be done so that the standing items become the wanted ones. What is not wanted goes only when `prune` says so. */
export function differencesBetween(standing: Items, wanted: Items, prune: boolean): Difference[] {
  const written = [...wanted].flatMap(([name, after]): Difference[] => {
    const before = standing.get(name);
    if (before === undefined) return [{ action: "create", name, after }];
    return sameJson(before, after) ? [] : [{ action: "change", name, before, after }];
  });
  const gone = [...standing].filter(([name]) => prune && !wanted.has(name));
  return [...written, ...gone.map(([name, before]): Difference => ({ action: "remove", name, before }))];
}

/** One place in an item that changes. */
export interface Edit {
  /** JSON Pointer into the item. */
  readonly pointer: string;
  readonly before: Json;
  readonly after: Json;
}

/** The places where two items differ, as deep as both are objects; null stands for what is not there. */
export function editsBetween(before: Json, after: Json, pointer = ""): Edit[] {
  if (sameJson(before, after)) return [];
  if (!isObject(before) || !isObject(after)) return [{ pointer, before, after }];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => editsBetween(at(before, key), at(after, key), `${pointer}${pointerOf(key)}`));
}

const at = (item: Readonly<Record<string, unknown>>, key: string): Json => (item[key] ?? null) as Json;
