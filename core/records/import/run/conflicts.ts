// The record is there already: what of the file goes into it?
import { sameJson } from "../../../kernel/json.ts";
import type { Kind } from "../../kind.ts";
import type { Rec } from "../../record.ts";
import { valueAt } from "../../store/draft.ts";
import type { ConflictRule } from "../plan/plan.ts";

type Values = ReadonlyMap<string, unknown>;

/** What of a row is written into a record. Blank cells never empty a field. */
export function valuesFor(rule: ConflictRule, kind: Kind, values: Values, before: Rec | undefined): Values {
  if (rule === "theirs" || !before) return values;
  const kept = [...values].flatMap(([path, value]): [string, unknown][] => {
    const old = valueAt(before, path);
    if (old === null) return [[path, value]];
    return rule === "append" ? appended(kind, path, old, value) : [];
  });
  return new Map(kept);
}

/** Lists grow, long texts get a further line; all others stay. */
function appended(kind: Kind, path: string, old: unknown, value: unknown): [string, unknown][] {
  if (Array.isArray(old) && Array.isArray(value)) {
    const more = value.filter((item) => !old.some((one) => sameJson(one, item)));
    return more.length === 0 ? [] : [[path, [...old, ...more]]];
  }
  const isLong = kind.byPath.get(path)?.type.name === "longText";
  return isLong && !String(old).includes(String(value)) ? [[path, `${String(old)}\n${String(value)}`]] : [];
}
