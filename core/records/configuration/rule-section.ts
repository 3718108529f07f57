import type { Problem } from "../../kernel/errors.ts";
import { isObject, type Json } from "../../kernel/json.ts";
import { LONGEST } from "../expressions/limits.ts";
import type { Rule } from "../rules/rule.ts";
import type { Rules, RuleWords } from "../rules/rules.ts";
import type { Named } from "./named.ts";
import {
  type Change,
  type Create,
  type Difference,
  type Grade,
  itemProblem,
  type Section,
  withUnsaid,
} from "./section.ts";

const members = ["effect", "field", "condition", "stage", "teams", "message", "old", "state"] as const;

/** Rules that administrators wrote, as `deal/Budget from the offer on`. Those of plugins come with their plugin. */
export function ruleSection(rules: Rules, named: Named): Section {
  const ofAdmins = async (): Promise<readonly Rule[]> => (await rules.all()).filter(({ owner }) => owner === "admin");
  const find = async (name: string): Promise<Rule | undefined> =>
    (await ofAdmins()).find((rule) => nameOf(rule) === name);

  return {
    name: "rules",
    order: 55,
    read: async () => {
      const items = (await ofAdmins()).map(async (rule) => [nameOf(rule), await named.byName(itemOf(rule))] as const);
      return new Map(await Promise.all(items));
    },
    check: (difference) => problemsOf(difference),
    completed: withUnsaid,
    grade: gradeOf,
    async write(actor, { name, after }) {
      const words = (await named.byId(after)) as RuleWords;
      const standing = await find(name);
      if (standing) await rules.change(actor, standing.id, words);
      else await rules.create(actor, kindIn(name), { ...words, name: name.slice(kindIn(name).length + 1) });
    },
    async remove(actor, { name }) {
      const standing = await find(name);
      if (standing) await rules.change(actor, standing.id, { state: "archived" });
    },
  };
}

const nameOf = ({ kind, name }: Rule): string => `${kind}/${name}`;

const kindIn = (name: string): string => name.split("/")[0] ?? "";

const itemOf = (rule: Rule): Json => Object.fromEntries(members.map((member) => [member, rule[member]])) as Json;

const isCondition = (value: unknown): boolean => typeof value === "string" && value.length <= LONGEST;

/** What a condition says is checked when it is written: it may look at fields that this document brings. */
function problemsOf({ name, after }: Create | Change): readonly Problem[] {
  if (!/^[^/]+\/.+$/.test(name)) return [itemProblem("", "configuration.bad_name", { name })];
  const known: readonly string[] = members;
  const fine =
    isObject(after) && Object.keys(after).every((key) => known.includes(key)) && isCondition(after["condition"] ?? "");
  return fine ? [] : [itemProblem("", "configuration.bad_item", { known: members.join(", ") })];
}

/** A new or another rule may refuse a save that was fine before; one that is put away refuses nothing. */
function gradeOf(difference: Difference): Grade {
  if (difference.action === "remove") return "safe";
  return isObject(difference.after) && difference.after["state"] === "archived" ? "safe" : "breaking";
}
