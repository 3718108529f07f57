import type { Kinds } from "../kinds.ts";
import type { Import } from "./import-record.ts";
import { openStops } from "./review.ts";

/** What is shown as it is; who sent which file from where is not. */
const shown =
  `id fileName state layout headers rows counts made undone kept plan profile notes failure createdAt startedAt
  endedAt undoUntil`.split(/\s+/) as (keyof Import)[];

/** An import as REST and the command line show it. */
export function importAnswer(one: Import, kinds: Kinds): object {
  const { kind, rows, position, checked, plan } = one;
  return {
    ...Object.fromEntries(shown.map((key) => [key, one[key]])),
    type: kinds.find(kind)?.plural ?? kind,
    done: Math.min(position, rows),
    check: checked && { ...checked, openStops: openStops(checked.stops, plan.overrides) },
  };
}
