// The form of a rule, as its template reads it.
import { isLanguage, type Language, languageNames, languages } from "../../../i18n/languages.ts";
import type { PageView } from "../../../web/page-view.ts";
import { sees } from "../../access/seen-values.ts";
import type { Kind } from "../../kind.ts";
import type { Related } from "../../record.ts";
import { effects, oldRows, type Rule } from "../../rules/rule.ts";
import type { Wrong } from "../kinds/kind-form.view.ts";
import { fieldLabel, manyOf } from "../labels.ts";
import type { Reader } from "../reader.ts";
import { checkView, namedFields } from "./check.view.ts";
import { examplesFor } from "./examples.ts";
import type { RuleChoices } from "./rule-choices.ts";
import { HOME } from "./rules.view.ts";
import { said } from "./says.ts";

export interface RuleFormFacts {
  readonly kind: Kind;
  /** Undefined for a new one. */
  readonly rule: Rule | undefined;
  readonly typed: URLSearchParams;
  readonly choices: RuleChoices;
  readonly wrong: readonly Wrong[];
}

const boxes = ["name", "effect", "field", "condition", "stage", "teams", "message", "old"] as const;

export function ruleFormView(facts: RuleFormFacts, reader: Reader): PageView {
  const { kind, rule, typed, choices, wrong } = facts;
  const text = (name: string): string => typed.get(name) ?? "";
  const view = {
    ...frame(facts, reader),
    isNew: rule === undefined,
    action: rule ? `${HOME}/${rule.id}` : HOME,
    kind: kind.name,
    says: rule ? said(rule, kind, choices, reader) : null,
    archived: rule?.state === "archived",
    version: text("version"),
    name: text("name"),
    condition: text("condition"),
    check: checkView(text("condition"), kind, reader),
    checkHref: `${HOME}/check?kind=${kind.name}`,
    ...selections(facts, reader),
    ...help(kind, reader),
    ...messages(typed, reader),
    general: wrong.filter(({ pointer }) => !boxes.some((box) => box === boxOf(pointer))).map(({ message }) => message),
    wrong: Object.fromEntries(boxes.map((box) => [box, sentenceOf(box, wrong)])),
  };
  return view;
}

function frame({ kind, rule }: RuleFormFacts, reader: Reader): PageView {
  const { say } = reader;
  return {
    title: rule?.name ?? say("rules.new"),
    where: say("rules.title"),
    breadcrumb: [
      { label: say("web.settings"), path: "/settings" },
      { label: say("rules.title"), path: HOME },
      { label: manyOf(kind, reader), path: `${HOME}?kind=${kind.name}` },
    ],
  };
}

const boxOf = (pointer: string): string => pointer.split("/")[1] ?? "";
const sentenceOf = (box: string, wrong: readonly Wrong[]): string | null =>
  wrong.find(({ pointer }) => boxOf(pointer) === box)?.message ?? null;

function selections({ kind, typed, choices }: RuleFormFacts, reader: Reader) {
  const { say } = reader;
  const fields = kind.fields
    .filter(({ path }) => sees(kind, path))
    .map((field) => ({ id: field.path, title: fieldLabel(field, reader) }));
  const old = oldRows.filter((one) => one !== "stage" || choices.stages);
  return {
    effects: radios(effects, "effect", typed, say),
    fields: chosenIn([{ id: "", title: say("rules.no_field") }, ...fields], typed.get("field") ?? ""),
    stages:
      choices.stages &&
      chosenIn([{ id: "", title: say("rules.every_stage") }, ...choices.stages], typed.get("stage") ?? ""),
    teams: choices.teams.map(({ id, title }) => ({
      value: id,
      label: title,
      chosen: typed.getAll("teams").includes(id),
    })),
    olds: radios(old, "old", typed, say),
  };
}

const radios = (values: readonly string[], name: string, typed: URLSearchParams, say: Reader["say"]) =>
  values.map((value) => ({
    value,
    label: say(`rules.${name}.${value}`),
    help: say(`rules.${name}.${value}.help`),
    chosen: typed.get(name) === value,
  }));

/** What is chosen stays in sight, even when it is no longer offered. */
export function chosenIn(some: readonly Related[], chosen: string) {
  const gone = some.some(({ id }) => id === chosen) ? [] : [{ id: chosen, title: chosen }];
  return [...some, ...gone].map(({ id, title }) => ({ value: id, label: title, chosen: id === chosen }));
}

const help = (kind: Kind, reader: Reader) => ({ examples: examplesFor(kind), names: namedFields(kind, reader) });

/** The reader's language first; the others below, where nobody has to fill them in. */
function messages(typed: URLSearchParams, { reading }: Reader) {
  const mine: Language = isLanguage(reading.language) ? reading.language : "en";
  const row = (language: Language) => ({
    language,
    name: languageNames[language],
    text: typed.get(`message.${language}`) ?? "",
  });
  const others = languages.filter((language) => language !== mine).map(row);
  return { mine: row(mine), others, othersOpen: others.some(({ text }) => text !== "") };
}
