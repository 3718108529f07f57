// Kinds as they would be with a plugin: its rules are judged against them before anything is changed.
import type { Problem } from "../../kernel/errors.ts";
import { refuseUnsound } from "../../records/computed/check-computed.ts";
import type { CustomField } from "../../records/fields/custom-field.ts";
import { customField } from "../../records/fields/ready.ts";
import type { Kind, KindsSeen } from "../../records/kind.ts";
import { Kinds } from "../../records/kinds.ts";
import { ruleProblems } from "../../records/rules/check-rule.ts";
import type { PluginField, PluginFiles } from "../manifest/manifest.ts";
import { refusals } from "../manifest/parts.ts";
import { moved, problemIn } from "../manifest/problem.ts";
import { asRule } from "../manifest/rules.ts";

/** Every kind there would be. */
export function kindsWith({ kinds, fields }: PluginFiles, others: KindsSeen): KindsSeen {
  const own = new Kinds();
  for (const kind of kinds) own.add(kind);
  const there = others.all().filter(({ name }) => !own.find(name));
  const all = [...there, ...own.all()].map((kind) =>
    withFields(
      kind,
      fields.filter((field) => field.kind === kind.name),
    ),
  );
  return {
    all: () => all,
    find: (name) => all.find((kind) => kind.name === name),
    byPlural: (plural) => all.find((kind) => kind.plural === plural),
    get: (name) => all.find((kind) => kind.name === name) ?? others.get(name),
  };
}

function withFields(kind: Kind, added: readonly PluginField[]): Kind {
  if (added.length === 0) return kind;
  const more = added.map(asCustom).map(customField);
  const paths = new Set(more.map(({ path }) => path));
  const fields = [...kind.fields.filter(({ path }) => !paths.has(path)), ...more];
  return { ...kind, fields, byPath: new Map([...kind.byPath, ...more.map((field) => [field.path, field] as const)]) };
}

const asCustom = ({ kind, key, schema }: PluginField): CustomField => ({
  kind,
  key,
  schema,
  id: "",
  storage: "",
  generation: 1,
  aliases: [],
  owner: "",
  past: [],
  tier: "column",
  position: 0,
  state: "active",
  archivedAt: null,
  version: 1,
});

/** What is wrong with its rules, and with the fields that work themselves out, among all kinds there would be. */
export function trialProblems(files: PluginFiles, others: KindsSeen): Problem[] {
  const all = kindsWith(files, others);
  return [...rulesAmong(files, all), ...computedAmong(files, all)];
}

function rulesAmong({ manifest, rules }: PluginFiles, all: KindsSeen): Problem[] {
  return rules.flatMap((rule, at) => {
    const kind = all.find(rule.kind);
    const place = `/stageRules/${at}`;
    if (!kind) return [problemIn("plugin.json", place, "no_such_kind", { kind: rule.kind })];
    if (kind.customFields === false)
      return [problemIn("plugin.json", place, "plugins.fixed_kind", { kind: rule.kind })];
    return moved("plugin.json", place, ruleProblems(kind, asRule(manifest.id, rule)));
  });
}

function computedAmong({ kinds, fields }: PluginFiles, all: KindsSeen): Problem[] {
  const own = kinds.flatMap(({ name, fields: schemas }, at) =>
    Object.entries(schemas).map(([path, schema]) => ({ name, path, schema, place: `/kinds/${at}` })),
  );
  const added = fields.map(({ kind, key, schema }, at) => ({
    name: kind,
    path: `custom.${key}`,
    schema,
    place: `/fields/${at}`,
  }));
  return [...own, ...added].flatMap(({ name, place, ...wanted }) => {
    const kind = all.find(name);
    if (!kind) return [];
    return moved(
      "plugin.json",
      place,
      refusals(() => refuseUnsound({ kind, kinds: all, seen: all }, wanted)),
    );
  });
}
