// A rule in words, as a list shows it: "Budget is required from Offer on, when …".
import type { Kind } from "../../kind.ts";
import type { Related } from "../../record.ts";
import { restOf } from "../../rules/rest.ts";
import type { Rule } from "../../rules/rule.ts";
import { pathLabel } from "../labels.ts";
import type { Reader } from "../reader.ts";
import type { RuleChoices } from "./rule-choices.ts";

export interface RuleSaid {
  readonly sentence: string;
  /** What comes before the condition; null when it always holds. */
  readonly when: string | null;
  readonly condition: string | null;
  /** Whom it is for; null for everybody. */
  readonly teams: string | null;
  /** Why it rests; null while it holds. */
  readonly rests: string | null;
}

/** What the rule does to records of its kind. */
export function said(rule: Rule, kind: Kind, { stages, teams }: RuleChoices, reader: Reader): RuleSaid {
  const { say } = reader;
  const { effect, stage, condition } = rule;
  const field = rule.field === null ? say("rules.whole_record") : pathLabel(kind, rule.field, reader);
  const staged = stage === null ? "no" : "yes";
  return {
    sentence: say(`rules.says.${effect}`, { field, staged, stage: titleIn(stages ?? [], stage ?? "") }),
    when: condition === null ? null : say(effect === "valid" ? "rules.says.if_true" : "rules.says.when"),
    condition,
    teams:
      rule.teams.length === 0
        ? null
        : say("rules.says.teams", { teams: rule.teams.map((id) => titleIn(teams, id)).join(", ") }),
    rests: restSaid(rule, kind, reader),
  };
}

/** A field that is away has no label any more: it is called by its path. */
function restSaid(rule: Rule, kind: Kind, { say }: Reader): string | null {
  const rest = restOf(kind.whole ?? kind, rule);
  return rest ? say(`rules.rests.${rest.why}`, { fields: rest.fields.join(", ") }) : null;
}

const titleIn = (some: readonly Related[], id: string): string => some.find((one) => one.id === id)?.title ?? id;
