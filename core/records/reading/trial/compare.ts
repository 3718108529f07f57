// What rules would have told of beside what was told of in truth, and what became of that.
import type { Alert } from "../alerts.ts";
import { type RuleName, ruleNames } from "../rule.ts";
import type { RulesNow } from "../rule-settings.ts";
import { HOUR, keyOf, type Noted } from "./told.ts";

/** An alert that was raised. */
export type Raised = Noted & Pick<Alert, "id" | "seenAt" | "falseAlarm">;

export interface Compared {
  /** The newest first, each with the alert there was of the same. */
  readonly told: readonly (Noted & { readonly raised: Raised | null })[];
  /** Alerts of which nothing would be told any more, the newest first. */
  readonly silent: readonly Raised[];
  readonly rules: readonly RuleFigures[];
}

export interface RuleFigures {
  readonly rule: RuleName;
  /** What it would have told, and what it told in truth. */
  readonly told: number;
  readonly raised: number;
  /** Of those in truth: false alarms, and false alarms it would be silent about; others it would be silent about. */
  readonly falseAlarms: number;
  readonly falseSilent: number;
  readonly silent: number;
}

/** The same is the same rule, person and record within the rule's pause. */
export function compare(noted: readonly Noted[], raised: readonly Raised[], rules: RulesNow): Compared {
  const open = Map.groupBy(raised, keyOf);
  const told = noted.map((one) => ({ ...one, raised: taken(one, open.get(keyOf(one)) ?? [], rules[one.rule].pause) }));
  const met = new Set(told.map((one) => one.raised));
  const silent = raised.filter((one) => !met.has(one));
  return {
    told: told.toSorted(newest),
    silent: silent.toSorted(newest),
    rules: ruleNames.map((rule) => figuresOf(rule, { told, raised, silent })),
  };
}

/** The nearest of those nobody has taken yet; takes it. */
function taken({ at }: Noted, open: Raised[], pause: number): Raised | null {
  const away = (one: Raised): number => Math.abs(Date.parse(one.at) - Date.parse(at));
  const nearest = open.toSorted((a, b) => away(a) - away(b))[0];
  if (!nearest || away(nearest) > pause * HOUR) return null;
  open.splice(open.indexOf(nearest), 1);
  return nearest;
}

function figuresOf(
  rule: RuleName,
  all: { readonly told: readonly Noted[]; readonly raised: readonly Raised[]; readonly silent: readonly Raised[] },
): RuleFigures {
  const count = (some: readonly Noted[]): number => some.filter((one) => one.rule === rule).length;
  const isFalse = ({ falseAlarm }: Raised): boolean => falseAlarm === true;
  return {
    rule,
    told: count(all.told),
    raised: count(all.raised),
    falseAlarms: count(all.raised.filter(isFalse)),
    falseSilent: count(all.silent.filter(isFalse)),
    silent: count(all.silent.filter((one) => !isFalse(one))),
  };
}

const newest = (a: Noted, b: Noted): number => Date.parse(b.at) - Date.parse(a.at);
