// A plugin's words: in every language, under its own name, and all of those that it uses.
import { type Catalogue, readCatalogue } from "../../i18n/catalogue.ts";
import { faultsOf } from "../../i18n/faults.ts";
import { type Language, languages } from "../../i18n/languages.ts";
import type { Problem } from "../../kernel/errors.ts";
import { isObject } from "../../kernel/json.ts";
import type { FieldSchema } from "../../records/fields/field.ts";
import type { KindDefinition } from "../../records/kind.ts";
import { productRoot } from "../../settings/schema.ts";
import { filesIn, type Folder } from "./folder.ts";
import { readObject } from "./json-file.ts";
import type { Part } from "./parts.ts";
import { problemIn } from "./problem.ts";
import type { UsedWord } from "./templates.ts";

const fileOf = (language: Language): string => `locales/${language}.json`;

/** `names` are what its keys may begin with: its id, and the plurals of its kinds. */
export async function wordProblems(
  folder: Folder,
  names: readonly string[],
  used: readonly UsedWord[],
): Promise<readonly Problem[]> {
  if (filesIn(folder, "locales", ".json").length === 0 && used.length === 0) return [];
  const read = await Promise.all(languages.map(async (language) => await readObject(folder, fileOf(language))));
  const catalogue = Object.fromEntries(
    languages.map((language, at) => [language, textsIn(read[at]?.value ?? {})]),
  ) as unknown as Catalogue;
  return [
    ...read.flatMap(({ problems }) => problems),
    ...languages.flatMap((language, at) => (read[at]?.value ? faultProblems(language, catalogue) : [])),
    ...languages.flatMap((language, at) => formProblems(language, read[at]?.value ?? {}, names)),
    ...strayFiles(folder),
    ...unknownKeys(catalogue, used, names),
  ];
}

/** Its own words, or those of the product. */
function unknownKeys({ en }: Catalogue, used: readonly UsedWord[], names: readonly string[]): Problem[] {
  const others = used.some(({ key }) => !isOwn(key, names)) ? readCatalogue(productRoot).en : en;
  return used
    .filter(({ key }) => !(isOwn(key, names) ? en : others).has(key))
    .map(({ file, at, key }) => problemIn(file, at, "plugins.unknown_key", { key }));
}

const isOwn = (key: string, names: readonly string[]): boolean => names.some((name) => key.startsWith(`${name}.`));

const textsIn = (words: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(words).filter((entry): entry is [string, string] => typeof entry[1] === "string"));

const faultProblems = (language: Language, catalogue: Catalogue): Problem[] =>
  faultsOf(language, catalogue).map(({ key, fault }) =>
    problemIn(fileOf(language), `/${key}`, `plugins.text_${fault}`, { key, language }),
  );

function formProblems(
  language: Language,
  words: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Problem[] {
  return Object.entries(words).flatMap(([key, text]) => {
    const file = fileOf(language);
    if (!isOwn(key, names))
      return [problemIn(file, `/${key}`, "plugins.key_not_own", { key, names: names.join(", ") })];
    const empty = typeof text !== "string" || text.trim() === "";
    return empty ? [problemIn(file, `/${key}`, "plugins.text_empty", { key })] : [];
  });
}

const strayFiles = (folder: Folder): Problem[] =>
  filesIn(folder, "locales", ".json")
    .filter((file) => !languages.some((language) => file === fileOf(language)))
    .map((file) => problemIn(file, "", "plugins.unknown_language", { languages: languages.join(", ") }));

/** The two names of each kind, and every label of its fields. */
export function wordsOfKinds(parts: readonly Part<Pick<KindDefinition, "plural" | "fields">>[]): readonly UsedWord[] {
  return parts.flatMap(({ file, value: { plural, fields } }) => [
    ...["one", "many"].map((form) => ({ file, at: "/plural", key: `${plural}.${form}` })),
    ...Object.entries(fields).flatMap(([key, schema]) => wordsOfField(file, `/fields/${key}`, schema)),
  ]);
}

/** Labels of a field and of its options that are words; those that are written out by language need none. */
export function wordsOfField(file: string, at: string, schema: FieldSchema): readonly UsedWord[] {
  const options = Array.isArray(schema["x-options"]) ? schema["x-options"] : [];
  const labels: readonly (readonly [string, unknown])[] = [
    [`${at}/x-label`, schema["x-label"]],
    [`${at}/x-help`, schema["x-help"]],
    ...options.map((option, index) => [`${at}/x-options/${index}`, isObject(option) ? option["label"] : ""] as const),
  ];
  return labels.flatMap(([place, key]) => (typeof key === "string" ? [{ file, at: place, key }] : []));
}
