// Reads a plugin's folder: everything that can be known of it without running any of its code, and everything that is wrong with it.
import { type Checked, fits } from "../../kernel/checked.ts";
import type { Problem } from "../../kernel/errors.ts";
import type { KindDefinition } from "../../records/kind.ts";
import { Kinds } from "../../records/kinds.ts";
import { claimProblems } from "./claims.ts";
import { datasetProblems } from "./datasets.ts";
import { checkFields, type WrittenField } from "./fields.ts";
import { type Folder, hashOf, openFolder } from "./folder.ts";
import { readObject } from "./json-file.ts";
import { checkKinds, type WrittenKind } from "./kinds.ts";
import type { Manifest, PluginFiles } from "./manifest.ts";
import { readOwnMigrations } from "./migrations.ts";
import { readParts } from "./parts.ts";
import { problemIn, type Read } from "./problem.ts";
import { Remembered } from "./remembered.ts";
import { checkRules, type WrittenRule } from "./rules.ts";
import { wordsOfSettings } from "./settings.ts";
import { shapeProblems } from "./shape.ts";
import { readTemplates, type UsedWord } from "./templates.ts";
import { wordProblems, wordsOfField, wordsOfKinds } from "./words.ts";

/** The plugin in a folder, or every problem with it, each with its file and place. Runs none of its code. */
export async function readPlugin(path: string): Promise<Checked<PluginFiles>> {
  const { files, problems } = await lookThrough(path);
  return files ? fits(files) : { ok: false, problems };
}

/** What a folder is found to hold. */
export interface Looked {
  /** What it calls itself, even where something else is wrong with it. */
  readonly id?: string;
  /** Absent when there are problems; for its author, only when there are grave ones. */
  readonly files?: PluginFiles;
  readonly problems: readonly Problem[];
}

/** What its author is told, and can do without while writing: words that are not translated yet, a template that is not done. */
const small = new Set(
  ["bad_template", "unknown_partial", "unescaped", "unknown_key", "text_missing", "text_unknown", "text_values"].map(
    (code) => `plugins.${code}`,
  ),
);

const forAuthors = new Remembered<Looked>();
const forAll = new Remembered<Looked>();

/** Everything that can be told of a folder; for its author, small things that are wrong do not keep its files back. */
export async function lookThrough(path: string, { forAuthor = false } = {}): Promise<Looked> {
  const folder = await openFolder(path);
  return await (forAuthor ? forAuthors : forAll).of(folder, async () => await lookInto(folder, forAuthor));
}

async function lookInto(folder: Folder, forAuthor: boolean): Promise<Looked> {
  const { value: said, problems } = await readObject(folder, "plugin.json");
  if (!said) return { problems: [...folder.problems, ...problems] };
  const misshapen = shapeProblems("plugin", "plugin.json", said);
  const read = await readFiles(folder, said as unknown as Manifest, misshapen.length === 0);
  const all = [...folder.problems, ...misshapen, ...read.problems];
  const id = misshapen.some(({ pointer }) => pointer === "plugin.json#/id") ? {} : { id: String(said["id"]) };
  const isGrave = all.some(({ code }) => !forAuthor || !small.has(code));
  if (isGrave) return { ...id, problems: all };
  return { ...id, files: { ...read.value, hash: await hashOf(folder) }, problems: all };
}

type Written = Awaited<ReturnType<typeof readWritten>>;

/** The files beside plugin.json, as they are written. */
async function readWritten(folder: Folder, { id, kinds, fields, stageRules }: Manifest) {
  const read = await Promise.all([
    readParts<WrittenKind>(folder, { word: "kinds", below: "kinds", schema: "kind" }, kinds),
    readParts<WrittenField>(folder, { word: "fields", below: "fields", schema: "field" }, fields),
    readParts<WrittenRule>(folder, { word: "stageRules", below: "rules", schema: "rule" }, stageRules),
    readTemplates(folder, String(id)),
  ]);
  const [ofKinds, ofFields, ofRules, templates] = read;
  const problems = read.flatMap((one) => one.problems);
  return { kinds: ofKinds.value, fields: ofFields.value, rules: ofRules.value, shown: templates.value, problems };
}

/** All parts are looked at even if plugin.json is not `sound`, so that everything is told at once. */
async function readFiles(folder: Folder, manifest: Manifest, sound: boolean): Promise<Read<Omit<PluginFiles, "hash">>> {
  const id = String(manifest.id);
  const written = await readWritten(folder, manifest);
  const kinds = checkKinds(id, written.kinds);
  const fields = checkFields(written.fields, kinds.value);
  const rules = checkRules(id, written.rules, kinds.value);
  const migrations = await readOwnMigrations(folder, sound ? (manifest.migrations ?? []) : undefined);
  const claims = sound
    ? [
        ...manifestProblems(folder, manifest, written),
        ...datasetsOfOwn(manifest, kinds.value),
        ...personalProblems(manifest, kinds.value),
      ]
    : [];
  const words = await wordProblems(folder, namesOf(id, written), usedWords(written, sound ? manifest : undefined));
  const { value: found } = migrations;
  return {
    value: {
      manifest,
      folder: folder.root,
      kinds: kinds.value,
      fields: fields.value,
      rules: rules.value,
      migrations: found,
    },
    problems: [
      claims,
      written.problems,
      ...[kinds, fields, rules, migrations].map((one) => one.problems),
      words,
    ].flat(),
  };
}

/** What its words, addresses and rights begin with. */
const namesOf = (id: string, { kinds }: Written): string[] => [id, ...kinds.map(({ value }) => value.plural)];

function manifestProblems({ paths }: Folder, manifest: Manifest, { kinds }: Written): Problem[] {
  const { main } = manifest;
  const claims = claimProblems(
    manifest,
    kinds.map(({ value }) => value.plural),
  );
  const isThere = main === undefined || paths.includes(main);
  return isThere ? claims : [...claims, problemIn("plugin.json", "/main", "plugins.no_file", { file: main })];
}

/** Those of its own kinds; others, and fields that administrators add, are known where it is enabled. */
function datasetsOfOwn({ contributes }: Manifest, own: readonly KindDefinition[]): Problem[] {
  const kinds = new Kinds();
  for (const kind of own) kinds.add(kind);
  const datasets = contributes?.datasets ?? [];
  return datasetProblems(datasets, (name) => kinds.find(name)).filter(({ values }) => !isCustom(values));
}

/** Fields of its kinds that are there; what a table of its migrations has is not known before they have run. */
function personalProblems({ data, migrations = [] }: Manifest, own: readonly KindDefinition[]): Problem[] {
  return (data?.personal ?? []).flatMap((name, at) => {
    const [holder = "", field = ""] = name.split(".");
    const kind = own.find((one) => one.name === holder);
    const isThere = kind ? Object.hasOwn(kind.fields, field) : migrations.length > 0;
    return isThere ? [] : [problemIn("plugin.json", `/data/personal/${at}`, "unknown_field", { field: name })];
  });
}

const isCustom = (values: Problem["values"]): boolean =>
  Object.values(values ?? {}).some((value) => String(value).startsWith("custom."));

/** Every word that is shown somewhere, with the place that shows it. */
const usedWords = ({ kinds, fields, shown }: Written, manifest: Manifest | undefined): readonly UsedWord[] => [
  ...wordsOfKinds(kinds),
  ...fields.flatMap(({ file, value }) => wordsOfField(file, "/schema", value.schema)),
  ...(["menus", "tray", "datasets"] as const).flatMap((word) =>
    (manifest?.contributes?.[word] ?? []).map(({ label }, at) => ({
      file: "plugin.json",
      at: `/contributes/${word}/${at}/label`,
      key: label,
    })),
  ),
  ...(manifest ? wordsOfSettings(manifest) : []),
  ...shown,
];
