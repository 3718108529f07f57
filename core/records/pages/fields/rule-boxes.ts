// The rules of one field as its own form has them: one per effect. Whatever else a rule says is said on the rule's page.
import { Invalid } from "../../../kernel/errors.ts";
import type { Field } from "../../fields/field.ts";
import type { Kind } from "../../kind.ts";
import { type Effect, effects, type Rule } from "../../rules/rule.ts";
import type { RuleWish, RuleWords } from "../../rules/rules.ts";
import { problemAt } from "../../store/validate.ts";

/** How an effect holds: not at all, always, or from a stage on or under a condition. */
export const hows = ["none", "always", "some"] as const;

export interface FieldRules {
  /** The rule in each box. */
  readonly inBox: ReadonlyMap<Effect, Rule>;
  /** One that was put away, to take up again. */
  readonly away: ReadonlyMap<Effect, Rule>;
  /** Further ones in force. */
  readonly others: readonly Rule[];
}

/** What stands about a field among the rules of its kind; null is a field that is only being made. */
export function rulesAbout(rules: readonly Rule[], path: string | null): FieldRules {
  const about = rules.filter(({ field, owner }) => field === path && path !== null && owner === "admin");
  const active = about.filter(({ state }) => state === "active");
  const inBox = firstOfEach(active);
  return {
    inBox,
    away: firstOfEach(about.filter(({ state }) => state === "archived")),
    others: rules.filter((rule) => rule.field === path && rule.state === "active" && inBox.get(rule.effect) !== rule),
  };
}

const firstOfEach = (rules: readonly Rule[]): ReadonlyMap<Effect, Rule> =>
  new Map(rules.toReversed().map((rule) => [rule.effect, rule]));

/** What can be said about this field: nobody is asked for what works itself out, and a name is never hidden. */
export function effectsFor(kind: Kind, { custom, path, readOnly, required, type }: Field): readonly Effect[] {
  const never: Partial<Record<Effect, boolean>> = {
    required: readOnly || (required && !custom) || type.name === "boolean",
    visible: path === kind.titleField,
    readOnly,
  };
  return effects.filter((effect) => never[effect] !== true);
}

/** What the boxes show of the rules as they stand. */
export function typedRules(
  { inBox }: FieldRules,
  { isRequired }: { readonly isRequired: boolean },
): [string, string][] {
  return effects.flatMap((effect): [string, string][] => {
    const rule = inBox.get(effect);
    const name = `rule.${effect}`;
    const always = effect === "required" && isRequired;
    if (!rule) return [[name, always ? "always" : "none"]];
    const whole = rule.stage === null && rule.condition === null && effect !== "visible";
    return [
      [name, always || whole ? "always" : "some"],
      [`${name}.stage`, rule.stage ?? ""],
      [`${name}.condition`, rule.condition ?? ""],
      [`${name}.version`, String(rule.version)],
      ...Object.entries(rule.message ?? {}).map(([language, text]): [string, string] => [
        `${name}.message.${language}`,
        text,
      ]),
    ];
  });
}

export interface Boxes {
  /** Names that rules of the kind have already, seen or not. */
  readonly taken: ReadonlySet<string>;
  readonly about: FieldRules;
  readonly effects: readonly Effect[];
  /** True for a field of the company's own, whose schema says that it is always needed. */
  readonly own: boolean;
  /** The name that a new rule gets. */
  readonly named: (effect: Effect) => string;
  readonly language: string;
}

/** What the boxes ask for; Invalid when one says "sometimes" and not when. A box that was not sent asks for nothing. */
export function ruleWishes(typed: URLSearchParams, boxes: Boxes): readonly RuleWish[] {
  const sent = boxes.effects.filter((effect) => typed.has(`rule.${effect}`));
  const silent = sent.filter((effect) => isSilent(typed, effect));
  if (silent.length > 0)
    throw new Invalid(
      silent.map((effect) => problemAt(`rule.${effect}`, "rule_says_nothing", { rule: boxes.named(effect) })),
    );
  return sent.flatMap((effect) => wishOf(typed, effect, boxes));
}

const isSilent = (typed: URLSearchParams, effect: Effect): boolean =>
  typed.get(`rule.${effect}`) === "some" &&
  ["stage", "condition"].every((part) => (typed.get(`rule.${effect}.${part}`) ?? "").trim() === "");

function wishOf(typed: URLSearchParams, effect: Effect, boxes: Boxes): RuleWish[] {
  const rule = boxes.about.inBox.get(effect);
  const words = wordsIn(typed, effect, boxes);
  const version = Number(typed.get(`rule.${effect}.version`)) || 0;
  if (!words) return rule ? [{ id: rule.id, version, words: { state: "archived" } }] : [];
  if (rule) return [{ id: rule.id, version, words }];
  const away = boxes.about.away.get(effect);
  const fresh: RuleWords = { ...words, effect, teams: [], old: "touch", state: "active" };
  return [
    away
      ? { id: away.id, version: version || undefined, words: fresh }
      : { words: { ...fresh, name: freeName(effect, boxes) } },
  ];
}

/** Null: no rule. */
function wordsIn(typed: URLSearchParams, effect: Effect, { own, about, language }: Boxes): RuleWords | null {
  const how = typed.get(`rule.${effect}`);
  // That an own field is always needed says its schema.
  if (how === "none" || (own && `${effect} ${how}` === "required always")) return null;
  const text = (part: string): string => (typed.get(`rule.${effect}.${part}`) ?? "").replaceAll("\r\n", "\n");
  // A condition is not trimmed: what is wrong is said by line and column of what was typed.
  const when = (part: string): string | null => (how === "some" && text(part).trim() !== "" ? text(part) : null);
  const words = { stage: when("stage"), condition: when("condition") };
  if (effect !== "valid") return words;
  return { ...words, message: messageOf(text(`message.${language}`), language, about.inBox.get(effect)) };
}

/** The sentence in the reader's language; those in others stay. */
function messageOf(said: string, language: string, before: Rule | undefined): Rule["message"] {
  const { [language]: _, ...others } = before?.message ?? {};
  const message = said.trim() === "" ? others : { ...others, [language]: said.trim() };
  return Object.keys(message).length === 0 ? null : message;
}

function freeName(effect: Effect, { named, taken }: Boxes): string {
  const name = named(effect);
  for (let count = 1; ; count++) {
    const tried = count === 1 ? name : `${name} (${count})`;
    if (!taken.has(tried)) return tried;
  }
}
