import type { PageView } from "../../../web/page-view.ts";
import type { Kind } from "../../kind.ts";
import type { Rule } from "../../rules/rule.ts";
import { manyOf } from "../labels.ts";
import type { Reader } from "../reader.ts";
import type { RuleChoices } from "./rule-choices.ts";
import { said } from "./says.ts";

/** Where these pages stand. */
export const HOME = "/settings/rules";

export interface RulesFacts {
  readonly kinds: readonly Kind[];
  readonly kind: Kind;
  readonly rules: readonly Rule[];
  readonly choices: RuleChoices;
}

/** The rules of a kind in words: those that hold, then those that were put away. */
export function rulesView({ kinds, kind, rules, choices }: RulesFacts, reader: Reader): PageView {
  const { say } = reader;
  const line = (rule: Rule) => ({
    ...said(rule, kind, choices, reader),
    id: rule.id,
    name: rule.name,
    version: rule.version,
    owner: ownerOf(rule, reader),
  });
  const view = {
    title: say("rules.title"),
    where: say("web.settings"),
    breadcrumb: [{ label: say("web.settings"), path: "/settings" }],
    tabs: kinds.map((one) => ({
      label: manyOf(one, reader),
      path: `${HOME}?kind=${one.name}`,
      current: one.name === kind.name,
      count: null,
    })),
    kind: kind.name,
    active: rules.filter(({ state }) => state === "active").map(line),
    archived: rules.filter(({ state }) => state === "archived").map(line),
  };
  return view;
}

const ownerOf = ({ owner }: Rule, { say }: Reader): string =>
  owner === "admin" ? say("rules.owner.company") : say("rules.owner.plugin", { name: owner });
