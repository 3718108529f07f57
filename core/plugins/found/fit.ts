// Whether a plugin fits in here: the API it was made for, the names it wants, and the kinds and rights of others it speaks of.
import type { Problem } from "../../kernel/errors.ts";
import { usedRights } from "../manifest/claims.ts";
import { datasetProblems } from "../manifest/datasets.ts";
import type { PluginFiles } from "../manifest/manifest.ts";
import { problemIn } from "../manifest/problem.ts";
import { isIn } from "../manifest/versions.ts";
import type { HostFacts } from "./host-facts.ts";
import { kindsWith, trialProblems } from "./trial.ts";

/** Everything that keeps a plugin from being used here, besides its needs, which `orderOf` looks at. */
export function fitOf(files: PluginFiles, facts: HostFacts): readonly Problem[] {
  return [
    ...engineProblems(files, facts),
    ...nameProblems(files, facts),
    ...letterProblems(files, facts),
    ...fieldProblems(files, facts),
    ...kindProblems(files, facts),
    ...rightProblems(files, facts),
    ...trialProblems(files, facts.kinds),
    ...presetProblems(files, facts),
    ...datasetsAmong(files, facts),
  ];
}

function engineProblems({ manifest: { engines } }: PluginFiles, { api }: HostFacts): Problem[] {
  if (isIn(api, engines.trellis)) return [];
  return [
    problemIn("plugin.json", "/engines/trellis", "plugins.other_engine", { range: engines.trellis, version: api }),
  ];
}

/** Its id, its kinds and their plurals are nobody else's: neither as a name, nor as an address, nor as a word. */
function nameProblems({ manifest: { id }, kinds }: PluginFiles, facts: HostFacts): Problem[] {
  const names: readonly (readonly [at: string, name: string])[] = [
    ["/id", id],
    ...kinds.flatMap(({ name, plural }) => [["/kinds", name] as const, ["/kinds", plural] as const]),
  ];
  return names
    .filter(([, name]) => isOthers(name, id, facts))
    .map(([at, name]) => problemIn("plugin.json", at, "plugins.name_taken", { name }));
}

function isOthers(name: string, id: string, { kinds, words, ...facts }: HostFacts): boolean {
  const { isCompanys, isTaken, isOn } = facts;
  if (isCompanys(name)) return true;
  const kind = kinds.find(name) ?? kinds.byPlural(name);
  if (kind) return kind.owner !== id;
  return !isOn(id) && (isTaken(name) || ["one", "many"].some((form) => words.has(`${name}.${form}`)));
}

function letterProblems({ manifest: { id, contributes }, kinds }: PluginFiles, facts: HostFacts): Problem[] {
  const ofKinds = new Set(facts.kinds.all().flatMap(({ owner, newKey }) => (newKey && owner !== id ? [newKey] : [])));
  const wanted = facts.isOn(id) ? [] : (contributes?.menus ?? []);
  return [
    ...wanted
      .filter(({ key }) => key && facts.letters.has(key))
      .map(({ key }) => problemIn("plugin.json", "/contributes/menus", "plugins.letter_taken", { letter: key })),
    ...kinds
      .filter(({ newKey }) => newKey && ofKinds.has(newKey))
      .map(({ newKey }) => problemIn("plugin.json", "/kinds", "plugins.letter_taken", { letter: newKey })),
  ];
}

/** Fields for kinds that are there, take fields, and have none of that key. */
function fieldProblems({ fields }: PluginFiles, { kinds }: HostFacts): Problem[] {
  return fields.flatMap(({ kind, key }, at) => {
    const found = kinds.find(kind);
    const wrong = (code: string) => [problemIn("plugin.json", `/fields/${at}`, code, { kind, key })];
    if (!found) return wrong("no_such_kind");
    if (found.customFields === false) return wrong("plugins.fixed_kind");
    return found.fields.some((field) => !field.custom && field.key === key) ? wrong("plugins.field_taken") : [];
  });
}

/** Kinds of others that it refers to, asks for, or adds to. */
function kindProblems(files: PluginFiles, facts: HostFacts): Problem[] {
  const { manifest, kinds, fields } = files;
  const all = kindsWith(files, facts.kinds);
  const named: readonly (readonly [at: string, kind: unknown])[] = [
    ...kinds.flatMap((kind) => Object.values(kind.fields).map((schema) => ["/kinds", schema["x-kind"]] as const)),
    ...fields.map(({ schema }, at) => [`/fields/${at}`, schema["x-kind"]] as const),
    ...Object.keys(manifest.requests?.kinds ?? {}).map((kind) => [`/requests/kinds/${kind}`, kind] as const),
    ...(["panels", "actions", "columns", "imports", "datasets"] as const).flatMap((word) =>
      (manifest.contributes?.[word] ?? []).map(({ kind }, at) => [`/contributes/${word}/${at}/kind`, kind] as const),
    ),
  ];
  return named
    .filter(([, kind]) => typeof kind === "string" && kind !== "*" && !all.find(kind))
    .map(([at, kind]) => problemIn("plugin.json", at, "no_such_kind", { kind }));
}

/** Rights of others that its menu, addresses and panels ask for. Its own were looked at when it was read. */
function rightProblems({ manifest, kinds }: PluginFiles, { rights }: HostFacts): Problem[] {
  const own = [manifest.id, ...kinds.map(({ plural }) => plural)];
  return usedRights(manifest.contributes ?? {})
    .filter(({ right }) => right !== "public" && !own.includes(right.split(".")[0] ?? "") && !rights.has(right))
    .map(({ at, right }) => problemIn("plugin.json", at, "plugins.no_such_right", { right }));
}

/** Fields that its mappings of files speak of. */
function presetProblems(files: PluginFiles, facts: HostFacts): Problem[] {
  const all = kindsWith(files, facts.kinds);
  return (files.manifest.contributes?.imports ?? []).flatMap(({ kind, columns }, at) => {
    const found = all.find(kind);
    if (!found) return [];
    const unknown = Object.values(columns).filter((path) => path !== "externalId" && !found.byPath.has(path));
    const place = `/contributes/imports/${at}/columns`;
    return unknown.map((field) => problemIn("plugin.json", place, "unknown_field", { field }));
  });
}

function datasetsAmong(files: PluginFiles, facts: HostFacts): Problem[] {
  const all = kindsWith(files, facts.kinds);
  return datasetProblems(files.manifest.contributes?.datasets ?? [], (name) => all.find(name));
}
