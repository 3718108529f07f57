// What counts as unusual. The figures are those of docs/access.md; change both together.

export type Severity = "low" | "medium" | "high";
export const ruleNames = ["pace", "sequence", "off_hours", "reveals", "removals", "honey", "first_export"] as const;
export type RuleName = (typeof ruleNames)[number];

/** What follows: nothing at all, an alert, and with it signing in anew, a day without lists and deletions, or being shut out. */
const actions = ["none", "alert", "again", "limit", "lock"] as const;
/** `block`: the deed itself is refused. */
export type Action = (typeof actions)[number] | "block";

/** What a rule may lead to. Only what is about to happen can be refused. */
export const actionsOf = (rule: RuleName): readonly Action[] =>
  rule === "removals" ? ["none", "alert", "block", ...actions.slice(2)] : actions;

interface Rule {
  readonly severity: Severity;
  /** So many are still fine; absent where nothing is counted. */
  readonly threshold?: number;
  /** Hours in which nothing is said again of the same person and subject. */
  readonly pause: number;
  readonly action: Action;
}

const HUNDRED_YEARS = 876_000;

/** As they are from the start; administrators set others. */
export const rules: Readonly<Record<RuleName, Rule>> = {
  honey: { severity: "high", pause: 12, action: "alert" },
  pace: { severity: "high", threshold: 60, pause: 4, action: "alert" },
  sequence: { severity: "high", threshold: 30, pause: 4, action: "alert" },
  off_hours: { severity: "medium", threshold: 20, pause: 12, action: "alert" },
  reveals: { severity: "high", threshold: 10, pause: 12, action: "alert" },
  removals: { severity: "medium", threshold: 50, pause: 1, action: "block" },
  first_export: { severity: "low", pause: HUNDRED_YEARS, action: "alert" },
};

/** Days with work in them, before today, that tell what is usual for somebody. */
export const DAYS = 20;
/** Fewer say nothing about somebody's hours. */
export const FEWEST_DAYS = 5;
/** Different records in an hour that are nobody's business, however few they usually open. */
const ALWAYS_FINE = 60;
/** Records one after the other that are still no pattern, and the seconds between two of them. */
const IN_A_ROW = 30;
export const QUICK = 5;

/** Different records an hour that are still usual for somebody: four standard deviations above their own mean. */
export const paceLimit = (
  { mean, deviation }: { readonly mean: number; readonly deviation: number },
  fine = ALWAYS_FINE,
): number => Math.max(fine, mean + 4 * deviation);

export interface Step {
  readonly kind: string;
  readonly recordId: string;
  readonly place: number | null;
  /** Milliseconds of the clock. */
  readonly at: number;
}

/** True when all of these, the oldest first, came quickly one after the other as a list or the ids have them, up or down. */
export function isSequence(steps: readonly Step[], fine = IN_A_ROW): boolean {
  if (steps.length <= fine) return false;
  const pairs = steps.slice(1).map((step, at) => [steps[at] as Step, step] as const);
  const quick = pairs.every(([before, after]) => before.kind === after.kind && after.at - before.at < QUICK * 1_000);
  return quick && (follows(pairs, byPlace) || follows(pairs, byId));
}

type Pair = readonly [before: Step, after: Step];

function follows(pairs: readonly Pair[], direction: (pair: Pair) => number): boolean {
  const first = pairs[0] ? direction(pairs[0]) : 0;
  return first !== 0 && pairs.every((pair) => direction(pair) === first);
}

/** 1 for the next one of the list, -1 for the one before, 0 for any other. */
function byPlace([before, after]: Pair): number {
  const step = before.place === null || after.place === null ? 0 : after.place - before.place;
  return Math.abs(step) === 1 ? step : 0;
}

const byId = ([before, after]: Pair): number =>
  before.recordId < after.recordId ? 1 : before.recordId > after.recordId ? -1 : 0;
