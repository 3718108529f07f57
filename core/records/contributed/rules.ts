// What becomes of a rule that a plugin brings. One that somebody edited stays as a whole: half a rule of each would say neither.
import type { Rule } from "../rules/rule.ts";
import { isUntouched, type Marks, marksOf } from "./marks.ts";

export type BroughtRule = Pick<Rule, "kind" | "name" | "effect" | "field" | "condition" | "stage" | "message" | "old">;

export interface RuleStep {
  readonly brought: BroughtRule;
  readonly what: "add" | "change" | "same" | "put_away" | "clash";
  readonly rule?: Rule;
  readonly edited: boolean;
}

export const ruleMarks = ({ effect, field, condition, stage, message, old }: BroughtRule): Marks =>
  marksOf({ effect, field, condition, stage, message, old });

export function ruleStep(
  brought: BroughtRule,
  { owner, rules, marks }: { owner: string; rules: readonly Rule[]; marks: Marks | undefined },
): RuleStep {
  const rule = rules.find(({ kind, name }) => kind === brought.kind && name === brought.name);
  if (!rule) return { brought, what: marks ? "put_away" : "add", edited: false };
  if (rule.owner !== owner) return { brought, what: "clash", rule, edited: false };
  if (rule.state === "archived") return { brought, what: "put_away", rule, edited: false };
  const same = isSame(ruleMarks(brought), rule);
  const edited = !same && !isSame(marks ?? {}, rule);
  return { brought, what: same || edited ? "same" : "change", rule, edited };
}

const isSame = (marks: Marks, rule: Rule): boolean =>
  Object.keys(ruleMarks(rule)).every((word) => isUntouched(rule[word as keyof Rule], marks[word]));
