// What an administrator may say about a kind. Checked word by word: what is sent from outside is never trusted to be a plan.
import { languages } from "../../i18n/languages.ts";
import { Invalid, type Problem } from "../../kernel/errors.ts";
import { isObject } from "../../kernel/json.ts";
import { problemAt } from "../store/validate.ts";
import { iconNames } from "./icons.ts";
import type { KindPlan } from "./own-kind.ts";

const LONGEST_WORD = 60;
const MOST_COLUMNS = 30;
const name = /^[a-z][a-z0-9_]{0,40}$/;
const plural = /^(?=.{1,60}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const path = /^(custom\.)?[a-z][a-zA-Z0-9_]{0,60}$/;

type Check = (value: unknown) => boolean;

const isWord: Check = (value) =>
  typeof value === "string" &&
  value.trim() !== "" &&
  value.length <= LONGEST_WORD &&
  value.isWellFormed() &&
  !/\p{Cc}/u.test(value);

const isNames: Check = (value) =>
  isObject(value) &&
  Object.keys(value).length > 0 &&
  Object.keys(value).every((language) => (languages as readonly string[]).includes(language)) &&
  Object.values(value).every(isWord);

const isPath: Check = (value) => typeof value === "string" && path.test(value);
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);

/** Every word of a plan: whether a value fits it, and the problem when it does not. */
const parts: Readonly<Record<keyof KindPlan, readonly [Check, code: string]>> = {
  one: [isNames, "bad_names"],
  many: [isNames, "bad_names"],
  titleLabel: [orNull(isNames), "bad_names"],
  icon: [(value) => iconNames.includes(String(value)), "not_an_option"],
  owned: [(value) => typeof value === "boolean", "not_a_boolean"],
  menu: [orNull((value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 10_000), "bad_menu_place"],
  newKey: [orNull((value) => typeof value === "string" && /^[a-z]$/.test(value)), "bad_letter"],
  listColumns: [(value) => Array.isArray(value) && value.length <= MOST_COLUMNS && value.every(isPath), "bad_columns"],
  boardField: [orNull(isPath), "bad_board_field"],
};

/** What a kind is when nothing else was said. */
const usual: Omit<KindPlan, "one" | "many"> = {
  titleLabel: null,
  icon: "box",
  owned: true,
  menu: 100,
  newKey: null,
  listColumns: ["name", "owner", "createdAt"],
  boardField: null,
};

type Sent = Readonly<Record<string, unknown>>;

/** Letters that make records of the product's own kinds. */
type Letters = ReadonlySet<string>;

/** A whole plan from what was sent; throws Invalid with a problem per word. */
export function planFrom(sent: Sent, letters: Letters): KindPlan {
  const whole = { ...usual, ...sent };
  const missing = ["one", "many"]
    .filter((word) => !Object.hasOwn(sent, word))
    .map((word) => problemAt(word, "required"));
  refuse([...missing, ...problemsOf(sent, letters)]);
  return ordered(whole as unknown as KindPlan);
}

/** The plan with some of its words replaced. */
export function planWith(plan: KindPlan, sent: Sent, letters: Letters): KindPlan {
  refuse(problemsOf(sent, letters));
  return ordered({ ...plan, ...(sent as Partial<KindPlan>) });
}

function problemsOf(sent: Sent, letters: Letters): Problem[] {
  return Object.keys(sent)
    .slice(0, 50)
    .flatMap((word) => {
      if (!Object.hasOwn(parts, word))
        return [problemAt(word.slice(0, 60), "unknown_setting", { word: word.slice(0, 60) })];
      const [check, code] = parts[word as keyof KindPlan];
      if (!check(sent[word])) return [problemAt(word, code)];
      const isTaken = word === "newKey" && letters.has(String(sent[word]));
      return isTaken ? [problemAt(word, "letter_reserved", { letter: sent[word] })] : [];
    });
}

/** The words in one order and no others, so that the same plan is the same text. */
const ordered = (plan: KindPlan): KindPlan =>
  Object.fromEntries(
    (Object.keys(parts) as (keyof KindPlan)[]).map((word) => [word, plan[word]]),
  ) as unknown as KindPlan;

/** The two names that never change; `isTaken` knows everything else that goes by a name. */
export function checkNames(
  names: { readonly name: unknown; readonly plural: unknown },
  isTaken: (word: string) => boolean,
): asserts names is { name: string; plural: string } {
  refuse([
    ...nameProblems("name", names.name, name, isTaken),
    ...nameProblems("plural", names.plural, plural, isTaken),
  ]);
}

function nameProblems(at: "name" | "plural", value: unknown, shape: RegExp, isTaken: (word: string) => boolean) {
  if (typeof value !== "string" || !shape.test(value)) return [problemAt(at, `bad_kind_${at}`)];
  return isTaken(value) ? [problemAt(at, "name_reserved", { name: value })] : [];
}

function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new Invalid(problems.slice(0, 20), "kinds.invalid");
}
