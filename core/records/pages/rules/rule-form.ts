// Between a rule and what stands in the boxes of its form.
import { languages } from "../../../i18n/languages.ts";
import type { Rule } from "../../rules/rule.ts";
import type { RuleWords } from "../../rules/rules.ts";

/** The form of a rule that exists, or of a new one. */
export function typedOf(rule: Rule | undefined): URLSearchParams {
  return new URLSearchParams([
    ["name", rule?.name ?? ""],
    ["effect", rule?.effect ?? "required"],
    ["field", rule?.field ?? ""],
    ["condition", rule?.condition ?? ""],
    ["stage", rule?.stage ?? ""],
    ...(rule?.teams ?? []).map((team): [string, string] => ["teams", team]),
    ...Object.entries(rule?.message ?? {}).map(([language, text]): [string, string] => [`message.${language}`, text]),
    ["old", rule?.old ?? "touch"],
    ["version", String(rule?.version ?? "")],
  ]);
}

/** What the form says, as the collection takes it; whether it may be so is judged there. */
export function wordsIn(typed: URLSearchParams, before: Rule | undefined): RuleWords {
  const text = (name: string): string => (typed.get(name) ?? "").replaceAll("\r\n", "\n");
  const condition = text("condition");
  return {
    name: text("name").trim(),
    effect: text("effect") as Rule["effect"],
    field: text("field") || null,
    // Not trimmed: what is wrong is said by line and column of what was typed.
    condition: condition.trim() === "" ? null : condition,
    stage: text("stage") || null,
    teams: typed.getAll("teams"),
    message: messageIn(text, before?.message ?? {}),
    old: text("old") as Rule["old"],
  };
}

/** Sentences in languages that the form does not show stay. */
function messageIn(text: (name: string) => string, before: Readonly<Record<string, string>>): Rule["message"] {
  const own = languages.map((language) => [language, text(`message.${language}`).trim()] as const);
  const kept = Object.entries(before).filter(([language]) => !(languages as readonly string[]).includes(language));
  const message = [...kept, ...own].filter(([, sentence]) => sentence !== "");
  return message.length === 0 ? null : Object.fromEntries(message);
}
