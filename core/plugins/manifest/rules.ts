// Rules that a plugin brings. Those of its own kinds are judged whole; those of others where it is known what their kinds have.
import type { KindDefinition } from "../../records/kind.ts";
import { Kinds } from "../../records/kinds.ts";
import { ruleProblems } from "../../records/rules/check-rule.ts";
import type { Rule } from "../../records/rules/rule.ts";
import type { PluginRule } from "./manifest.ts";
import type { Part } from "./parts.ts";
import { moved, problemIn, type Read } from "./problem.ts";

export type WrittenRule = Pick<PluginRule, "kind" | "name" | "effect"> &
  Partial<PluginRule> & { readonly $schema?: string };

const usual = { field: null, condition: null, stage: null, message: null, old: "touch" } as const;

/** The rule as the engine keeps it. */
export const asRule = (owner: string, rule: PluginRule): Rule => ({
  ...rule,
  owner,
  id: "",
  teams: [],
  state: "active",
  position: 0,
  version: 1,
});

export function checkRules(
  id: string,
  parts: readonly Part<WrittenRule>[],
  own: readonly KindDefinition[],
): Read<readonly PluginRule[]> {
  const kinds = new Kinds();
  for (const kind of own) kinds.add(kind);
  const rules = parts.map(({ file, value: { $schema: _schema, ...written } }) => ({
    file,
    rule: { ...usual, ...written },
  }));
  const problems = rules.flatMap(({ file, rule }, at) => {
    const kind = kinds.find(rule.kind);
    const twice = rules.slice(0, at).some((one) => one.rule.kind === rule.kind && one.rule.name === rule.name);
    return [
      ...(kind ? moved(file, "", ruleProblems(kind, asRule(id, rule))) : []),
      ...(twice ? [problemIn(file, "/name", "plugins.given_twice", { word: "name", value: rule.name })] : []),
    ];
  });
  return { value: rules.map(({ rule }) => rule), problems };
}
