// The part of a field's page that is the same for own fields and for those of the product: its rules, and who sees it.
import type { Field } from "../../fields/field.ts";
import type { Kind } from "../../kind.ts";
import type { Effect } from "../../rules/rule.ts";
import type { RuleWish } from "../../rules/rules.ts";
import { fieldLabel } from "../labels.ts";
import type { Reader } from "../reader.ts";
import { languageIn } from "./field-draft.ts";
import { effectsFor, ruleWishes } from "./rule-boxes.ts";
import { ruleBoxesView } from "./rule-boxes.view.ts";
import { modesView, type Standing, typedStanding } from "./standing.ts";

export interface AboutField {
  /** With the field as it is drafted. */
  readonly kind: Kind;
  readonly field: Field;
  readonly standing: Standing;
  /** What was sent; undefined where nobody typed yet. */
  readonly typed: URLSearchParams | undefined;
  /** Address that looks at a condition; the name of its box follows. */
  readonly checkAt: string;
}

/** The boxes, filled with what was typed or with what stands. */
export function aboutFieldView({ kind, field, standing, typed, checkAt }: AboutField, reader: Reader) {
  const boxes = typed ?? typedStanding(standing, { isRequired: field.required && field.custom });
  return {
    rules: ruleBoxesView({ ...standing, kind, field, checkAt, typed: boxes }, reader),
    access: modesView(standing, { kind, field, typed: boxes }, reader),
  };
}

/** What the boxes of the rules ask for. */
export function wishesAbout({ kind, field, standing, typed }: AboutField, reader: Reader): readonly RuleWish[] {
  const label = fieldLabel(field, reader).slice(0, LONGEST_LABEL);
  return ruleWishes(typed ?? new URLSearchParams(), {
    about: standing.about,
    taken: standing.taken,
    effects: effectsFor(kind, field),
    own: field.custom,
    named: (effect: Effect) => reader.say(`fields.rule.${effect}.name`, { field: label }),
    language: languageIn(reader.reading),
  });
}

/** The name of a rule has 120 letters, and says more than the field's. */
const LONGEST_LABEL = 70;

/** After somebody else was quicker: what was typed, over what stands now. */
export function atPresent(typed: URLSearchParams, standing: Standing): URLSearchParams {
  const now = typedStanding(standing, { isRequired: false });
  const fresh = new URLSearchParams([...typed].filter(([name]) => !name.endsWith(".version")));
  for (const [name, value] of now) if (name.endsWith(".version")) fresh.set(name, value);
  return fresh;
}
