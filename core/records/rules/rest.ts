// When a rule rests: what it is about or looks at is not there. Nobody is kept from saving by what somebody else put away.
import { namesIn } from "../expressions/names.ts";
import type { Kind } from "../kind.ts";
import { readCondition } from "./check-rule.ts";
import type { Rule } from "./rule.ts";

/** Why a rule rests. */
export const rests = ["field_gone", "module_off", "unreadable"] as const;

export interface Rest {
  readonly why: (typeof rests)[number];
  /** Paths of the fields that are missing. */
  readonly fields: readonly string[];
}

/** Everything a rule names: the field it is about, and whatever stands in its condition. */
export const namedBy = ({ field, condition }: Pick<Rule, "field" | "condition">): readonly string[] => [
  ...new Set([...(field === null ? [] : [field]), ...(condition === null ? [] : namesIn(condition))]),
];

/** Of the fields it names some are archived, or belong to a module that is switched off; undefined when all are there. */
export function missesField(kind: Kind, rule: Pick<Rule, "field" | "condition">): Rest | undefined {
  const gone = namedBy(rule).filter(
    (name) => (name.startsWith("custom.") || name === rule.field) && !kind.byPath.has(name),
  );
  if (gone.length === 0) return undefined;
  const isOff = gone.every((name) => kind.resting.some(({ path }) => path === name));
  return { why: isOff ? "module_off" : "field_gone", fields: gone };
}

/** Why an active rule rests; undefined while it holds. A condition may also have lost its sense with a field's new type. */
export function restOf(kind: Kind, rule: Rule): Rest | undefined {
  if (rule.state === "archived") return undefined;
  const missing = missesField(kind, rule);
  if (missing || rule.condition === null) return missing;
  return "expression" in readCondition(kind, rule.condition) ? undefined : { why: "unreadable", fields: [] };
}
