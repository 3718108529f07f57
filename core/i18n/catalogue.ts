// Where the words stand: `locales/<language>.json` in every folder of core and of the plugins.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Language, languages } from "./languages.ts";

/** Key → ICU message, per language. */
export type Catalogue = Readonly<Record<Language, ReadonlyMap<string, string>>>;

/** Every word file below a folder, such as `core/deals/locales/en.json`. */
export function wordFiles(root: string, language: Language): string[] {
  const patterns = [`core/**/locales/${language}.json`, `plugins/*/locales/${language}.json`];
  return globSync(patterns, { cwd: root })
    .sort()
    .map((file) => join(root, file));
}

/** Reads all words below the product's folder. A key written twice is a mistake and says where. */
export function readCatalogue(root: string): Catalogue {
  const pairs = languages.map((language) => [language, readLanguage(wordFiles(root, language))] as const);
  return Object.fromEntries(pairs) as Record<Language, Map<string, string>>;
}

function readLanguage(files: readonly string[]): Map<string, string> {
  const words = new Map<string, string>();
  for (const file of files) {
    for (const [key, message] of Object.entries(readWords(file))) {
      if (words.has(key)) throw new Error(`The word "${key}" of ${file} is already taken`);
      words.set(key, message);
    }
  }
  return words;
}

/** The keys and messages of one file. */
export function readWords(file: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
  } catch (cause) {
    throw new Error(`Cannot read the words in ${file}`, { cause });
  }
}
