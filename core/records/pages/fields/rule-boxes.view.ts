// The boxes of a field's rules, as their template reads them.
import type { Field } from "../../fields/field.ts";
import type { Kind } from "../../kind.ts";
import type { Effect, Rule } from "../../rules/rule.ts";
import type { Reader } from "../reader.ts";
import { checkView, namedFields } from "../rules/check.view.ts";
import { examplesFor } from "../rules/examples.ts";
import { chosenIn } from "../rules/rule-form.view.ts";
import type { RuleChoices } from "../rules/rule-choices.ts";
import { HOME as RULES } from "../rules/rules.view.ts";
import { said } from "../rules/says.ts";
import { effectsFor, type FieldRules, hows } from "./rule-boxes.ts";
import { languageIn } from "./field-draft.ts";

export interface RuleBoxFacts {
  /** With the field as it is drafted. */
  readonly kind: Kind;
  readonly field: Field;
  readonly about: FieldRules;
  readonly choices: RuleChoices;
  readonly typed: URLSearchParams;
  readonly checkAt: string;
}

export function ruleBoxesView(facts: RuleBoxFacts, reader: Reader) {
  const { kind, field, about, choices } = facts;
  const line = (rule: Rule) => ({ name: rule.name, href: `${RULES}/${rule.id}`, ...said(rule, kind, choices, reader) });
  return {
    kind: kind.name,
    boxes: effectsFor(kind, field).map((effect) => boxView(effect, facts, reader)),
    /** The product itself does not do without it. */
    needed: field.required && !field.custom,
    others: about.others.map(line),
    examples: examplesFor(kind),
    names: namedFields(kind, reader),
  };
}

function boxView(effect: Effect, { kind, typed, choices, about, checkAt }: RuleBoxFacts, reader: Reader) {
  const { say } = reader;
  const name = `rule.${effect}`;
  const text = (part: string): string => typed.get(`${name}.${part}`) ?? "";
  const rule = about.inBox.get(effect);
  const language = languageIn(reader.reading);
  return {
    id: `rule-${effect}`,
    name,
    label: say(`fields.rule.${effect}`),
    help: say(`fields.rule.${effect}.help`),
    hows: howsOf(effect).map((how) => ({
      value: how,
      label: say(`fields.rule.${effect}.${how}`),
      chosen: how === (typed.get(name) ?? "none"),
    })),
    stages: choices.stages && chosenIn([{ id: "", title: say("rules.every_stage") }, ...choices.stages], text("stage")),
    condition: text("condition"),
    check: checkView(text("condition"), kind, reader),
    checkHref: checkAt + name,
    version: text("version"),
    message: effect === "valid" ? { language, text: text(`message.${language}`) } : null,
    more: rule ? { href: `${RULES}/${rule.id}`, ...said(rule, kind, choices, reader) } : null,
  };
}

/** A field is always there, or there under a condition; it fits always, or under one. */
const howsOf = (effect: Effect) =>
  hows.filter((how) => how !== "always" || effect === "required" || effect === "readOnly");

/** Everything typed into the boxes, to be carried on while another tab is open. */
export const carried = (typed: URLSearchParams) =>
  [...typed].filter(([name]) => /^(rule|mode|access)\./.test(name)).map(([name, value]) => ({ name, value }));
