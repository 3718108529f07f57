import type { Asking } from "../query/select.ts";
import type { HistoryLine } from "./history.ts";

/**
 * One's own line may always be taken back: what else it changed, the kind's rules did. Of somebody else's only what one could
 * write oneself, or undoing would be a way to write it.
 */
export function mayTakeBack({ kind, seen, actor }: Asking, { actorId, before }: HistoryLine): boolean {
  if (!seen.whole || actorId === actor.id) return true;
  return Object.keys(before ?? {}).every((path) => {
    const field = kind.byPath.get(path);
    return !field || field.readOnly || seen.byPath.get(path)?.readOnly === false;
  });
}
