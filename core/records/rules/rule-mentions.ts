// Which fields rules speak of, and how they learn a field's new path.
import type { Mention, MentionSource } from "../fields/life/mentions.ts";
import { renamed } from "../expressions/names.ts";
import type { Kind } from "../kind.ts";
import { namedBy } from "./rest.ts";
import type { Rule } from "./rule.ts";
import { readRules, updateRule } from "./rule-table.ts";

/** The rules in use that name a field: they rest while it is away. */
const usesOf = (kind: Kind, path: string): readonly Mention[] =>
  kind.rules
    .filter((rule) => namedBy(rule).includes(path))
    .map(({ id, name }) => ({ place: "rule", name, link: `/settings/rules/${id}` }));

export const ruleMentions: MentionSource = {
  find: async (_db, kind, path) => usesOf(kind, path),
  async rename(trx, kind, { from, to }) {
    for (const rule of (await readRules(trx)).filter((one) => one.kind === kind.name)) {
      const next = withPath(rule, from, to);
      if (next.field !== rule.field || next.condition !== rule.condition) await updateRule(trx, next);
    }
  },
};

const withPath = (rule: Rule, from: string, to: string): Rule => ({
  ...rule,
  field: rule.field === from ? to : rule.field,
  condition: rule.condition && renamed(rule.condition, from, to),
});
