import type { Kinds } from "../kinds.ts";
import type { Import } from "./import-record.ts";
import { openStops } from "./review.ts";

/** An import as REST and the command line show it. */
export function importAnswer(one: Import, kinds: Kinds): object {
  const {
    id,
    kind,
    fileName,
    state,
    layout,
    headers,
    rows,
    position,
    counts,
    made,
    plan,
    checked,
    profile,
    notes,
    failure,
  } = one;
  return {
    id,
    type: kinds.find(kind)?.plural ?? kind,
    fileName,
    state,
    rows,
    done: Math.min(position, rows),
    counts,
    made,
    layout,
    headers,
    plan,
    profile,
    notes,
    check: checked && { ...checked, openStops: openStops(checked.stops, plan.overrides) },
    undone: one.undone,
    kept: one.kept,
    failure,
    createdAt: one.createdAt,
    startedAt: one.startedAt,
    endedAt: one.endedAt,
    undoUntil: one.undoUntil,
  };
}
